// `pingyi result statistics`.
#pragma once

#include <absl/status/status.h>

#include "pingyi/result/v1/statistics.pb.h"
#include "services/cli/command/context.h"

namespace pingyi::cli {

// Two tables: the groups, and the places with what cannot be told apart from each. As CSV the
// places alone, since the two have different columns; JSON has it all.
absl::Status PrintStatistics(Context& context, const result::v1::RaterStatistics& statistics);

}  // namespace pingyi::cli
