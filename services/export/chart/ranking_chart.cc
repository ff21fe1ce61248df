#include "services/export/chart/ranking_chart.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "services/export/chart/fit.h"
#include "services/export/chart/ramp.h"
#include "services/export/data/arithmetic.h"

namespace pingyi::exporting {
namespace {

constexpr int kRowHeight = 34;
constexpr int kBarTop = 18;
constexpr int kBarHeight = 9;
constexpr int kAxisHeight = 16;

Rational Place(const Rational& number, const Span& span) {
  const Rational inside = std::clamp(number, span.least, span.greatest);
  return (inside - span.least) / (span.greatest - span.least) * Rational(kPanelWidth);
}

void DrawBand(Panel& panel, const TieBand& band, const Span& span, int y) {
  const auto low = DecimalValue(band.low);
  const auto high = DecimalValue(band.high);
  if (!low || !high) return;
  const Rational from = Place(*low, span);
  const Rational to = Place(*high, span);
  const int middle = y + kBarTop + kBarHeight / 2;
  for (const char* layer : {"halo", "band"}) {
    panel.Line(from, middle, to, middle, layer);
    panel.Line(from, middle - 3, from, middle + 3, layer);
    panel.Line(to, middle - 3, to, middle + 3, layer);
  }
}

void DrawRow(Panel& panel, const Row& row, const Rational& total, const Span& span, int y) {
  const std::string figure = row.grade_in_force().empty()
                                 ? row.total.rounded
                                 : Fitting(row.grade_in_force(), 96) + "  " + row.total.rounded;
  const int room = kPanelWidth - 46 - RoughWidth(figure);
  if (row.rank > 0) panel.Label(Rational(22), y + 12, "end", "place", std::to_string(row.rank));
  panel.Label(Rational(30), y + 12, "start", "name", Fitting(row.name, room));
  panel.Label(Rational(kPanelWidth), y + 12, "end", "figure", figure);
  const Rational zero = Place(Rational(0), span);
  const Rational end = Place(total, span);
  panel.Bar(Rational(0), y + kBarTop, Rational(kPanelWidth), kBarHeight, "#eef1f4");
  panel.Bar(std::min(zero, end), y + kBarTop, std::max(zero, end) - std::min(zero, end), kBarHeight,
            ShadeOf(1, 5).fill);
  if (row.band) DrawBand(panel, *row.band, span, y);
}

std::string Told(std::span<const Row> rows) {
  std::string text;
  for (const Row& row : rows) {
    if (!row.total.shown()) continue;
    text += fmt::format("{}{}{} {}", text.empty() ? "" : "; ",
                        row.rank > 0 ? std::to_string(row.rank) + " " : "", Fitting(row.name, 240),
                        row.total.rounded);
  }
  return text;
}

// Where places are withheld, rows have none.
Words TitleOf(std::span<const Row> rows) {
  if (rows.front().rank == 0 || rows.back().rank == 0) return {"总分", "Totals"};
  return {fmt::format("第{}–{}名", rows.front().rank, rows.back().rank),
          fmt::format("Places {}–{}", rows.front().rank, rows.back().rank)};
}

}  // namespace

Span SpanOf(std::span<const Rational> numbers) {
  Span span{Rational(0), Rational(0)};
  for (const Rational& number : numbers) {
    span.least = std::min(span.least, number);
    span.greatest = std::max(span.greatest, number);
  }
  if (span.greatest.sign() > 0) span.greatest = ScaleEnd(span.greatest);
  if (span.least.sign() < 0) span.least = -ScaleEnd(-span.least);
  if (span.greatest == span.least) span.greatest = Rational(1);
  return span;
}

Span RankingSpan(const std::vector<Row>& rows) {
  std::vector<Rational> totals;
  for (const Row& row : rows) {
    if (const auto total = DecimalValue(row.total.rounded)) totals.push_back(*total);
  }
  return SpanOf(totals);
}

void DrawRanking(Markup& markup, std::span<const Row> rows, const Span& span,
                 const std::string& id) {
  const auto shown = std::ranges::count_if(rows, [](const Row& row) { return row.total.shown(); });
  const std::string told = Told(rows);
  const int height = static_cast<int>(shown) * kRowHeight + kAxisHeight;
  Panel panel(markup, {id, TitleOf(rows), {told, told}}, height);
  int y = 0;
  for (const Row& row : rows) {
    const auto total = DecimalValue(row.total.rounded);
    if (!total) continue;
    DrawRow(panel, row, *total, span, y);
    y += kRowHeight;
  }
  const Rational middle = (span.least + span.greatest) / Rational(2);
  panel.Label(Rational(0), y + 11, "start", "axis", FixedText(span.least, 0));
  if (middle.IsInteger())
    panel.Label(Rational(kPanelWidth / 2), y + 11, "middle", "axis", FixedText(middle, 0));
  panel.Label(Rational(kPanelWidth), y + 11, "end", "axis", FixedText(span.greatest, 0));
}

}  // namespace pingyi::exporting
