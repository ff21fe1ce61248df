#include "services/result/domain/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/result/domain/explain_decision.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One group, one criterion; the totals are 96, 90, 90 and 60.
struct Round {
  RoundFacts facts = test::Facts({{"work", "1"}}, {{"a", "1"}}, test::FourGrades());
  Tally tally = test::TallyOf({10}, {{"s1", 1, {test::Cell(0, 0, {{0, 8}, {1, 2}})}},
                                     {"s2", 2, {test::Cell(0, 0, {{0, 5}, {1, 5}})}},
                                     {"s3", 3, {test::Cell(0, 0, {{0, 7}, {2, 2}, {1, 1}})}},
                                     {"s4", 4, {test::Cell(0, 0, {{2, 10}})}}});
};

PolicyRules Graded() {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {{"good", "好", "90"}, {"fair", "一般", ""}};
  return policy;
}

std::vector<PreviewedSubject> Preview(const PolicyRules& official, const PolicyRules& other) {
  const Round round;
  const auto a = Compute(official, round.facts, round.tally);
  const auto b = Compute(other, round.facts, round.tally);
  EXPECT_TRUE(a.ok() && b.ok());
  return ComparePolicies(official, *a, other, *b);
}

const PreviewedSubject& Find(const std::vector<PreviewedSubject>& previewed,
                             const std::string& subject) {
  for (const PreviewedSubject& one : previewed) {
    if (one.difference.subject == subject) return one;
  }
  ADD_FAILURE() << subject;
  return previewed[0];
}

TEST(PreviewTest, TheSamePolicyMovesNobody) {
  const auto previewed = Preview(Graded(), Graded());
  ASSERT_EQ(previewed.size(), 4);
  for (const PreviewedSubject& subject : previewed) {
    EXPECT_FALSE(subject.difference.moved());
    EXPECT_THAT(subject.steps, IsEmpty());
  }
  EXPECT_EQ(previewed[1].difference.before.total, "90");
  EXPECT_EQ(previewed[1].difference.before.total_rounded, "90.00");
}

TEST(PreviewTest, AThresholdMovesGradesAlone) {
  PolicyRules other = Graded();
  other.grade_thresholds[0].min_total = "95";
  const auto previewed = Preview(Graded(), other);
  const PreviewedSubject& moved = Find(previewed, "s2");
  EXPECT_EQ(moved.difference.before.grade, "good");
  EXPECT_EQ(moved.difference.after.grade, "fair");
  EXPECT_EQ(moved.difference.before.rank, moved.difference.after.rank);
  EXPECT_THAT(moved.steps, ElementsAre(StepKind::kGrade));
  EXPECT_FALSE(Find(previewed, "s1").difference.moved());
}

TEST(PreviewTest, AQuotaIsNamed) {
  PolicyRules other = Graded();
  other.grade_quotas = {{.grade = "good",
                         .pool = QuotaPool::kAllSubjects,
                         .share = "1/4",
                         .rounding = RoundingMode::kDown,
                         .minimum = 0,
                         .tie = QuotaTie::kAllOut}};
  const auto previewed = Preview(Graded(), other);
  EXPECT_THAT(Find(previewed, "s2").steps, ElementsAre(StepKind::kQuota));
  EXPECT_THAT(Find(previewed, "s3").steps, ElementsAre(StepKind::kQuota));
  EXPECT_FALSE(Find(previewed, "s1").difference.moved());
  EXPECT_FALSE(Find(previewed, "s4").difference.moved());
}

TEST(PreviewTest, AShareRuleIsNamed) {
  PolicyRules other = Graded();
  other.grade_share_rules = {{.best_grade = "fair",
                              .scope = {},
                              .marks = ShareMarks::kAtMost,
                              .points = "60",
                              .limit = ShareLimit::kAtLeast,
                              .share = "1/5",
                              .denominator = Denominator::kMarks}};
  const auto previewed = Preview(Graded(), other);
  EXPECT_THAT(Find(previewed, "s3").steps, ElementsAre(StepKind::kShareRule));
  EXPECT_FALSE(Find(previewed, "s2").difference.moved());
}

TEST(PreviewTest, AnotherMeanMovesTotalsAndThoseBehindThem) {
  PolicyRules other = Graded();
  other.mark_combination = Combination::kMedian;
  const auto previewed = Preview(Graded(), other);
  // The median of s3 is 100, of s2 90: s3 shares the first place with s1.
  const PreviewedSubject& third = Find(previewed, "s3");
  EXPECT_EQ(third.difference.before.rank, 2);
  EXPECT_EQ(third.difference.after.rank, 1);
  EXPECT_EQ(third.difference.after.total, "100");
  EXPECT_THAT(third.steps, ElementsAre(StepKind::kCriterion));
  // Its own figure is as it was: it moved because s3 did.
  const PreviewedSubject& second = Find(previewed, "s2");
  EXPECT_EQ(second.difference.before.total, second.difference.after.total);
  EXPECT_EQ(second.difference.after.rank, 3);
  EXPECT_THAT(second.steps, ElementsAre(StepKind::kRank));
}

TEST(PreviewTest, TieBreakersAndBoundsAreNamed) {
  PolicyRules other = Graded();
  other.tie_breakers = {{.comparison = CountbackComparison{}}};
  // Seven times the best mark against five.
  EXPECT_THAT(Find(Preview(Graded(), other), "s2").steps, ElementsAre(StepKind::kTieBreak));
  PolicyRules capped = Graded();
  capped.total_cap = "80";
  const auto previewed = Preview(Graded(), capped);
  EXPECT_THAT(Find(previewed, "s1").steps, ElementsAre(StepKind::kTotal));
  PolicyRules rounded = Graded();
  rounded.rounding = {0, RoundingMode::kUp};
  EXPECT_FALSE(Find(Preview(Graded(), rounded), "s1").difference.moved());
}

TEST(ExplainDecisionTest, SaysWhoWhenAndWhy) {
  const ExplanationNode node = ExplainDecision({.name = "rounds/r/runs/x/decisions/1",
                                                .subject = "rounds/r/subjects/s",
                                                .grade = "fair",
                                                .grade_title = "一般",
                                                .computed_grade = "good",
                                                .reason = "受到诫勉",
                                                .decider = "党组会议",
                                                .recorder = "张三",
                                                .create_time_us = 1'770'107'400'000'000},
                                               "好");
  EXPECT_EQ(node.kind, StepKind::kDecision);
  EXPECT_EQ(node.key, "fair");
  EXPECT_EQ(node.formula, "好 → 一般");
  EXPECT_EQ(node.text_en,
            "The committee (党组会议) decided the grade \"一般\"; the computed one is \"好\". "
            "Reason: 受到诫勉 (entered 2026-02-03 08:30 UTC by 张三)");
  EXPECT_EQ(
      node.text_zh,
      "考核委员会（党组会议）将等次定为“一般”；计算所得等次为“好”。理由：受到诫勉（2026-02-03 "
      "08:30 UTC 由 张三 录入）");
}

}  // namespace
}  // namespace pingyi::result
