#include "services/result/domain/score.h"

#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

Form FormOf(const RoundFacts& facts) {
  std::vector<FieldViolation> violations;
  return Form::Read(facts, violations).value();
}

RoundFacts TwoByTwo() {
  return test::Facts({{"de", "3"}, {"ji", "1"}}, {{"a", "2"}, {"b", "1"}}, test::FourGrades());
}

SubjectTally Subject(std::vector<TallyCell> cells) { return {"s1", 1, std::move(cells)}; }

TEST(ScoreGroupsTest, MeansAreTakenOverTheMarksGiven) {
  const Form form = FormOf(TwoByTwo());
  // de: (2 x 100 + 1 x 80) / 3 = 280/3, with two abstentions left out; ji: 60 / 1.
  // a: (3 x 280/3 + 1 x 60) / 4 = 340 / 4 = 85.
  const auto groups = test::Scores(
      test::MeanPolicy(), form, Subject({Cell(0, 0, {{0, 2}, {1, 1}}, 2), Cell(0, 1, {{2, 1}})}));
  EXPECT_EQ(groups[0].criteria[0].score, Rational::Ratio(280, 3));
  EXPECT_EQ(groups[0].criteria[0].mark_count, 3);
  EXPECT_EQ(groups[0].criteria[0].abstention_count, 2);
  EXPECT_EQ(groups[0].criteria[1].score, Rational(60));
  EXPECT_EQ(groups[0].score, Rational(85));
  EXPECT_EQ(groups[1], (GroupResult{std::nullopt, {{}, {}}}));
}

TEST(ScoreGroupsTest, SumsAreNotDivided) {
  const Form form = FormOf(TwoByTwo());
  // de: 2 x 100 + 80 = 280; ji: 60; a: 3 x 280 + 60 = 900.
  const auto groups = test::Scores(test::SumPolicy(), form,
                                   Subject({Cell(0, 0, {{0, 2}, {1, 1}}), Cell(0, 1, {{2, 1}})}));
  EXPECT_EQ(groups[0].criteria[0].score, Rational(280));
  EXPECT_EQ(groups[0].score, Rational(900));
}

TEST(ScoreGroupsTest, ACriterionNobodyMarkedIsLeftOutWithItsWeight) {
  const Form form = FormOf(TwoByTwo());
  const SubjectTally tally = Subject({Cell(0, 0, {}, 4), Cell(0, 1, {{1, 1}})});
  EXPECT_EQ(test::Scores(test::MeanPolicy(), form, tally)[0].score, Rational(80));
  EXPECT_EQ(test::Scores(test::SumPolicy(), form, tally)[0].score, Rational(80));
  EXPECT_EQ(test::Scores(test::MeanPolicy(), form, tally)[0].criteria[0].score, std::nullopt);
  EXPECT_EQ(test::Scores(test::MeanPolicy(), form, tally)[0].criteria[0].abstention_count, 4);
}

TEST(ScoreGroupsTest, AGroupThatOnlyAbstainedGaveNoMark) {
  const Form form = FormOf(TwoByTwo());
  const auto groups = test::Scores(test::MeanPolicy(), form, Subject({Cell(0, 0, {}, 4)}));
  EXPECT_EQ(groups[0].score, std::nullopt);
}

// A mark worth nothing is a mark.
TEST(ScoreGroupsTest, ZeroPointsAreNotMissing) {
  const Form form = FormOf(TwoByTwo());
  const auto groups = test::Scores(test::MeanPolicy(), form, Subject({Cell(0, 0, {{3, 1}})}));
  EXPECT_EQ(groups[0].score, Rational(0));
}

TEST(TotalTest, CombinesTheGroups) {
  const Form form = FormOf(TwoByTwo());
  const std::vector<GroupResult> groups = {{Rational(90), {}}, {Rational(60), {}}};
  // (2 x 90 + 1 x 60) / 3 = 80; 2 x 90 + 1 x 60 = 240.
  EXPECT_EQ(Total(test::MeanPolicy(), form, groups), Rational(80));
  EXPECT_EQ(Total(test::SumPolicy(), form, groups), Rational(240));
}

TEST(TotalTest, FollowsTheMissingGroupRule) {
  const Form form = FormOf(TwoByTwo());
  const std::vector<GroupResult> one = {{Rational(90), {}}, {std::nullopt, {}}};
  const std::vector<GroupResult> none = {{std::nullopt, {}}, {std::nullopt, {}}};
  PolicyRules policy = test::MeanPolicy();
  EXPECT_EQ(Total(policy, form, one), Rational(90));
  EXPECT_EQ(Total(policy, form, none), std::nullopt) << "nothing to scale up";
  policy.missing_group = MissingGroupRule::kZero;
  EXPECT_EQ(Total(policy, form, one), Rational(60));  // (2 x 90 + 1 x 0) / 3
  EXPECT_EQ(Total(policy, form, none), Rational(0));
  EXPECT_EQ(Total(test::SumPolicy(), form, one), Rational(180));
  EXPECT_EQ(Total(test::SumPolicy(), form, none), Rational(0));
  policy.missing_group = MissingGroupRule::kFail;
  EXPECT_EQ(Total(policy, form, one), std::nullopt);
}

TEST(CriterionScoreTest, CombinesOneCriterionOverTheGroups) {
  const Form form = FormOf(TwoByTwo());
  // de: a gave 100, b gave 60: (2 x 100 + 1 x 60) / 3 = 260/3.
  const SubjectTally tally =
      Subject({Cell(0, 0, {{0, 1}}), Cell(1, 0, {{2, 1}}), Cell(1, 1, {{1, 1}})});
  const PolicyRules policy = test::MeanPolicy();
  const auto groups = test::Scores(policy, form, tally);
  EXPECT_EQ(CriterionScore(policy, form, groups, 0), Rational::Ratio(260, 3));
  // ji: only b marked it; a marked something else and is left out even under ZERO.
  EXPECT_EQ(CriterionScore(policy, form, groups, 1), Rational(80));
  PolicyRules zero = policy;
  zero.missing_group = MissingGroupRule::kZero;
  EXPECT_EQ(CriterionScore(zero, form, groups, 1), Rational(80));
}

TEST(CriterionScoreTest, FollowsTheMissingGroupRule) {
  const Form form = FormOf(TwoByTwo());
  const SubjectTally tally = Subject({Cell(0, 0, {{0, 1}})});
  PolicyRules policy = test::MeanPolicy();
  const auto groups = test::Scores(policy, form, tally);
  EXPECT_EQ(CriterionScore(policy, form, groups, 0), Rational(100));
  EXPECT_EQ(CriterionScore(policy, form, groups, 1), std::nullopt);
  policy.missing_group = MissingGroupRule::kZero;
  EXPECT_EQ(CriterionScore(policy, form, groups, 0), Rational::Ratio(200, 3));
  EXPECT_EQ(CriterionScore(policy, form, groups, 1), std::nullopt) << "nobody marked it at all";
}

}  // namespace
}  // namespace pingyi::result
