// Results beside published ones.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// Compares the results below `source` (a run or release) with a CSV file of columns subject_id,
// criterion, expected and rank (see bulk/comparison.h); prints "n of n agree", each difference and,
// for people, the first `show` places beside the published ones. The exit code becomes kDiffers
// when something differs.
absl::Status CheckResults(Context& context, const std::string& source,
                          const std::string& expected_path, int show);

}  // namespace pingyi::cli
