#include "services/result/domain/combine.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(CombinerTest, AMeanDividesByTheWeights) {
  Combiner mean(Combination::kMean);
  mean.Add(Rational(30), Rational(90));
  mean.Add(Rational(10), Rational(50));
  EXPECT_EQ(mean.Result(), Rational(80));  // (30 x 90 + 10 x 50) / 40
}

TEST(CombinerTest, ASumDoesNot) {
  Combiner sum(Combination::kSum);
  sum.Add(Rational(30), Rational(90));
  sum.Add(Rational(10), Rational(50));
  EXPECT_EQ(sum.Result(), Rational(3200));
}

TEST(CombinerTest, AZeroWeighsInAMeanOnly) {
  Combiner mean(Combination::kMean);
  mean.Add(Rational(1), Rational(90));
  mean.AddZero(Rational(2));
  EXPECT_EQ(mean.Result(), Rational(30));
  Combiner sum(Combination::kSum);
  sum.Add(Rational(1), Rational(90));
  sum.AddZero(Rational(2));
  EXPECT_EQ(sum.Result(), Rational(90));
}

TEST(CombinerTest, IsEmptyUntilSomethingIsAdded) {
  Combiner mean(Combination::kMean);
  EXPECT_TRUE(mean.empty());
  mean.AddZero(Rational(1));
  EXPECT_FALSE(mean.empty());
  EXPECT_EQ(mean.Result(), Rational(0));
}

// Weights of 1/3 are thirds, not 0.333.
TEST(CombinerTest, ThirdsAreExact) {
  Combiner mean(Combination::kMean);
  for (int i = 0; i < 3; ++i) {
    mean.Add(Rational::Ratio(1, 3), Rational(i == 0 ? 100 : 0));
  }
  EXPECT_EQ(mean.Result(), Rational::Ratio(100, 3));
}

}  // namespace
}  // namespace pingyi::result
