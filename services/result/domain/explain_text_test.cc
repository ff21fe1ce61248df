#include "services/result/domain/explain_text.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(WeightedFormulaTest, IsWhatThePocketCalculatorNeeds) {
  const std::vector<Term> terms = {{Rational(40), Rational(91)},
                                   {Rational(30), Rational::Ratio(355, 4)}};
  EXPECT_EQ(WeightedFormula(Combination::kMean, terms), "(40 × 91 + 30 × 355/4) / 70");
  EXPECT_EQ(WeightedFormula(Combination::kSum, terms), "40 × 91 + 30 × 355/4");
}

TEST(WeightedFormulaTest, WeightsAreWrittenAsPeopleWriteThem) {
  const std::vector<Term> terms = {{Rational::Ratio(3, 10), Rational(80)},
                                   {Rational::Ratio(1, 3), Rational(60)}};
  EXPECT_EQ(WeightedFormula(Combination::kMean, terms), "(0.3 × 80 + 1/3 × 60) / 19/30");
}

TEST(WeightedFormulaTest, WeightsOfOneAreNotWritten) {
  const std::vector<Term> terms = {{Rational(1), Rational(19)}, {Rational(1), Rational(20)}};
  EXPECT_EQ(WeightedFormula(Combination::kSum, terms), "19 + 20");
  EXPECT_EQ(WeightedFormula(Combination::kMean, terms), "(19 + 20) / 2");
}

TEST(WeightedFormulaTest, OneTermNeedsNoBrackets) {
  EXPECT_EQ(WeightedFormula(Combination::kMean, {{Rational(30), Rational(100)}}), "30 × 100 / 30");
  EXPECT_EQ(WeightedFormula(Combination::kMean, {{Rational(1), Rational(100)}}), "100");
  EXPECT_EQ(WeightedFormula(Combination::kSum, {{Rational(2), Rational(100)}}), "2 × 100");
}

TEST(ShownTest, MarksWhatIsNotExact) {
  const Rounding rounding{2, RoundingMode::kHalfUp};
  EXPECT_EQ(Shown(Rational::Ratio(355, 4), rounding), "88.75");
  EXPECT_EQ(Shown(Rational::Ratio(200, 3), rounding), "≈ 66.67");
  EXPECT_EQ(Shown(Rational(80), rounding), "80.00");
}

}  // namespace
}  // namespace pingyi::result
