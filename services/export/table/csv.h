// Results as CSV, for spreadsheets and simple programs.
#pragma once

#include <string>
#include <string_view>

#include "services/export/data/report.h"

namespace pingyi::exporting {

// RFC 4180 in UTF-8: a header, then one line for each subject in the order of the release, ended by
// CR LF. With `byte_order_mark` Excel takes it for UTF-8 when it is opened by a double click.
//
// Columns: rank, shared_rank (yes or no), subject, name, unit, subject_type, total, total_exact,
// grade_key, grade, decided_grade_key, decided_grade (what the committee decided, which then
// counts), exclusion (the title of the rule that applied); component_<key> for each component;
// pooled_<criterion> where the policy takes all groups as one pool; for each group group_<key> and,
// for each criterion, <group>_<criterion>, <group>_<criterion>_marks and
// <group>_<criterion>_abstentions; at the end withheld: which of these columns are empty because
// they must not be shown, separated by blanks. Scores are rounded as the policy says, except for
// total_exact: an integer, or a fraction with an apostrophe before it ('9/2).
std::string ResultsCsv(const Report& report, bool byte_order_mark);

// A leaderboard as CSV of the same kind: section, rank, shared_rank, subject, name, score,
// score_exact, withheld ("score" where the score must not be shown, else empty). A row without a
// score has no rank.
std::string BoardCsv(const Board& board, bool byte_order_mark);

// The cell of a text of the data. A spreadsheet would take one that begins with = + - @, a tab or a
// line break for a formula, so an apostrophe goes before it; JSON has the text as it is.
std::string TextCell(std::string_view text);

// The cell of an exact value. A spreadsheet would take many a fraction for a day of the year (9/2)
// and keep nothing of it, so an apostrophe goes before one, as before a text: a program drops that
// first character, or reads JSON, where the value is as it is.
std::string ExactCell(std::string_view exact);

}  // namespace pingyi::exporting
