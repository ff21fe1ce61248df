// What changed since an earlier release.
#pragma once

#include <span>
#include <string>

#include "services/export/chart/panel.h"
#include "services/export/chart/ranking_chart.h"
#include "services/export/data/report.h"

namespace pingyi::exporting {

Span ChangeSpan(const std::vector<Change>& changes);

// Draws a bar to the left or right for each of these changes that has a difference.
void DrawChanges(Markup& markup, std::span<const Change> changes, const Span& span,
                 const std::string& id);

}  // namespace pingyi::exporting
