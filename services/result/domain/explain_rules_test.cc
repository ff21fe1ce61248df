// What explanations say of the rules that a policy need not have.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

// One group of 9 expected voters, 6 valid ballots and a spoiled one; four subjects.
class ExplainRulesTest : public ::testing::Test {
 protected:
  ExplainRulesTest() {
    facts_.groups[0].expected_voters = 9;
    tally_.groups[0].spoiled = 1;
    policy_.grade_thresholds = {
        {"excellent", "优秀", "90"}, {"competent", "称职", "60"}, {"poor", "不称职", ""}};
  }

  // The first node of a kind below the explanation of a subject.
  ExplanationNode Node(const std::string& subject, StepKind kind) {
    const auto explanation = Explain(policy_, facts_, tally_, subject);
    EXPECT_THAT(explanation, ::pingyi::test::IsOk());
    if (explanation.ok()) {
      if (const ExplanationNode* node = Find(explanation->root, kind)) {
        return *node;
      }
    }
    ADD_FAILURE() << "no such node";
    return {};
  }
  static const ExplanationNode* Find(const ExplanationNode& node, StepKind kind) {
    if (node.kind == kind) {
      return &node;
    }
    for (const ExplanationNode& child : node.children) {
      if (const ExplanationNode* found = Find(child, kind)) {
        return found;
      }
    }
    return nullptr;
  }

  RoundFacts facts_ = test::Facts({{"de", "1"}}, {{"a", "1"}}, test::FourGrades());
  PolicyRules policy_ = test::MeanPolicy();
  Tally tally_ = test::TallyOf({6}, {{"s1", 1, {Cell(0, 0, {{0, 5}}, 1)}},
                                     {"s2", 2, {Cell(0, 0, {{0, 3}, {1, 3}})}},
                                     {"s3", 3, {Cell(0, 0, {{0, 4}, {1, 1}, {2, 1}})}},
                                     {"s4", 4, {Cell(0, 0, {{3, 6}})}}});
};

TEST_F(ExplainRulesTest, DroppedMarksAreNamed) {
  policy_.extremes = Extremes{2, 6};
  const ExplanationNode node = Node("s3", StepKind::kExtremes);
  EXPECT_EQ(node.rule, "policy.extremes");
  EXPECT_EQ(node.formula, "6 - 2 × 2");
  EXPECT_EQ(node.value, Rational(2));
  EXPECT_EQ(node.text_en,
            "Of 6 marks the 2 highest (2 × 100) and the 2 lowest (1 × 80 + 1 × 60) are dropped.");
  EXPECT_EQ(node.text_zh, "6 个评价中去掉最高 2 个（2 × 100）和最低 2 个（1 × 80 + 1 × 60）。");
  EXPECT_EQ(Node("s3", StepKind::kCriterion).formula, "2 × 100 / 2");
  EXPECT_EQ(Node("s1", StepKind::kExtremes).text_en, "5 marks are fewer than 6: none is dropped.");
  policy_.extremes = Extremes{DroppedShare{"0.1", RoundingMode::kDown}, 1};
  EXPECT_EQ(Node("s3", StepKind::kExtremes).text_en,
            "No mark is dropped (0.1 × 6, rounded towards zero, a mark being left).");
}

TEST_F(ExplainRulesTest, AbstentionsAndTheDenominatorAreNamed) {
  policy_.abstention_points = "60";
  policy_.mean_denominator = Denominator::kExpectedVoters;
  policy_.criterion_rounding = Rounding{1, RoundingMode::kHalfUp};
  EXPECT_EQ(Node("s1", StepKind::kAbstention).text_en,
            "1 abstained, each counted as a mark of 60 points: together 60.");
  const ExplanationNode node = Node("s1", StepKind::kDenominator);
  EXPECT_EQ(node.formula, "9");
  EXPECT_EQ(node.text_zh, "除以该票类应到人数 9。");
  const ExplanationNode criterion = Node("s1", StepKind::kCriterion);
  EXPECT_EQ(criterion.formula, "(5 × 100 + 1 × 60) / 9 = 560/9 ≈ 62.2");
  EXPECT_EQ(criterion.text_en, "Criterion \"要素de\": 560 points from 6 marks, over 9: 62.20.");
  EXPECT_EQ(Node("s1", StepKind::kStepRounding).formula, "560/9 ≈ 62.2");
  EXPECT_EQ(Node("s1", StepKind::kStepRounding).rule, "policy.criterion_rounding");
}

TEST_F(ExplainRulesTest, AMedianShowsTheMarksInTheMiddle) {
  policy_.mark_combination = Combination::kMedian;
  EXPECT_EQ(Node("s2", StepKind::kCriterion).formula, "(100 + 80) / 2");
  EXPECT_EQ(Node("s2", StepKind::kCriterion).text_zh,
            "要素“要素de”：6 个评价的中位数为 90.00 分。");
  EXPECT_EQ(Node("s1", StepKind::kCriterion).formula, "100");
}

