#include "services/appraisal/domain/scale.h"

#include <gtest/gtest.h>

namespace pingyi::appraisal {
namespace {

Scale Numeric(std::string min, std::string max, std::string step) {
  return Scale::Of({"k", "t", "1", NumericScale{std::move(min), std::move(max), std::move(step)}});
}

TEST(ScaleTest, FindsGradesByKey) {
  const Scale scale =
      Scale::Of({"k", "t", "1", GradedScale{{{"good", "好", "2"}, {"bad", "差", "1"}}}});
  EXPECT_EQ(scale.levels(), 2U);
  EXPECT_EQ(scale.Find("bad").kind, MarkKind::kLevel);
  EXPECT_EQ(scale.Find("bad").level, 1U);
  EXPECT_EQ(scale.Find("好").kind, MarkKind::kNoMark);
  EXPECT_EQ(scale.Text(0), "good");
}

TEST(ScaleTest, FindsNumbersHoweverTheyAreWritten) {
  const Scale scale = Numeric("0", "100", "0.5");
  EXPECT_EQ(scale.levels(), 201U);
  for (const char* text : {"87.5", "87.50", "087.5", "87.5000000000"}) {
    const MarkLookup mark = scale.Find(text);
    EXPECT_EQ(mark.kind, MarkKind::kLevel) << text;
    EXPECT_EQ(mark.level, 175U) << text;
  }
  EXPECT_EQ(scale.Text(175), "87.5");
  EXPECT_EQ(scale.Find("0").level, 0U);
  EXPECT_EQ(scale.Find("100").level, 200U);
}

TEST(ScaleTest, TellsNumbersOffTheScaleFromNoNumbers) {
  const Scale scale = Numeric("0", "100", "0.5");
  for (const char* text : {"100.5", "-1", "87.25", "1000000000000", "87.5000000000001"}) {
    EXPECT_EQ(scale.Find(text).kind, MarkKind::kOffScale) << text;
  }
  for (const char* text : {"", "x", "1e2", "87.", ".5", "8 7"}) {
    EXPECT_EQ(scale.Find(text).kind, MarkKind::kNoMark) << text;
  }
}

TEST(ScaleTest, NegativeMinimumAndLongDecimals) {
  const Scale scale = Numeric("-1", "1", "0.25");
  EXPECT_EQ(scale.Find("-1").level, 0U);
  EXPECT_EQ(scale.Find("-0.25").level, 3U);
  EXPECT_EQ(scale.Find("0.25").level, 5U);
  EXPECT_EQ(scale.Text(3), "-0.25");
  const Scale tiny = Numeric("0", "0.000000003", "0.000000001");
  EXPECT_EQ(tiny.levels(), 4U);
  EXPECT_EQ(tiny.Find("0.000000002").level, 2U);
  EXPECT_EQ(tiny.Find("0.0000000025").kind, MarkKind::kOffScale);
}

TEST(ScaleTest, AFaultyScaleHasNoMarks) {
  EXPECT_EQ(Numeric("1", "0", "1").levels(), 0U);
  EXPECT_EQ(Numeric("0", "1", "0.3").levels(), 0U);
  EXPECT_EQ(Numeric("0", "1", "0").levels(), 0U);
  EXPECT_EQ(Scale::Of({"k", "t", "1", {}}).levels(), 0U);
}

}  // namespace
}  // namespace pingyi::appraisal
