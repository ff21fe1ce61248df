#include "services/result/domain/mark_rules.h"

#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

// One group of 20 expected voters, 12 valid and 3 spoiled ballots; grades 100, 80, 60, 0.
class MarkRulesTest : public ::testing::Test {
 protected:
  MarkRulesTest() : form_(MakeForm()) {}

  static Form MakeForm() {
    RoundFacts facts = test::Facts({{"de", "1"}}, {{"a", "1"}}, test::FourGrades());
    facts.groups[0].expected_voters = 20;
    std::vector<FieldViolation> violations;
    return Form::Read(facts, violations).value();
  }

  std::optional<Rational> Score(const TallyCell& cell) const {
    int64_t count = 0;
    for (const MarkCount& mark : cell.marks) {
      count += mark.count;
    }
    return MarkRules(policy_, form_, {{12, 3}}).Score(form_.points(0), cell, count);
  }

  MarkSteps Steps(const TallyCell& cell) const {
    return MarkRules(policy_, form_, {{12, 3}}).Steps(form_.points(0), cell).value();
  }

  PolicyRules policy_ = test::MeanPolicy();
  Form form_;
  // 100 100 80 80 80 60 0: 500 points from 7 marks.
  const TallyCell cell_ = Cell(0, 0, {{0, 2}, {1, 3}, {2, 1}, {3, 1}}, 2);
};

TEST_F(MarkRulesTest, DropsTheHighestAndTheLowest) {
  policy_.extremes = Extremes{2, 5};
  // 80 80 80 are left.
  EXPECT_EQ(Score(cell_), Rational(80));
  const MarkSteps steps = Steps(cell_);
  EXPECT_EQ(steps.highest, (std::vector<PointCount>{{Rational(100), 2}}));
  EXPECT_EQ(steps.lowest, (std::vector<PointCount>{{Rational(60), 1}, {Rational(0), 1}}));
  EXPECT_EQ(steps.kept, (std::vector<PointCount>{{Rational(80), 3}}));
}

TEST_F(MarkRulesTest, DropsNothingFromFewerThanTheLeastNumber) {
  policy_.extremes = Extremes{1, 8};
  EXPECT_EQ(Score(cell_), Rational::Ratio(500, 7));
  policy_.extremes = Extremes{1, 7};
  EXPECT_EQ(Score(cell_), Rational(80));  // 100 80 80 80 60: 400 / 5
}

TEST_F(MarkRulesTest, DropsAShareRoundedAsNamed) {
  // 0.2 × 7 = 1.4: 1 or 2.
  policy_.extremes = Extremes{DroppedShare{"0.2", RoundingMode::kHalfUp}, 3};
  EXPECT_EQ(Steps(cell_).dropped, 1);
  policy_.extremes = Extremes{DroppedShare{"0.2", RoundingMode::kUp}, 3};
  EXPECT_EQ(Steps(cell_).dropped, 2);
  // 0.4 × 4 = 1.6, up 2: but a mark is left.
  policy_.extremes = Extremes{DroppedShare{"0.4", RoundingMode::kUp}, 1};
  EXPECT_EQ(Steps(Cell(0, 0, {{0, 2}, {3, 2}})).dropped, 1);
  EXPECT_EQ(Steps(Cell(0, 0, {{0, 1}})).dropped, 0);
}

TEST_F(MarkRulesTest, AbstentionsCountAsAMark) {
  policy_.abstention_points = "60";
  EXPECT_EQ(Score(cell_), Rational::Ratio(620, 9));
  EXPECT_EQ(Score(Cell(0, 0, {}, 3)), Rational(60));
  EXPECT_EQ(Score(Cell(0, 0, {}, 0)), std::nullopt);
  policy_.abstention_points = "70";  // between two grades
  EXPECT_EQ(Steps(cell_).kept[2], (PointCount{Rational(70), 2}));
}

TEST_F(MarkRulesTest, DividesByWhatIsNamed) {
  policy_.mean_denominator = Denominator::kMarks;
  EXPECT_EQ(Score(cell_), Rational::Ratio(500, 7));
  policy_.mean_denominator = Denominator::kValidBallots;
  EXPECT_EQ(Score(cell_), Rational::Ratio(500, 12));
  policy_.mean_denominator = Denominator::kReturnedBallots;
  EXPECT_EQ(Score(cell_), Rational::Ratio(500, 15));
  policy_.mean_denominator = Denominator::kExpectedVoters;
  EXPECT_EQ(Score(cell_), Rational(25));
  policy_.extremes = Extremes{1, 3};  // 400 points are left; 20 - 2
  EXPECT_EQ(Score(cell_), Rational::Ratio(400, 18));
  EXPECT_EQ(Score(Cell(0, 0, {})), std::nullopt) << "nobody marked it";
}

TEST_F(MarkRulesTest, TakesTheMedian) {
  policy_.mark_combination = Combination::kMedian;
  EXPECT_EQ(Score(cell_), Rational(80));
  EXPECT_EQ(Score(Cell(0, 0, {{0, 2}, {2, 2}})), Rational(80));  // (100 + 60) / 2
  EXPECT_EQ(Score(Cell(0, 0, {{3, 1}})), Rational(0));
}

TEST_F(MarkRulesTest, SumsWhatIsLeft) {
  policy_.mark_combination = Combination::kSum;
  policy_.extremes = Extremes{1, 3};
  EXPECT_EQ(Score(cell_), Rational(400));
}

TEST_F(MarkRulesTest, RoundsTheFigure) {
  policy_.criterion_rounding = Rounding{1, RoundingMode::kHalfUp};
  EXPECT_EQ(Score(cell_), Rational::Ratio(714, 10));  // 500/7 = 71.428...
  EXPECT_TRUE(MarkRules(policy_, form_, {{12, 3}}).plain());
}

TEST_F(MarkRulesTest, NumbersAreOrderedByPoints) {
  RoundFacts facts = test::Facts({{"x", "1"}}, {{"a", "1"}}, test::Numbers("10"));
  std::vector<FieldViolation> violations;
  const Form form = Form::Read(facts, violations).value();
  policy_.extremes = Extremes{1, 3};
  policy_.abstention_points = "9";
  const MarkRules rules(policy_, form, {{9, 0}});
  // 2 5 7 9 10: 5 7 9 are left.
  EXPECT_EQ(rules.Score(form.points(0), Cell(0, 0, {{2, 1}, {5, 1}, {7, 1}, {10, 1}}, 1), 4),
            Rational(7));
}

}  // namespace
}  // namespace pingyi::result