TEST_F(ExplainRulesTest, AGroupsRoundingIsNamed) {
  policy_.group_rounding = Rounding{0, RoundingMode::kDown};
  EXPECT_EQ(Node("s3", StepKind::kGroup).formula, "90");
  EXPECT_EQ(Node("s3", StepKind::kStepRounding).rule, "policy.group_rounding");
  EXPECT_EQ(Node("s3", StepKind::kStepRounding).formula, "90 = 90");
}

TEST_F(ExplainRulesTest, BoundsAreShownAboveTheTotal) {
  policy_.total_floor = "10";
  policy_.total_cap = "95";
  const ExplanationNode capped = Node("s1", StepKind::kBounds);
  EXPECT_EQ(capped.rule, "policy.total_cap");
  EXPECT_EQ(capped.formula, "100 > 95");
  EXPECT_EQ(capped.value, Rational(95));
  EXPECT_EQ(capped.text_zh, "总分高于上限：按 95 计。");
  ASSERT_EQ(capped.children.size(), 1u);
  EXPECT_EQ(capped.children[0].value, Rational(100));
  EXPECT_EQ(Node("s4", StepKind::kBounds).formula, "0 < 10");
  EXPECT_EQ(Node("s2", StepKind::kBounds).formula, "10 ≤ 90 ≤ 95");
}

TEST_F(ExplainRulesTest, TheGradeShowsEveryStepInOrder) {
  policy_.grade_share_rules = {
      {"competent", {}, ShareMarks::kAtLeast, "100", ShareLimit::kBelow, "0.6"}};
  policy_.grade_quotas = {
      {"excellent", QuotaPool::kAllSubjects, "0.2", RoundingMode::kDown, 1, QuotaTie::kAllIn}};
  // 优秀 by the total: s1 (100), s2 (90) and s3 (90). s2 has 3 of 6 at 100, s3 4 of 6.
  const ExplanationNode held = Node("s2", StepKind::kGrade);
  EXPECT_EQ(held.formula, "优秀 → 称职 → 称职");
  EXPECT_EQ(
      held.text_en,
      "Grade \"称职\": \"优秀\" by the total, \"称职\" after the share rules, \"称职\" after the "
      "quotas.");
  ASSERT_EQ(held.children.size(), 2u) << "thresholds and share rule; the quota is for 优秀";
  EXPECT_EQ(held.children[1].kind, StepKind::kShareRule);
  EXPECT_EQ(held.children[1].formula, "3 / 6 < 0.6");
  EXPECT_EQ(held.children[1].text_zh, "6 中有 3 个评价不低于 100 分：等次不得高于“称职”。");
  const ExplanationNode beyond = Node("s3", StepKind::kQuota);
  EXPECT_EQ(beyond.formula, "max(0.2 × 4, 1) ≈ 1");
  EXPECT_EQ(
      beyond.text_en,
      "At most 1 of 4 subjects may have \"优秀\" (0.2 of them, rounded towards zero, at least "
      "1); 2 came to it. This one is beyond it and gets \"称职\".");
  EXPECT_EQ(Node("s1", StepKind::kQuota).text_zh,
            "4 个对象中“优秀”至多 1 个（比例 0.2，舍去，不少于 1），达到者 2 "
            "个。该对象按名次在名额之内。");
}

TEST_F(ExplainRulesTest, ATieAtTheEdgeIsNamed) {
  policy_.grade_quotas = {
      {"excellent", QuotaPool::kAllSubjects, "0.5", RoundingMode::kDown, 0, QuotaTie::kAllOut}};
  EXPECT_THAT(Node("s2", StepKind::kQuota).text_en,
              ::testing::HasSubstr("The 2 who share place 2 at the edge are all out."));
}

TEST_F(ExplainRulesTest, DensePlacesAreCountedByPlaces) {
  policy_.rank_method = RankMethod::kDense;
  const ExplanationNode root = Node("s4", StepKind::kRank);
  EXPECT_EQ(root.value, Rational(3));
  EXPECT_EQ(root.formula, "2 + 1");
}

TEST_F(ExplainRulesTest, TheTurnoutIsHeldAgainstTheQuorum) {
  policy_.quorum = Quorum{"2/3", "1/2"};
  const ExplanationNode node = Node("s1", StepKind::kQuorum);
  EXPECT_EQ(node.formula, "7 / 9 ≥ 2/3; a: 7 / 9 ≥ 1/2");
  EXPECT_EQ(node.text_zh, "应到 9 票，收回 7 票：达到规定的参评率。");
}

}  // namespace
}  // namespace pingyi::result
