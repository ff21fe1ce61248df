#include "services/result/domain/tie_breaker.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/score.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using Relation = MarkCountComparison::Relation;
using test::Cell;

// Criterion "de" has grades of 100, 80, 60, 0 points, "num" the numbers 0 to 100.
class TieComparisonTest : public ::testing::Test {
 protected:
  TieComparisonTest() : form_(MakeForm()) {}

  static Form MakeForm() {
    RoundFacts facts =
        test::Facts({{"de", "1"}, {"num", "1"}}, {{"a", "1"}, {"b", "1"}}, test::FourGrades());
    facts.criteria[1].scale = test::Numbers("100");
    std::vector<FieldViolation> violations;
    return Form::Read(facts, violations).value();
  }

  TieKey KeyOf(const TieBreaker& breaker, std::vector<TallyCell> cells, int32_t position = 1) {
    const SubjectTally tally{"s", position, std::move(cells)};
    return TieComparison(breaker, form_)
        .KeyOf(policy_, form_, tally, test::Scores(policy_, form_, tally));
  }

  PolicyRules policy_ = test::MeanPolicy();
  Form form_;
};

TEST_F(TieComparisonTest, AppliesUpToAPlace) {
  const TieComparison first({PositionComparison{}, 1}, form_);
  EXPECT_TRUE(first.AppliesTo(1));
  EXPECT_FALSE(first.AppliesTo(2));
  EXPECT_TRUE(TieComparison({PositionComparison{}, 0}, form_).AppliesTo(9999));
}

TEST_F(TieComparisonTest, GroupScore) {
  const TieBreaker breaker{GroupScoreComparison{"b"}, 0};
  EXPECT_EQ(KeyOf(breaker, {Cell(0, 0, {{0, 1}}), Cell(1, 0, {{1, 1}})}), TieKey{Rational(80)});
  const TieKey missing = KeyOf(breaker, {Cell(0, 0, {{0, 1}})});
  EXPECT_TRUE(missing.empty());
  EXPECT_LT(missing, TieKey{Rational(-5)}) << "no score comes after every score";
  policy_.missing_group = MissingGroupRule::kZero;
  EXPECT_EQ(KeyOf(breaker, {Cell(0, 0, {{0, 1}})}), TieKey{Rational(0)});
}

TEST_F(TieComparisonTest, CriterionScore) {
  const TieBreaker breaker{CriterionScoreComparison{"num"}, 0};
  EXPECT_EQ(KeyOf(breaker, {Cell(0, 1, {{10, 1}}), Cell(1, 1, {{20, 1}})}), TieKey{Rational(15)});
  EXPECT_TRUE(KeyOf(breaker, {Cell(0, 0, {{0, 1}})}).empty());
}

TEST_F(TieComparisonTest, MarkCount) {
  const std::vector<TallyCell> cells = {Cell(0, 0, {{0, 3}, {1, 2}, {2, 1}}),
                                        Cell(0, 1, {{80, 4}, {79, 1}}), Cell(1, 0, {{1, 5}})};
  const auto count = [&](MarkScope scope, Relation relation, const char* points) {
    return KeyOf({MarkCountComparison{std::move(scope), relation, points}, 0}, cells);
  };
  EXPECT_EQ(count({}, Relation::kEqual, "80"), TieKey{Rational(11)});  // 2 + 4 + 5
  EXPECT_EQ(count({}, Relation::kEqual, "160/2"), TieKey{Rational(11)});
  EXPECT_EQ(count({}, Relation::kAtLeast, "80"), TieKey{Rational(14)});  // and 3
  EXPECT_EQ(count({}, Relation::kAbove, "79.5"), TieKey{Rational(14)});
  EXPECT_EQ(count({}, Relation::kAbove, "80"), TieKey{Rational(3)});
  EXPECT_EQ(count({{"b"}, {}}, Relation::kEqual, "80"), TieKey{Rational(5)});
  EXPECT_EQ(count({{}, {"num"}}, Relation::kEqual, "80"), TieKey{Rational(4)});
  EXPECT_EQ(count({{"b"}, {"num"}}, Relation::kEqual, "80"), TieKey{Rational(0)});
  EXPECT_EQ(count({}, Relation::kEqual, "77"), TieKey{Rational(0)});
}

TEST_F(TieComparisonTest, CountbackJoinsEqualPointsOfAllCriteria) {
  const TieKey key = KeyOf({CountbackComparison{}, 0},
                           {Cell(0, 0, {{1, 2}, {3, 1}}), Cell(0, 1, {{80, 4}, {81, 1}})});
  // 81 once, 80 six times, 0 once.
  EXPECT_EQ(key, (TieKey{Rational(81), Rational(1), Rational(80), Rational(6), Rational(0),
                         Rational(1)}));
}

TEST_F(TieComparisonTest, CountbackIsDecidedByTheFirstDifference) {
  const TieBreaker breaker{CountbackComparison{{{}, {"num"}}}, 0};
  const auto key = [&](const std::vector<std::pair<int32_t, int64_t>>& marks) {
    return KeyOf(breaker, {Cell(0, 1, marks)});
  };
  EXPECT_GT(key({{12, 2}, {1, 1}}), key({{12, 1}, {10, 9}}));  // more of the best
  EXPECT_GT(key({{12, 2}, {8, 1}}), key({{12, 2}, {7, 9}}));   // an 8 where the other has none
  EXPECT_GT(key({{12, 2}, {7, 1}}), key({{12, 2}}));           // the other has nothing more
  EXPECT_GT(key({{10, 1}}), key({{9, 100}}));
  EXPECT_GT(key({{3, 1}}), key({}));
  EXPECT_EQ(key({{3, 1}, {1, 2}}), key({{3, 1}, {1, 2}}));
}

TEST_F(TieComparisonTest, CountbackStaysInItsScope) {
  const TieBreaker breaker{CountbackComparison{{{"b"}, {}}}, 0};
  EXPECT_EQ(KeyOf(breaker, {Cell(0, 1, {{12, 2}}), Cell(1, 1, {{5, 1}})}),
            (TieKey{Rational(5), Rational(1)}));
}

TEST_F(TieComparisonTest, TheEarlierPositionIsGreater) {
  const TieBreaker breaker{PositionComparison{}, 0};
  EXPECT_GT(KeyOf(breaker, {}, 3), KeyOf(breaker, {}, 4));
}

}  // namespace
}  // namespace pingyi::result
