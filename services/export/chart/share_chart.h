// How the marks on one criterion are spread: a bar for each group, its parts summing to 100 %.
#pragma once

#include <vector>

#include "services/export/chart/panel.h"
#include "services/export/data/report.h"

namespace pingyi::exporting {

// Draws criterion `index` of the report, for all of its groups.
void DrawShares(Markup& markup, const Report& report, size_t index, const std::string& id);

}  // namespace pingyi::exporting
