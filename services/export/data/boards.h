// The leaderboards of a bundle.
#pragma once

#include <absl/status/status.h>

#include "pingyi/bundle/v1/bundle.pb.h"
#include "services/export/data/report.h"

namespace pingyi::exporting {

// Adds the boards to a report that has criteria, groups and rows, in the policy's order with their
// sections as released; a board nobody is on has none. INVALID_ARGUMENT where they do not fit the
// policy or the results. What the results withhold a board withholds, too, whatever it says.
absl::Status AddBoards(const bundle::v1::ReleaseBundle& bundle, Report& report);

}  // namespace pingyi::exporting
