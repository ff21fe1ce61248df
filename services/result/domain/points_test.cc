#include "services/result/domain/points.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {
namespace {

std::vector<Rational> Numbers(const std::vector<std::string>& texts) {
  std::vector<Rational> numbers;
  for (const std::string& text : texts) {
    numbers.push_back(ParseNumber(text).value());
  }
  return numbers;
}

TEST(PointScaleTest, AddsUpGrades) {
  const PointScale scale = PointScale::Graded(Numbers({"100", "80", "60", "0"}));
  EXPECT_EQ(scale.size(), 4);
  EXPECT_EQ(scale.max(), Rational(100));
  EXPECT_EQ(scale.min(), Rational(0));
  EXPECT_EQ(scale.PointsOf(1), Rational(80));
  // 3 x 100 + 2 x 80 + 1 x 0 = 460.
  EXPECT_EQ(scale.Sum({{0, 3}, {1, 2}, {3, 1}}), Rational(460));
  // 460 / 6 = 230/3.
  EXPECT_EQ(scale.Mean({{0, 3}, {1, 2}, {3, 1}}, 6), Rational::Ratio(230, 3));
  EXPECT_EQ(scale.Sum({}), Rational(0));
}

TEST(PointScaleTest, FractionsAreExact) {
  const PointScale scale = PointScale::Graded(Numbers({"1", "2/3", "1/7", "0"}));
  // 3 x 2/3 + 7 x 1/7 = 3.
  EXPECT_EQ(scale.Sum({{1, 3}, {2, 7}}), Rational(3));
  EXPECT_EQ(scale.Sum({{1, 1}, {2, 1}}), Rational::Ratio(17, 21));
}

TEST(PointScaleTest, NumbersCountStepsFromTheLeast) {
  // -1, -0.5, 0, ... 2.
  const PointScale scale = PointScale::Numeric(Rational(-1), Rational::Ratio(1, 2), 6);
  EXPECT_EQ(scale.size(), 7);
  EXPECT_EQ(scale.min(), Rational(-1));
  EXPECT_EQ(scale.max(), Rational(2));
  EXPECT_EQ(scale.PointsOf(3), Rational::Ratio(1, 2));
  // 2 x -1 + 4 x 0.5 + 1 x 2 = 2.
  EXPECT_EQ(scale.Sum({{0, 2}, {3, 4}, {6, 1}}), Rational(2));
  EXPECT_EQ(scale.Mean({{0, 2}, {3, 4}, {6, 1}}, 7), Rational::Ratio(2, 7));
}

// Denominators without a common multiple in 64 bits, and points past 64 bits.
TEST(PointScaleTest, HugePointsAreExactToo) {
  const std::string huge = "123456789012345678901234567890";
  const PointScale grades = PointScale::Graded(Numbers({huge, "1/3"}));
  EXPECT_EQ(grades.Sum({{0, 2}, {1, 3}}).ToString(), "246913578024691357802469135781");
  EXPECT_EQ(grades.Mean({{0, 2}}, 2).ToString(), huge);
  const PointScale primes = PointScale::Graded(Numbers({"1/999999999989", "1/999999999961", "0"}));
  EXPECT_EQ(primes.Sum({{0, 999999999989}, {1, 999999999961}}), Rational(2));
  const PointScale numbers = PointScale::Numeric(*ParseNumber("-" + huge), Rational(1), 10);
  EXPECT_EQ(numbers.Sum({{10, 1}}).ToString(), "-123456789012345678901234567880");
}

// The largest points and counts that take the quick way.
TEST(PointScaleTest, DoesNotOverflow) {
  const int64_t large = int64_t{1} << 62;
  const int64_t count = int64_t{1} << 60;
  const Rational expected = Rational(large) * Rational(count);
  EXPECT_EQ(PointScale::Graded({Rational(large), Rational(0)}).Sum({{0, count}}), expected);
  const PointScale numbers = PointScale::Numeric(Rational(-large), Rational(large), 2);
  EXPECT_EQ(numbers.Sum({{2, count}}), expected);
  EXPECT_EQ(numbers.Sum({{0, count}}), -expected);
}

}  // namespace
}  // namespace pingyi::result
