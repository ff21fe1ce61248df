// The scores of one subject as one text, so that a subject is one row and a person can read it. A
// line for each group, ended by "\n", fields parted by single blanks:
//   <exact> <rounded>                                   the group's score, "- -" if it has none
//   {<exact> <rounded> <marks> <abstentions>}           for each criterion
// Where the groups are pooled, the pool follows as one more group without a score.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "services/result/store/records.h"

namespace pingyi::result {

std::string ScoreText(const std::vector<GroupScore>& groups);

// DATA_LOSS if the text is not of that form.
absl::StatusOr<std::vector<GroupScore>> ParseScoreText(std::string_view text);

}  // namespace pingyi::result
