#include "services/export/data/arithmetic.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::exporting {
namespace {

using ::testing::ElementsAre;

Rational Q(int64_t numerator, int64_t denominator = 1) {
  return Rational::Ratio(numerator, denominator);
}

TEST(ArithmeticTest, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(FixedText(Q(1, 3), 2), "0.33");
  EXPECT_EQ(FixedText(Q(1, 8), 2), "0.13");
  EXPECT_EQ(FixedText(Q(-1, 8), 2), "-0.13");
  EXPECT_EQ(FixedText(Q(5, 2), 0), "3");
  EXPECT_EQ(FixedText(Q(-1, 1000), 2), "0.00") << "no negative zero";
  EXPECT_EQ(FixedText(Q(1234), 1), "1234.0");
  EXPECT_EQ(FixedText(Q(0), 3), "0.000");
}

TEST(ArithmeticTest, SharesAlwaysSumToTheWhole) {
  const std::vector<int64_t> thirds = {1, 1, 1};
  EXPECT_THAT(PerMille(thirds), ElementsAre(334, 333, 333));
  const std::vector<int64_t> none = {0, 0};
  EXPECT_THAT(PerMille(none), ElementsAre(0, 0));
  for (int64_t a = 0; a < 12; ++a) {
    for (int64_t b = 0; b < 12; ++b) {
      const std::vector<int64_t> counts = {a, b, 7};
      const auto shares = PerMille(counts);
      EXPECT_EQ(std::accumulate(shares.begin(), shares.end(), int64_t{0}), 1000) << a << ' ' << b;
      for (size_t i = 0; i < counts.size(); ++i) EXPECT_EQ(shares[i] == 0, counts[i] == 0);
    }
  }
}

TEST(ArithmeticTest, PercentHasOneDigit) {
  EXPECT_EQ(PercentText(5), "0.5");
  EXPECT_EQ(PercentText(1000), "100.0");
  EXPECT_EQ(PercentOf(2, 3), "66.7");
  EXPECT_EQ(PercentOf(1, 0), "");
}

TEST(ArithmeticTest, ScalesEndAtARoundNumber) {
  EXPECT_EQ(ScaleEnd(Q(94)), Q(100));
  EXPECT_EQ(ScaleEnd(Q(100)), Q(100));
  EXPECT_EQ(ScaleEnd(Q(101)), Q(120));
  EXPECT_EQ(ScaleEnd(Q(534)), Q(600));
  EXPECT_EQ(ScaleEnd(Q(3, 100)), Q(3, 100));
  EXPECT_EQ(ScaleEnd(Q(7)), Q(8));
}

TEST(ArithmeticTest, OnlyDecimalsAreValues) {
  EXPECT_EQ(DecimalValue("-1.50"), Q(-3, 2));
  EXPECT_EQ(DecimalValue(""), std::nullopt);
  EXPECT_EQ(DecimalValue("n<5"), std::nullopt);
}

}  // namespace
}  // namespace pingyi::exporting
