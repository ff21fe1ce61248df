// What the parts of a bundle have in common.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "pingyi/common/v1/number.pb.h"
#include "pingyi/result/v1/suppression.pb.h"
#include "services/export/data/report.h"

namespace pingyi::exporting {

// INVALID_ARGUMENT: the parts of the bundle do not fit each other.
absl::Status Inconsistent(const std::string& what);

// The last segment of a resource name.
std::string IdOf(const std::string& name);

Withheld WithheldBy(result::v1::Suppression suppression);

// Without its texts where it is suppressed.
Figure FigureOf(const common::v1::Number& number, result::v1::Suppression suppression);

}  // namespace pingyi::exporting
