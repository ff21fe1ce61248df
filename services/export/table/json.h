// A report as JSON, for programs.
#pragma once

#include <string>

#include "services/export/data/report.h"

namespace pingyi::exporting {

// UTF-8, two blanks for each level, members in this order; later versions may add members.
//
//   format       "pingyi-report-v1"
//   release      name, round, title, number, note, releaser, time (RFC 3339), policy, amends,
//                digest, result_digest, tally_digest, policy_digest, round_digest, key_id
//   publicity    null, or working_days, start_date, end_date, answer_days, answer_in_working_days
//   criteria     key, title, weight, marks (titles of the classes, best first)
//   groups       key, title, weight, expected, returned, valid, spoiled, and statistics: null, or
//                abstention_share, top_share, straight_lined_share, alpha
//   components   key, title
//   grades       title, count
//   results      rank (null: none shown), shared_rank, subject, name, unit, subject_type, total,
//                grade, grade_title, decided_grade, decided_grade_title, exclusion,
//                exclusion_title, components [score], pooled_criteria [score, marks,
//                abstentions] (empty unless the groups are one pool), groups [score, criteria
//                [score, marks, abstentions]], and tie_band: null, or first_rank, last_rank,
//                low, high
//   distributions  group, criterion, counts (as the criterion's marks; null: withheld), abstentions
//                (null with them), withheld
//   leaderboards  key, title, by ("total", "criterion", "group"), by_key (of the criterion or
//                group, else null), partition (null, "unit", "subject_type"), and sections: name
//                (the unit or type), rows [rank (null: none shown), shared_rank, subject, name,
//                score]
//   decisions    subject, computed_grade, grade (titles), reason, decider
//   amendments   subject, old_rank, new_rank, old_total, new_total, old_grade, new_grade (titles):
//                what differs from the release that this one amends
//   comparison   null, or round, title, number, and changes: subject, name, old_rank, new_rank,
//                old_total, new_total, difference
//
// A score is an object of strings, exact and rounded; exact is null where only the rounded one may
// be shown, and both are where there is none. Where it is withheld, "withheld" says why: "small"
// (it rests on fewer than shown_ballots ballots) or "complementary" (such a figure could be had
// from it by subtraction); else it is null.
std::string ReportJson(const Report& report);

}  // namespace pingyi::exporting
