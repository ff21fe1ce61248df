#include "services/export/chart/change_chart.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/export/chart/fit.h"
#include "services/export/data/arithmetic.h"

namespace pingyi::exporting {
namespace {

constexpr int kRowHeight = 34;
constexpr int kBarTop = 18;
constexpr int kBarHeight = 9;

// Told apart by side and sign; the colours only help.
constexpr char kRise[] = "#2c6294";
constexpr char kFall[] = "#b3670f";

void DrawRow(Panel& panel, const Change& change, const Rational& difference, const Span& span,
             int y) {
  const std::string figure = (difference.sign() > 0 ? "+" : "") + change.difference;
  const Rational width(kPanelWidth);
  const Rational range = span.greatest - span.least;
  const Rational zero = -span.least / range * width;
  const Rational end = (difference - span.least) / range * width;
  panel.Label(Rational(0), y + 12, "start", "name",
              Fitting(change.name, kPanelWidth - 16 - RoughWidth(figure)));
  panel.Label(width, y + 12, "end", "figure", figure);
  panel.Bar(std::min(zero, end), y + kBarTop, std::max(zero, end) - std::min(zero, end), kBarHeight,
            difference.sign() < 0 ? kFall : kRise);
  panel.Line(zero, y + kBarTop - 3, zero, y + kBarTop + kBarHeight + 3, "zero");
}

std::string Told(std::span<const Change> changes) {
  std::string text;
  for (const Change& change : changes) {
    if (change.difference.empty()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", Fitting(change.name, 240),
                        change.difference);
  }
  return text;
}

}  // namespace

Span ChangeSpan(const std::vector<Change>& changes) {
  Rational greatest(0);
  for (const Change& change : changes) {
    const auto difference = DecimalValue(change.difference);
    if (difference) greatest = std::max({greatest, *difference, -*difference});
  }
  if (greatest.sign() == 0) greatest = Rational(1);
  return {-ScaleEnd(greatest), ScaleEnd(greatest)};
}

void DrawChanges(Markup& markup, std::span<const Change> changes, const Span& span,
                 const std::string& id) {
  const auto drawn = std::ranges::count_if(
      changes, [](const Change& change) { return !change.difference.empty(); });
  const std::string told = Told(changes);
  Panel panel(markup, {id, {"总分变化", "Change of the total"}, {told, told}},
              std::max(static_cast<int>(drawn), 1) * kRowHeight);
  int y = 0;
  for (const Change& change : changes) {
    const auto difference = DecimalValue(change.difference);
    if (!difference) continue;
    DrawRow(panel, change, *difference, span, y);
    y += kRowHeight;
  }
}

}  // namespace pingyi::exporting
