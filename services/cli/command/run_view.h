// Aggregation runs: how they are shown and which one is meant.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/result.pb.h"
#include "services/cli/command/context.h"
#include "services/cli/view/column.h"

namespace pingyi::cli {

Columns<result::v1::AggregationRun> RunColumns();
absl::Status PrintRun(Context& context, const result::v1::AggregationRun& run);

// The full name of the round's newest run that succeeded; NOT_FOUND when there is none.
absl::StatusOr<std::string> NewestRun(Session& session, const std::string& round);

}  // namespace pingyi::cli
