#include "services/base/number/rational.h"

#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace pingyi {
namespace {

using Big = boost::multiprecision::cpp_rational;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

Rational Third() { return Rational::Ratio(1, 3); }

TEST(RationalTest, IsInLowestTermsWithAPositiveDenominator) {
  EXPECT_EQ(Rational::Ratio(6, 4).ToString(), "3/2");
  EXPECT_EQ(Rational::Ratio(-6, 4).ToString(), "-3/2");
  EXPECT_EQ(Rational::Ratio(6, -4).ToString(), "-3/2");
  EXPECT_EQ(Rational::Ratio(-6, -3).ToString(), "2");
  EXPECT_EQ(Rational::Ratio(0, -7).ToString(), "0");
  EXPECT_EQ(Rational().ToString(), "0");
}

TEST(RationalTest, ThreeThirdsAreOne) {
  EXPECT_EQ(Third() + Third() + Third(), Rational(1));
  EXPECT_EQ(Third() * Rational(3), Rational(1));
  EXPECT_EQ(Rational(1) / Rational(3), Third());
  EXPECT_EQ(Third() - Third(), Rational());
}

TEST(RationalTest, OperandsMayBeTheSameObject) {
  Rational value = Rational::Ratio(5, 6);
  value += value;
  EXPECT_EQ(value, Rational::Ratio(5, 3));
  value *= value;
  EXPECT_EQ(value, Rational::Ratio(25, 9));
  value /= value;
  EXPECT_EQ(value, Rational(1));
  value -= value;
  EXPECT_EQ(value, Rational());
}

TEST(RationalTest, Orders) {
  EXPECT_LT(Third(), Rational::Ratio(1, 2));
  EXPECT_GT(Rational::Ratio(-1, 3), Rational::Ratio(-1, 2));
  EXPECT_GT(Rational(kMax), Rational::Ratio(kMax, 2));
  EXPECT_GT(Rational(kMax) + Rational(1), Rational(kMax));
  EXPECT_LT(Rational(kMin), Rational(-kMax));
}

TEST(RationalTest, GrowsPastMachineIntegersAndComesBack) {
  const Rational large = Rational(kMax) * Rational(kMax);
  EXPECT_FALSE(large.small().has_value());
  EXPECT_EQ(large.ToString(), "85070591730234615847396907784232501249");
  EXPECT_EQ(large / Rational(kMax), Rational(kMax));
  EXPECT_TRUE((large / Rational(kMax)).small().has_value());
  EXPECT_EQ((Third() / large).ToString(), "1/255211775190703847542190723352697503747");
  EXPECT_EQ(Rational(kMin).ToString(), "-9223372036854775808");
  EXPECT_EQ(-Rational(kMin) - Rational(1), Rational(kMax));
}

TEST(RationalTest, ACopyOfALargeValueIsItsOwn) {
  Rational large = Rational(kMax) * Rational(kMax);
  const Rational copy = large;
  large += Rational(1);
  EXPECT_NE(copy, large);
  large = copy;
  EXPECT_EQ(copy, large);
}

TEST(RationalTest, KnowsSignAndIntegers) {
  EXPECT_EQ(Third().sign(), 1);
  EXPECT_EQ((-Third()).sign(), -1);
  EXPECT_EQ(Rational().sign(), 0);
  EXPECT_EQ((Rational(kMin) * Rational(2)).sign(), -1);
  EXPECT_TRUE(Rational(4).IsInteger());
  EXPECT_FALSE(Third().IsInteger());
  EXPECT_TRUE((Rational(kMax) * Rational(2)).IsInteger());
}

TEST(RationalTest, RatioTakesProductsThatDoNotFit) {
  const __int128 product = static_cast<__int128>(kMax) * 6;
  EXPECT_EQ(Rational::Ratio(product, 6), Rational(kMax));
  EXPECT_EQ(Rational::Ratio(-product, 6), Rational(-kMax));
}

// Against Boost alone, with operands of all sizes.
TEST(RationalTest, AgreesWithBoostOnRandomOperands) {
  std::mt19937_64 random(20240501);
  const auto draw = [&random] { return static_cast<int64_t>(random()) >> (random() % 64); };
  for (int i = 0; i < 20000; ++i) {
    const int64_t n1 = draw();
    const int64_t n2 = draw();
    const int64_t d1 = draw() | 1;
    const int64_t d2 = draw() | 1;
    const Rational a{Integer(n1), Integer(d1)};
    const Rational b{Integer(n2), Integer(d2)};
    const Big x = Big(n1) / d1;
    const Big y = Big(n2) / d2;
    ASSERT_EQ((a + b).ToString(), Big(x + y).str());
    ASSERT_EQ((a - b).ToString(), Big(x - y).str());
    ASSERT_EQ((a * b).ToString(), Big(x * y).str());
    if (n2 != 0) {
      ASSERT_EQ((a / b).ToString(), Big(x / y).str());
    }
    ASSERT_EQ(a < b, x < y);
    ASSERT_EQ(a == b, x == y);
    ASSERT_EQ((a + b) - b, a) << "the form is canonical again";
  }
}

}  // namespace
}  // namespace pingyi
