#include "services/result/statistics/agreement.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace pingyi::result::statistics {
namespace {

using Units = std::vector<std::vector<MarkCount>>;

// Each unit as the digits its observers gave.
Units UnitsOf(const std::vector<std::string>& observed) {
  Units units;
  for (const std::string& digits : observed) {
    std::map<int32_t, int64_t> counts;
    for (const char digit : digits) ++counts[digit - '0'];
    std::vector<MarkCount>& unit = units.emplace_back();
    for (const auto& [mark, count] : counts) unit.push_back({mark, count});
  }
  return units;
}

// The reliability data of four observers and twelve units in K. Krippendorff, "Computing
// Krippendorff's Alpha-Reliability" (2011), section D, where alpha is 0.815 with the ordinal
// metric.
TEST(AgreementTest, GivesThePublishedAlphaOfTheReliabilityData) {
  const Units units = UnitsOf(
      {"111", "2223", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3"});
  EXPECT_NEAR(OrdinalAlpha(units).value(), 0.815, 0.0005);
}

// By hand: units {1, 2} and {1, 1}. Mid-ranks of 1, 1, 1, 2: 1.5 and 3.5, distance 2. Observed: one
// pair each way over 1: 2 × 4 = 8. Expected: 2 × 3 × 1 × 4 = 24. 1 - 3 × 8 / 24 = 0.
TEST(AgreementTest, IsWhatThePocketCalculatorGives) {
  EXPECT_NEAR(OrdinalAlpha(UnitsOf({"12", "11"})).value(), 0.0, 1e-12);
}

TEST(AgreementTest, IsOneWhereEachUnitIsUnanimous) {
  EXPECT_NEAR(OrdinalAlpha(UnitsOf({"111", "33", "5"})).value(), 1.0, 1e-12);
}

TEST(AgreementTest, IsBelowZeroWhereObserversDisagreeMoreThanChance) {
  EXPECT_LT(OrdinalAlpha(UnitsOf({"15", "15", "15"})).value(), 0);
}

TEST(AgreementTest, ThereIsNoneWithoutVariationOrWithoutPairs) {
  EXPECT_FALSE(OrdinalAlpha(UnitsOf({"11", "111"})).has_value());
  EXPECT_FALSE(OrdinalAlpha(UnitsOf({"1", "2", "3"})).has_value());
  EXPECT_FALSE(OrdinalAlpha({}).has_value());
}

TEST(AgreementTest, TheDirectionOfTheScaleDoesNotMatter) {
  EXPECT_NEAR(OrdinalAlpha(UnitsOf({"112", "2234", "45"})).value(),
              OrdinalAlpha(UnitsOf({"554", "4432", "21"})).value(), 1e-12);
}

}  // namespace
}  // namespace pingyi::result::statistics
