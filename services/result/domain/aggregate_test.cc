#include "services/result/domain/aggregate.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using test::Cell;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "s2:1 s1:2=": the order, with places.
std::string Places(const RoundResults& results) {
  std::string text;
  for (const SubjectResult& result : results) {
    text += (text.empty() ? "" : " ") + result.subject + ":" + std::to_string(result.rank) +
            (result.shared_rank ? "=" : "");
  }
  return text;
}

RoundFacts Branch() {
  return test::Facts({{"zonghe", "1"}}, {{"a", "40"}, {"b", "30"}, {"c", "30"}},
                     test::FourGrades());
}

// a: (11 x 100 + 9 x 80) / 20 = 91; b: (7 x 100 + 9 x 80) / 16 = 355/4; c: 80, or nothing.
Tally BranchTally(bool with_c) {
  SubjectTally subject{"s1", 1, {Cell(0, 0, {{0, 11}, {1, 9}}), Cell(1, 0, {{0, 7}, {1, 9}})}};
  if (with_c) {
    subject.cells.push_back(Cell(2, 0, {{1, 3}}));
  }
  return test::TallyOf({20, 16, 3}, {subject});
}

TEST(AggregateTest, WeighsGroups) {
  // (40 x 91 + 30 x 88.75 + 30 x 80) / 100 = 87.025.
  const struct {
    RoundingMode mode;
    const char* rounded;
  } cases[] = {{RoundingMode::kHalfUp, "87.03"},
               {RoundingMode::kHalfEven, "87.02"},
               {RoundingMode::kDown, "87.02"},
               {RoundingMode::kUp, "87.03"}};
  for (const auto& c : cases) {
    PolicyRules policy = test::MeanPolicy();
    policy.rounding.mode = c.mode;
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(policy, Branch(), BranchTally(true)));
    EXPECT_EQ(results[0].total.ToString(), "3481/40");
    EXPECT_EQ(RoundedText(results[0].total, policy.rounding), c.rounded);
  }
}

TEST(AggregateTest, AMissingGroupIsRenormalized) {
  // (40 x 91 + 30 x 88.75) / 70 = 6302.5 / 70 = 2521/28.
  ASSERT_OK_AND_ASSIGN(const RoundResults results,
                       Aggregate(test::MeanPolicy(), Branch(), BranchTally(false)));
  EXPECT_EQ(results[0].total.ToString(), "2521/28");
  EXPECT_EQ(results[0].groups[2].score, std::nullopt);
}

TEST(AggregateTest, AMissingGroupCountsZero) {
  // 6302.5 / 100 = 2521/40.
  PolicyRules policy = test::MeanPolicy();
  policy.missing_group = MissingGroupRule::kZero;
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(policy, Branch(), BranchTally(false)));
  EXPECT_EQ(results[0].total.ToString(), "2521/40");
  EXPECT_EQ(results[0].groups[2].score, std::nullopt) << "what it gave is still nothing";
}

TEST(AggregateTest, AMissingGroupFailsTheRun) {
  PolicyRules policy = test::MeanPolicy();
  policy.missing_group = MissingGroupRule::kFail;
  const auto status = Aggregate(policy, Branch(), BranchTally(false)).status();
  EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                            HasReason("GROUP_MISSING"), HasViolation("round.voter_groups[2]")));
  EXPECT_THAT(DetailsOf(status).violations[0].description, HasSubstr("s1"));
}

TEST(AggregateTest, ASubjectWithoutAnyMarkCannotBeRenormalized) {
  Tally tally = BranchTally(true);
  tally.subjects.push_back({"s2", 2, {Cell(0, 0, {}, 20)}});
  const auto status = Aggregate(test::MeanPolicy(), Branch(), tally).status();
  EXPECT_THAT(status, HasReason("GROUP_MISSING"));
  EXPECT_EQ(DetailsOf(status).violations.size(), 3u);
  PolicyRules zero = test::MeanPolicy();
  zero.missing_group = MissingGroupRule::kZero;
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(zero, Branch(), tally));
  EXPECT_EQ(results[1].total, Rational(0));
}

TEST(AggregateTest, WithoutAValidBallotThereIsNoResult) {
  Tally tally = test::TallyOf({0, 0, 0}, {{"s1", 1, {}}});
  tally.groups[1].spoiled = 7;
  for (const auto rule :
       {MissingGroupRule::kRenormalize, MissingGroupRule::kZero, MissingGroupRule::kFail}) {
    PolicyRules policy = test::MeanPolicy();
    policy.missing_group = rule;
    EXPECT_THAT(Aggregate(policy, Branch(), tally),
                AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("NO_BALLOTS")));
  }
}

TEST(AggregateTest, RefusesAPolicyThatDoesNotFit) {
  PolicyRules policy = test::MeanPolicy();
  policy.tie_breakers = {{GroupScoreComparison{"z"}, 0}};
  EXPECT_THAT(Aggregate(policy, Branch(), BranchTally(true)), HasReason("POLICY_DOES_NOT_FIT"));
}

