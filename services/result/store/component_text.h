// The components of one subject as one text, so that a subject is one row and a person can read it.
// A line for each component, ended by "\n", fields parted by single blanks, "- -" for a number that
// is absent:
//   <key> <score exact> <score rounded> <contribution exact> <contribution rounded>
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "services/result/store/records.h"

namespace pingyi::result {

std::string ComponentText(const std::vector<ComponentScoreText>& components);

// DATA_LOSS if the text is not of that form.
absl::StatusOr<std::vector<ComponentScoreText>> ParseComponentText(std::string_view text);

}  // namespace pingyi::result
