// What published results are compared with beyond the results themselves: the counts of the tally.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/bulk/comparison.h"
#include "services/cli/command/context.h"

namespace pingyi::cli {

// How often each mark was given to each subject, over all groups: a grade goes by its key, a number
// by itself without zeros that mean nothing, an abstention by "-".
absl::Status AddTallyCounts(Context& context, const std::string& round, Comparison& comparison);

// The valid ballots of all groups.
absl::Status AddValidBallots(Context& context, const std::string& round, Comparison& comparison);

// "rounds/r1" of the name of a run or release below it.
std::string RoundOf(const std::string& source);

}  // namespace pingyi::cli
