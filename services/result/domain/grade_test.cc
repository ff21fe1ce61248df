#include "services/result/domain/grade.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(GradeLadderTest, AThresholdBelongsToItsGrade) {
  const GradeLadder ladder({{"a", "A", "90"}, {"b", "B", "75.5"}, {"c", "C", "0"}, {"d", "D", ""}});
  const struct {
    Rational total;
    size_t grade;
  } cases[] = {
      {Rational(100), 0},
      {Rational(90), 0},
      {Rational::Ratio(89999, 1000), 1},
      {Rational::Ratio(151, 2), 1},
      {Rational(75), 2},
      {Rational(0), 2},
      {Rational::Ratio(-1, 1000000), 3},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(ladder.GradeOf(c.total), c.grade) << c.total.ToString();
  }
  EXPECT_EQ(ladder.least(1), Rational::Ratio(151, 2));
}

TEST(GradeLadderTest, OneGradeTakesAll) {
  EXPECT_EQ(GradeLadder({{"a", "A", ""}}).GradeOf(Rational(-5)), 0u);
}

TEST(GradeLadderTest, WithoutThresholdsThereIsNoGrade) {
  EXPECT_EQ(GradeLadder({}).GradeOf(Rational(5)), std::nullopt);
}

}  // namespace
}  // namespace pingyi::result
