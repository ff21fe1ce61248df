// From the sealed tally to totals, grades and places. A pure function: the same policy, facts and
// tally give the same results byte for byte, in whatever order subjects, cells and marks come.
//
// Decided here, where the contract leaves it open:
// - A criterion that nobody in a group marked for a subject is left out of the group's mean with
// its
//   weight, and adds nothing to a sum.
// - A group without any mark for a subject falls under the policy's missing-group rule
//   (missing_group.h). A round without any valid ballot has no results at all: NO_BALLOTS.
// - Grades and places go by the same figure: the exact total, or the total as published.
#pragma once

#include <absl/status/statusor.h>

#include "services/result/domain/form.h"
#include "services/result/domain/inputs.h"
#include "services/result/domain/leaderboard.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// Errors: FAILED_PRECONDITION POLICY_DOES_NOT_FIT, NO_BALLOTS, GROUP_MISSING; INTERNAL if the tally
// cannot be one of this round. Thread-safe. 10,000 subjects x 5 criteria x 3 groups take some tens
// of milliseconds.
absl::StatusOr<RoundResults> Aggregate(const PolicyRules& policy, const RoundFacts& facts,
                                       Tally tally, const Inputs& inputs = {});

// The same with the policy's leaderboards.
struct Aggregation {
  RoundResults results;
  Leaderboards leaderboards;
};
absl::StatusOr<Aggregation> AggregateWithBoards(const PolicyRules& policy, const RoundFacts& facts,
                                                Tally tally, const Inputs& inputs = {},
                                                const DisclosureRule& disclosure = {});

}  // namespace pingyi::result