TEST(AggregateTest, RefusesATallyOfAnotherRound) {
  Tally tally = BranchTally(true);
  tally.subjects[0].cells[0].marks[0].mark = 9;
  EXPECT_THAT(Aggregate(test::MeanPolicy(), Branch(), tally),
              StatusIs(absl::StatusCode::kInternal));
}

TEST(AggregateTest, ThirdsAddUp) {
  // a: 100/3, b: 200/3, c: 0; weights 1/3 each: (100 + 200 + 0) / 9 = 100/3.
  const RoundFacts facts =
      test::Facts({{"de", "1"}}, {{"a", "1/3"}, {"b", "1/3"}, {"c", "1/3"}}, test::FourGrades());
  const Tally tally = test::TallyOf(
      {3, 3, 3},
      {{"s1",
        1,
        {Cell(0, 0, {{0, 1}, {3, 2}}), Cell(1, 0, {{0, 2}, {3, 1}}), Cell(2, 0, {{3, 3}})}}});
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(test::MeanPolicy(), facts, tally));
  EXPECT_EQ(results[0].total.ToString(), "100/3");
  EXPECT_EQ(RoundedText(results[0].total, {2, RoundingMode::kHalfUp}), "33.33");
}

// 199 marks of 90 and one of 89: 17999 / 200 = 89.995, which is published as 90.00.
TEST(AggregateTest, AGradeGoesByTheExactOrTheRoundedTotal) {
  const RoundFacts facts = test::Facts({{"x", "1"}}, {{"a", "1"}}, test::Numbers("100"));
  const Tally tally = test::TallyOf({200}, {{"just_below", 1, {Cell(0, 0, {{90, 199}, {89, 1}})}},
                                            {"exactly", 2, {Cell(0, 0, {{90, 200}})}}});
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {{"excellent", "优秀", "90"}, {"competent", "称职", ""}};
  ASSERT_OK_AND_ASSIGN(const RoundResults exact, Aggregate(policy, facts, tally));
  EXPECT_EQ(Places(exact), "exactly:1 just_below:2");
  EXPECT_EQ(exact[0].grade, "excellent");
  EXPECT_EQ(exact[1].grade, "competent");
  EXPECT_EQ(exact[1].grade_title, "称职");

  policy.decision_basis = DecisionBasis::kRounded;
  ASSERT_OK_AND_ASSIGN(const RoundResults rounded, Aggregate(policy, facts, tally));
  EXPECT_EQ(Places(rounded), "just_below:1= exactly:1=");
  EXPECT_EQ(rounded[0].grade, "excellent");
  EXPECT_EQ(rounded[1].grade, "excellent");
  EXPECT_EQ(rounded[0].total.ToString(), "17999/200") << "the exact total is kept";
}

TEST(AggregateTest, ACriterionWeighsByItsShare) {
  // 德 30, 绩 70: (30 x 100 + 70 x 60) / 100 = 72.
  const RoundFacts facts =
      test::Facts({{"de", "30"}, {"ji", "70"}}, {{"a", "1"}}, test::FourGrades());
  const Tally tally = test::TallyOf({1}, {{"s1", 1, {Cell(0, 0, {{0, 1}}), Cell(0, 1, {{2, 1}})}}});
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(test::MeanPolicy(), facts, tally));
  EXPECT_EQ(results[0].total, Rational(72));
}

// Weights and points that no machine integer holds.
TEST(AggregateTest, HugeNumbersAreExact) {
  RoundFacts facts =
      test::Facts({{"x", "1"}}, {{"a", std::string(40, '9')}, {"b", "1/7"}}, test::Numbers("10"));
  const Tally tally =
      test::TallyOf({3, 1}, {{"s1", 1, {Cell(0, 0, {{10, 2}, {9, 1}}), Cell(1, 0, {{0, 1}})}}});
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(test::MeanPolicy(), facts, tally));
  // With W = 10^40 - 1: (W x 29/3) / (W + 1/7) = 203 W / (21 W + 3), in lowest terms by 3.
  const Integer weight(std::string(40, '9'));
  EXPECT_EQ(results[0].total, Rational(203 * weight, 21 * weight + 3));
}

TEST(AggregateTest, NoSubjectsNoResults) {
  ASSERT_OK_AND_ASSIGN(const RoundResults results,
                       Aggregate(test::MeanPolicy(), Branch(), test::TallyOf({1, 1, 1}, {})));
  EXPECT_THAT(results, IsEmpty());
}

TEST(AggregateTest, SharedPlacesAreListedByPosition) {
  const RoundFacts facts = test::Facts({{"x", "1"}}, {{"a", "1"}}, test::Numbers("12"));
  const Tally tally = test::TallyOf({1}, {{"s3", 7, {Cell(0, 0, {{5, 1}})}},
                                          {"s1", 9, {Cell(0, 0, {{5, 1}})}},
                                          {"s2", 2, {Cell(0, 0, {{5, 1}})}},
                                          {"s4", 1, {Cell(0, 0, {{4, 1}})}}});
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(test::SumPolicy(), facts, tally));
  EXPECT_EQ(Places(results), "s2:1= s3:1= s1:1= s4:4");
}

}  // namespace
}  // namespace pingyi::result
