// The figures of a component from the accepted duty reports that a round's subjects come from.
#pragma once

#include <absl/status/status.h>

#include "pingyi/result/v1/component.pb.h"
#include "services/cli/command/context.h"

namespace pingyi::cli {

// Sets the figures of `figures.name()`: of a review score those of the reports, of metrics what the
// reports say was reached, against the targets of the cycle's template. Which report counts is what
// the round froze with the subject; an accepted report is final. A subject without a report, a
// metric without a target and one that the component does not have give no figure.
//
// INVALID_ARGUMENT if the component is of another kind or the round is of no cycle; the errors of
// the three services.
absl::Status TakeFromReports(Context& context, result::v1::ComponentFigures& figures);

}  // namespace pingyi::cli
