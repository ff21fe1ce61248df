// How rounds are shown.
#pragma once

#include "pingyi/appraisal/v1/round.pb.h"
#include "services/cli/command/context.h"
#include "services/cli/view/column.h"

namespace pingyi::cli {

Columns<appraisal::v1::Round> RoundColumns();

// The card; for people with groups and criteria below it.
absl::Status PrintRound(Context& context, const appraisal::v1::Round& round);

}  // namespace pingyi::cli
