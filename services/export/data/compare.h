// A release beside an earlier one.
#pragma once

#include "services/export/data/report.h"

namespace pingyi::exporting {

// Subjects are the same where their ids are. The difference is that of the rounded totals, as a
// reader would compute it.
Comparison Compare(const Report& now, const Report& before);

}  // namespace pingyi::exporting
