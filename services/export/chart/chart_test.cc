#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/export/chart/change_chart.h"
#include "services/export/chart/fit.h"
#include "services/export/chart/ramp.h"
#include "services/export/chart/ranking_chart.h"
#include "services/export/chart/share_chart.h"
#include "services/export/data/report.h"

namespace pingyi::exporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Relative luminance as WCAG 2.1 defines it.
double Luminance(const std::string& colour) {
  const std::array<double, 3> weights = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const double part = std::strtol(colour.substr(1 + 2 * i, 2).c_str(), nullptr, 16) / 255.0;
    sum += weights[i] * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double Contrast(const std::string& a, const std::string& b) {
  const double one = Luminance(a) + 0.05;
  const double other = Luminance(b) + 0.05;
  return std::max(one, other) / std::min(one, other);
}

TEST(RampTest, EveryShadeCanBeReadOnAndIsLighterThanTheOneBefore) {
  for (size_t count = 1; count <= 20; ++count) {
    for (size_t i = 0; i < count; ++i) {
      const Shade shade = ShadeOf(i, count);
      EXPECT_GE(Contrast(shade.fill, shade.ink), 4.5) << i << " of " << count << ' ' << shade.fill;
      if (i == 0) continue;
      EXPECT_GT(Luminance(shade.fill), Luminance(ShadeOf(i - 1, count).fill));
    }
  }
}

TEST(FitTest, CutsBetweenCharacters) {
  EXPECT_EQ(Fitting("吴晓梅", 36), "吴晓梅");
  EXPECT_EQ(Fitting("吴晓梅", 35), "吴…");
  EXPECT_EQ(Fitting("abcdefgh", 40), "abcd…");
  EXPECT_EQ(Fitting("😀😀😀", 30), "😀…");
  EXPECT_EQ(Fitting("吴", 5), "…");
}

Report OneCriterion(std::vector<int64_t> counts) {
  Report report;
  report.criteria = {{"work", "绩 <b>", "1", {"好", "一般", "差"}}};
  report.groups = {{.key = "a", .title = "A票", .weight = "1"}};
  report.distributions = {{{.counts = std::move(counts)}}};
  return report;
}

TEST(ShareChartTest, PartsFillTheWidthExactly) {
  Markup markup(Languages::kZh);
  DrawShares(markup, OneCriterion({1, 1, 1}), 0, "m");
  const std::string svg = markup.Take();
  EXPECT_THAT(svg, HasSubstr("x=\"0.00\" y=\"19\" width=\"120.00\""));
  EXPECT_THAT(svg, HasSubstr("x=\"240.00\" y=\"19\" width=\"120.00\""));
  EXPECT_THAT(svg, HasSubstr(">33.4%<"));
  EXPECT_THAT(svg, HasSubstr(">33.3%<"));
  EXPECT_THAT(svg, HasSubstr("绩 &lt;b&gt;"));
  EXPECT_THAT(svg, HasSubstr("A票: 好 33.4%, 一般 33.3%, 差 33.3%"));
}

TEST(ShareChartTest, WithheldGroupHasNoBar) {
  Report report = OneCriterion({});
  report.shown_ballots = 5;
  report.distributions[0][0].withheld = Withheld::kSmall;
  Markup markup(Languages::kEn);
  DrawShares(markup, report, 0, "m");
  const std::string svg = markup.Take();
  EXPECT_THAT(svg, HasSubstr("withheld (fewer than 5 ballots)"));
  EXPECT_THAT(svg, Not(HasSubstr("<rect")));
}

Row RowOf(int rank, const std::string& name, const std::string& total) {
  Row row;
  row.rank = rank;
  row.name = name;
  row.total = {.exact = total, .rounded = total};
  return row;
}

TEST(RankingChartTest, LengthsAreInProportionToTheTotals) {
  std::vector<Row> rows = {RowOf(1, "甲", "80"), RowOf(2, "乙", "60")};
  rows[0].band = TieBand{1, 2, "50.0", "90.0"};
  Markup markup(Languages::kZh);
  DrawRanking(markup, rows, RankingSpan(rows), "r");
  const std::string svg = markup.Take();
  EXPECT_THAT(svg, HasSubstr("y=\"18\" width=\"360.00\" height=\"9\" fill=\"#2c6294\""));
  EXPECT_THAT(svg, HasSubstr("y=\"52\" width=\"270.00\" height=\"9\" fill=\"#2c6294\""));
  EXPECT_THAT(svg, HasSubstr("x1=\"225.00\" y1=\"22\" x2=\"360.00\" y2=\"22\" class=\"band\""))
      << "what lies beyond the scale is cut at its end";
}

TEST(RankingChartTest, NegativeTotalsGoLeftFromZero) {
  const std::vector<Row> rows = {RowOf(1, "甲", "30"), RowOf(2, "乙", "-10")};
  const Span span = RankingSpan(rows);
  EXPECT_EQ(span.least, Rational(-10));
  EXPECT_EQ(span.greatest, Rational(30));
  Markup markup(Languages::kEn);
  DrawRanking(markup, rows, span, "r");
  EXPECT_THAT(markup.Take(), HasSubstr("x=\"0.00\" y=\"52\" width=\"90.00\" height=\"9\" fill"));
}

TEST(RankingChartTest, WithheldPlacesAreLeftOut) {
  const std::vector<Row> rows = {RowOf(0, "甲", "80"), RowOf(0, "乙", "60")};
  Markup markup(Languages::kEn);
  DrawRanking(markup, rows, RankingSpan(rows), "r");
  const std::string svg = markup.Take();
  EXPECT_THAT(svg, HasSubstr("<figcaption>Totals</figcaption>"));
  EXPECT_THAT(svg, HasSubstr(">甲 80; 乙 60</desc>"));
  EXPECT_THAT(svg, Not(HasSubstr("class=\"place\"")));
}

TEST(RankingChartTest, TotalsThatAreAllZeroStillHaveAScale) {
  const Span span = RankingSpan({RowOf(1, "甲", "0")});
  EXPECT_LT(span.least, span.greatest);
}

TEST(ChangeChartTest, FallsGoLeftAndRisesRight) {
  const std::vector<Change> changes = {
      {.id = "a", .name = "甲", .old_total = {}, .new_total = {}, .difference = "2.00"},
      {.id = "b", .name = "乙", .old_total = {}, .new_total = {}, .difference = "-1.00"},
      {.id = "c", .name = "丙", .old_total = {}, .new_total = {}, .difference = ""}};
  Markup markup(Languages::kEn);
  DrawChanges(markup, changes, ChangeSpan(changes), "c");
  const std::string svg = markup.Take();
  EXPECT_THAT(svg, HasSubstr(">+2.00<"));
  EXPECT_THAT(svg, HasSubstr("x=\"180.00\" y=\"18\" width=\"180.00\""));
  EXPECT_THAT(svg, HasSubstr("x=\"90.00\" y=\"52\" width=\"90.00\""));
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 360 68\"")) << "who has no difference has no row";
}

}  // namespace
}  // namespace pingyi::exporting
