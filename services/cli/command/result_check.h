// Results beside published ones.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// Compares the results below `source` (a run or release) with a CSV file of columns subject_id,
// criterion, expected and rank (see bulk/comparison.h); prints "n of n agree" and each difference.
// The exit code becomes kDiffers when there is one.
absl::Status CheckResults(Context& context, const std::string& source,
                          const std::string& expected_path);

}  // namespace pingyi::cli
