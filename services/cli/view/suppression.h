// How a suppressed figure is shown to people.
#pragma once

#include <string>

#include "pingyi/result/v1/result.pb.h"
#include "services/cli/view/label.h"

namespace pingyi::cli {

// "*" for what rests on too few ballots, "**" for what would give it away; else the figure.
std::string ShownOr(result::v1::Suppression suppression, const std::string& figure);

// Whether anything of a result is suppressed.
bool HasSuppressed(const result::v1::SubjectResult& result);

// What the stars mean; to be told where any were shown.
Label SuppressionLegend();

}  // namespace pingyi::cli
