// Totals by place.
#pragma once

#include <span>
#include <string>

#include "services/export/chart/panel.h"
#include "services/export/data/report.h"

namespace pingyi::exporting {

// Where zero and the greatest length of a chart lie, the same for all panels of it.
struct Span {
  Rational least;     // 0 or less
  Rational greatest;  // more than that
};

// A span that holds every number.
Span SpanOf(std::span<const Rational> numbers);

// Of the rows' totals.
Span RankingSpan(const std::vector<Row>& rows);

// Draws a bar for each of these rows that has a total, with the range of it where the statistics
// give one.
void DrawRanking(Markup& markup, std::span<const Row> rows, const Span& span,
                 const std::string& id);

}  // namespace pingyi::exporting
