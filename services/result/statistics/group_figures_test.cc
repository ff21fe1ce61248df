#include "services/result/statistics/group_figures.h"

#include <cmath>

#include <gtest/gtest.h>

#include "services/result/domain/testing.h"

namespace pingyi::result::statistics {
namespace {

using test::Cell;

constexpr DisclosureRule kFive{.min_ballots = 5};

SubjectBallots BallotsIn(const SubjectTally& tally, const Form& form) {
  SubjectBallots ballots(form.groups().size(), std::vector<CellBallots>(form.criteria().size()));
  for (const TallyCell& cell : tally.cells) {
    CellBallots& count =
        ballots[static_cast<size_t>(cell.group_index)][static_cast<size_t>(cell.criterion_index)];
    count.abstentions = cell.abstentions;
    for (const MarkCount& mark : cell.marks) count.marks += mark.count;
  }
  return ballots;
}

std::vector<GroupFigures> Figures(const RoundFacts& facts, const Tally& tally,
                                  const DisclosureRule& rule = kFive, bool lowest_is_top = false) {
  std::vector<FieldViolation> violations;
  const Form form = Form::Read(facts, violations).value();
  std::vector<SubjectMask> masks;
  for (const SubjectTally& subject : tally.subjects) {
    masks.push_back(MaskOf(rule, BallotsIn(subject, form)));
  }
  return FiguresOf(form, tally, masks.empty() ? DisclosureRule{} : rule, masks, lowest_is_top);
}

// Group a: ten ballots of twelve voters. s1 got 100 eight times and 60 twice; s2 100 five times, 80
// four times and an abstention.
class GroupFiguresTest : public ::testing::Test {
 protected:
  GroupFiguresTest() {
    facts_ = test::Facts({{"work", "1"}}, {{"a", "1"}}, test::FourGrades());
    facts_.groups[0].expected_voters = 12;
    tally_ = test::TallyOf({9}, {{"s1", 1, {Cell(0, 0, {{0, 8}, {2, 2}})}},
                                 {"s2", 2, {Cell(0, 0, {{0, 5}, {1, 4}}, 1)}}});
    tally_.groups[0] = {.valid = 9, .spoiled = 1, .straight_lined = 3};
  }

  RoundFacts facts_;
  Tally tally_;
};

TEST_F(GroupFiguresTest, AreWhatThePocketCalculatorGives) {
  const GroupFigures figures = Figures(facts_, tally_).at(0);
  EXPECT_EQ(figures.returned, 10);
  EXPECT_EQ(figures.expected, 12);
  EXPECT_NEAR(figures.return_rate.value(), 10.0 / 12, 1e-12);
  EXPECT_EQ(figures.cells, 2);
  EXPECT_EQ(figures.suppressed_cells, 0);
  EXPECT_EQ(figures.marks, 19);
  EXPECT_NEAR(figures.abstention_share.value(), 1.0 / 20, 1e-12);
  EXPECT_NEAR(figures.top_share.value(), 13.0 / 19, 1e-12);
  EXPECT_NEAR(figures.straight_lined_share.value(), 3.0 / 9, 1e-12);
  // On 0 … 1: s1 has the mean 0.92 and squares 8 × 0.08² + 2 × 0.32² = 0.256; s2 has 5 × 1 and
  // 4 × 0.8, the mean 8.2/9 and squares 5 × (0.8/9)² + 4 × (1/9)² = 7.2/81. Over 9 + 8.
  EXPECT_NEAR(figures.spread.value(), std::sqrt((0.256 + 7.2 / 81) / 17), 1e-12);
  EXPECT_TRUE(figures.alpha.has_value());
}

TEST_F(GroupFiguresTest, RestOnShownCellsAlone) {
  Tally tally = tally_;
  tally.subjects.push_back({"s3", 3, {Cell(0, 0, {{3, 2}}, 1)}});
  const GroupFigures figures = Figures(facts_, tally).at(0);
  const GroupFigures without = Figures(facts_, tally_).at(0);
  EXPECT_EQ(figures.suppressed_cells, 1);
  EXPECT_EQ(figures.cells, 2);
  EXPECT_EQ(figures.top_share, without.top_share);
  EXPECT_EQ(figures.spread, without.spread);
  EXPECT_EQ(figures.alpha, without.alpha);
  EXPECT_EQ(figures.abstention_share, without.abstention_share);
  EXPECT_EQ(figures.return_rate, without.return_rate);
  EXPECT_FALSE(figures.straight_lined_share.has_value());
  EXPECT_EQ(figures.straight_lined_suppression, Suppression::kSmall);
}

TEST_F(GroupFiguresTest, OfASmallGroupNothingIsLeftButItsReturn) {
  const GroupFigures figures =
      Figures(facts_, test::TallyOf({3}, {{"s1", 1, {Cell(0, 0, {{0, 3}})}}})).at(0);
  EXPECT_TRUE(figures.return_rate.has_value());
  EXPECT_EQ(figures.cells, 0);
  EXPECT_EQ(figures.marks, 0);
  EXPECT_FALSE(figures.top_share.has_value());
  EXPECT_FALSE(figures.spread.has_value());
  EXPECT_FALSE(figures.alpha.has_value());
}

TEST_F(GroupFiguresTest, TheTopOfTheScaleIsThePolicys) {
  facts_ = test::Facts({{"work", "1"}}, {{"a", "1"}}, test::Numbers("3"));
  const Tally tally = test::TallyOf({9}, {{"s1", 1, {Cell(0, 0, {{0, 1}, {3, 8}})}}});
  EXPECT_NEAR(Figures(facts_, tally).at(0).top_share.value(), 8.0 / 9, 1e-12);
  EXPECT_NEAR(Figures(facts_, tally, kFive, true).at(0).top_share.value(), 1.0 / 9, 1e-12);
}

TEST_F(GroupFiguresTest, MarksOnDifferentScalesHaveNoAgreement) {
  facts_ = test::Facts({{"work", "1"}, {"virtue", "1"}}, {{"a", "1"}}, test::FourGrades());
  const Tally tally =
      test::TallyOf({9}, {{"s1", 1, {Cell(0, 0, {{0, 5}, {1, 4}}), Cell(0, 1, {{0, 4}, {2, 5}})}}});
  EXPECT_TRUE(Figures(facts_, tally).at(0).alpha.has_value());
  facts_.criteria[1].scale = test::Numbers("3");
  EXPECT_FALSE(Figures(facts_, tally).at(0).alpha.has_value());
}

TEST_F(GroupFiguresTest, OfAPoolNothingIsToldThatItsGroupsWouldAddUpTo) {
  facts_ =
      test::Facts({{"work", "1"}, {"virtue", "1"}}, {{"a", "1"}, {"b", "1"}}, test::FourGrades());
  const std::vector<TallyCell> cells = {Cell(0, 0, {{0, 9}}), Cell(0, 1, {{0, 2}}),
                                        Cell(1, 0, {{0, 9}}), Cell(1, 1, {{0, 2}})};
  const Tally tally = test::TallyOf({9, 9}, {{"s1", 1, cells}});
  const DisclosureRule pool{.min_ballots = 5, .pooled = true};
  EXPECT_EQ(Figures(facts_, tally, pool).at(0).cells, 0);
  EXPECT_EQ(Figures(facts_, tally, pool).at(1).suppressed_cells, 2);
}

}  // namespace
}  // namespace pingyi::result::statistics
