#include "services/export/chart/share_chart.h"

#include <fmt/format.h>

#include "services/export/chart/fit.h"
#include "services/export/chart/ramp.h"
#include "services/export/data/arithmetic.h"

namespace pingyi::exporting {
namespace {

constexpr int kRowHeight = 46;
constexpr int kBarTop = 19;
constexpr int kBarHeight = 18;
// A part narrower than this has no room for its share.
constexpr int kLeastLabelled = 36;

// What stands at the right of a group's name.
Words Total(const Distribution& distribution, int64_t shown_ballots) {
  if (distribution.withheld != Withheld::kNo) {
    const std::string k = std::to_string(shown_ballots);
    return distribution.withheld == Withheld::kSmall
               ? Words{"不公开（少于" + k + "票）", "withheld (fewer than " + k + " ballots)"}
               : Words{"不公开（可推算）", "withheld (could be deduced)"};
  }
  const int64_t marks = distribution.total();
  return {fmt::format("{} 个评价", marks), fmt::format("{} marks", marks)};
}

void DrawParts(Panel& panel, const Distribution& distribution, int y) {
  const auto shares = PerMille(distribution.counts);
  const int64_t total = distribution.total();
  int64_t before = 0;
  for (size_t i = 0; i < shares.size(); ++i) {
    const int64_t count = distribution.counts[i];
    if (count == 0) continue;
    const Shade shade = ShadeOf(i, shares.size());
    const Rational x = Rational::Ratio(__int128{before} * kPanelWidth, total);
    const Rational width = Rational::Ratio(__int128{count} * kPanelWidth, total);
    panel.Bar(x, y, width, kBarHeight, shade.fill);
    if (width >= Rational(kLeastLabelled)) {
      panel.markup().Leaf("text",
                          {{"x", FixedText(x + width / Rational(2), 2)},
                           {"y", std::to_string(y + 13)},
                           {"text-anchor", "middle"},
                           {"class", "share"},
                           {"fill", shade.ink}},
                          PercentText(shares[i]) + "%");
    }
    before += count;
  }
}

// The parts in words.
std::string Told(const Report& report, size_t criterion) {
  std::string text;
  for (size_t g = 0; g < report.groups.size(); ++g) {
    const Distribution& distribution = report.distributions[g][criterion];
    if (distribution.total() == 0) continue;
    text += (text.empty() ? "" : "; ") + report.groups[g].title + ": ";
    const auto shares = PerMille(distribution.counts);
    for (size_t i = 0; i < shares.size(); ++i) {
      text += fmt::format("{}{} {}%", i == 0 ? "" : ", ", report.criteria[criterion].marks[i],
                          PercentText(shares[i]));
    }
  }
  return text;
}

}  // namespace

void DrawShares(Markup& markup, const Report& report, size_t index, const std::string& id) {
  const Criterion& criterion = report.criteria[index];
  const std::string told = Told(report, index);
  Panel panel(markup, {id, {criterion.title, criterion.title}, {told, told}},
              static_cast<int>(report.groups.size()) * kRowHeight);
  int y = 0;
  for (size_t g = 0; g < report.groups.size(); ++g, y += kRowHeight) {
    const Distribution& distribution = report.distributions[g][index];
    const Words total = Total(distribution, report.shown_ballots);
    const int room = kPanelWidth - 16 - std::max(RoughWidth(total.zh), RoughWidth(total.en));
    panel.Label(Rational(0), y + 13, "start", "name", Fitting(report.groups[g].title, room));
    markup.Leaf("text",
                {{"x", std::to_string(kPanelWidth)},
                 {"y", std::to_string(y + 13)},
                 {"text-anchor", "end"},
                 {"class", "aside"}},
                total);
    if (distribution.total() > 0) {
      DrawParts(panel, distribution, y + kBarTop);
    } else {
      panel.Line(Rational(0), y + kBarTop + kBarHeight / 2, Rational(kPanelWidth),
                 y + kBarTop + kBarHeight / 2, "none");
    }
  }
}

}  // namespace pingyi::exporting
