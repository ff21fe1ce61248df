#include "services/result/statistics/number.h"

#include <limits>

#include <gtest/gtest.h>

namespace pingyi::result::statistics {
namespace {

TEST(StatisticsNumberTest, WritesAsManyDigitsAsAsked) {
  EXPECT_EQ(ToText(0.8149, 3), "0.815");
  EXPECT_EQ(ToText(1.0, 4), "1.0000");
  EXPECT_EQ(ToText(-0.25, 4), "-0.2500");
  EXPECT_EQ(ToText(-0.00001, 3), "0.000");
  EXPECT_EQ(ToText(93.126, 0), "93");
}

TEST(StatisticsNumberTest, WritesNothingWhereThereIsNoNumber) {
  EXPECT_EQ(ToText(std::nullopt, 3), "");
  EXPECT_EQ(ToText(std::numeric_limits<double>::quiet_NaN(), 3), "");
  EXPECT_EQ(ToText(std::numeric_limits<double>::infinity(), 3), "");
}

TEST(StatisticsNumberTest, TakesFractionsOfAnySize) {
  EXPECT_DOUBLE_EQ(ToDouble(Rational::Ratio(1, 4)), 0.25);
  EXPECT_DOUBLE_EQ(ToDouble(Rational(-3)), -3.0);
  const Integer large = boost::multiprecision::pow(Integer(10), 40);
  EXPECT_NEAR(ToDouble(Rational(large + 1, large * 2)), 0.5, 1e-12);
}

}  // namespace
}  // namespace pingyi::result::statistics
