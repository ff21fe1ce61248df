// What a bundle holds, as a report.
#pragma once

#include <absl/status/statusor.h>

#include "pingyi/bundle/v1/bundle.pb.h"
#include "pingyi/result/v1/statistics.pb.h"
#include "services/export/data/report.h"

namespace pingyi::exporting {

// INVALID_ARGUMENT where the parts of the bundle do not fit each other. This is no verification:
// only pingyi-verify says whether the bundle is what was released.
//
// A distribution of marks is withheld as soon as one subject's part of it is: the rest of it would
// be had by subtraction.
absl::StatusOr<Report> ReportOf(const bundle::v1::ReleaseBundle& bundle);

// Adds how the groups rated and how far the places can be told apart.
absl::Status AddStatistics(const result::v1::RaterStatistics& statistics, Report& report);

}  // namespace pingyi::exporting
