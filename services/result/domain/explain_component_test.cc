#include "services/result/domain/explain_component.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Appraisal 60, review 20, metrics 20, a survey of weight 0, bonus at most 5.
class ExplainComponentTest : public ::testing::Test {
 protected:
  ExplainComponentTest() {
    const auto fail = MissingComponentRule::kFail;
    policy_.components = {
        {"appraisal", "民主测评", "60", fail, {}, BallotComponent()},
        {"review",
         "述职评审",
         "20",
         MissingComponentRule::kRenormalize,
         {},
         ReviewScoreComponent{"100"}},
        {"metrics", "业务指标", "20", fail, Rounding{0, RoundingMode::kHalfUp},
         MetricsComponent{{{"cases", "办结率", "3", MetricDirection::kHigherIsBetter,
                            PointTable{{{"0.8", "60"}, {"1", "100"}}}, "", ""},
                           {"cost", "支出", "1", MetricDirection::kLowerIsBetter,
                            PointsAtTarget{"100"}, "0", "110"}}}},
        {"survey",
         "满意度",
         "0",
         MissingComponentRule::kZero,
         {},
         CountsComponent{{{"yes", "满意", "100"}, {"no", "不满意", "0"}}}},
        {"extra",
         "加减分",
         "",
         MissingComponentRule::kUnspecified,
         {},
         AdjustmentsComponent{"5", ""}}};
    policy_.component_combination = Combination::kMean;
    inputs_.components = {
        {"review", "评审纪要", "", "", {{"s1", ScoreFigure{"90"}}}},
        {"metrics",
         "统计表",
         "",
         "",
         {{"s1", MetricFigures{{"cases", "45", "50"}, {"cost", "8", "10"}}},
          {"s2", MetricFigures{{"cases", "50", "50"}, {"cost", "10", "10"}}}}},
        {"survey", "问卷", "", "", {{"s1", LevelCounts{{"yes", 3}, {"no", 1}}}}},
        {"extra",
         "通报",
         "",
         "",
         {{"s1", AdjustmentItems{{"4", "创新项目"}, {"3", "先进集体"}, {"-1", "迟报"}}}}}};
  }

  ExplanationNode Root(const std::string& subject) {
    auto explanation = Explain(policy_, facts_, tally_, subject, inputs_);
    EXPECT_THAT(explanation, ::pingyi::test::IsOk());
    return explanation->root;
  }

  static const ExplanationNode* Find(const ExplanationNode& node, StepKind kind,
                                     const std::string& key = "") {
    if (node.kind == kind && (key.empty() || node.key == key)) {
      return &node;
    }
    for (const ExplanationNode& child : node.children) {
      if (const ExplanationNode* found = Find(child, kind, key)) {
        return found;
      }
    }
    return nullptr;
  }

  const RoundFacts facts_ = test::Facts({{"zonghe", "1"}}, {{"a", "1"}}, test::FourGrades());
  PolicyRules policy_ = test::MeanPolicy();
  const Tally tally_ = test::TallyOf(
      {4}, {{"s1", 1, {Cell(0, 0, {{0, 2}, {1, 2}})}}, {"s2", 2, {Cell(0, 0, {{0, 1}, {1, 3}})}}});
  Inputs inputs_;
};

TEST_F(ExplainComponentTest, TheTotalIsThatOfItsComponents) {
  const ExplanationNode root = Root("s1");
  const ExplanationNode* total = Find(root, StepKind::kComponents);
  ASSERT_NE(total, nullptr);
  EXPECT_EQ(total->formula, "(60 × 90 + 20 × 90 + 20 × 88) / 100 + 4");
  EXPECT_EQ(total->value, Rational::Ratio(468, 5));
  EXPECT_EQ(total->text_en,
            "The components combined by their weights, with bonus and deduction points, give "
            "93.60.");
  EXPECT_EQ(total->text_zh, "各项得分按权重合成并计入加分、扣分，总分为 93.60。");
  ASSERT_THAT(total->children, SizeIs(5));
  EXPECT_EQ(total->children[1].formula, "90 × 100 / 100");
  EXPECT_EQ(total->children[1].text_en,
            "Component \"述职评审\": a score of 90.00, which with weight 20 adds 18.00 to the "
            "total (from: 评审纪要).");
  EXPECT_EQ(total->children[1].text_zh,
            "“述职评审”：得分 90.00，权重 20，计入总分 18.00（来源：评审纪要）。");
}

TEST_F(ExplainComponentTest, TheBallotStandsBelowItsComponent) {
  const ExplanationNode root = Root("s1");
  const ExplanationNode* ballot = Find(root, StepKind::kComponent, "appraisal");
  ASSERT_NE(ballot, nullptr);
  EXPECT_EQ(ballot->value, Rational(90));
  ASSERT_THAT(ballot->children, SizeIs(1));
  EXPECT_EQ(ballot->children[0].kind, StepKind::kTotal);
  EXPECT_EQ(ballot->children[0].text_zh, "各票类得分按权重合成，评议得分为 90.00。");
  EXPECT_NE(Find(*ballot, StepKind::kMark), nullptr);
}

TEST_F(ExplainComponentTest, AMetricIsInterpolatedStepByStep) {
  const ExplanationNode root = Root("s1");
  const ExplanationNode* metrics = Find(root, StepKind::kComponent, "metrics");
  EXPECT_EQ(metrics->formula, "(3 × 80 + 1 × 110) / 4 = 175/2 ≈ 88");
  const ExplanationNode* cases = Find(*metrics, StepKind::kMetric, "cases");
  EXPECT_EQ(cases->formula, "60 + (45 / 50 - 0.8) × (100 - 60) / (1 - 0.8)");
  EXPECT_EQ(cases->value, Rational(80));
  EXPECT_EQ(cases->rule, "policy.components[2].metrics.metrics[0].point_table.knots[1]");
  EXPECT_EQ(cases->text_en,
            "Metric \"办结率\": 45 reached of a target of 50, a ratio of 0.9; on the line from 60 "
            "points for 0.8 to 100 points for 1 that is 80.");
  EXPECT_EQ(cases->text_zh,
            "指标“办结率”：目标 50，实际 45，完成率 0.9；在 0.8（60 分）与 1（100 "
            "分）之间按直线插值，得 80 分。");
  const ExplanationNode* cost = Find(*metrics, StepKind::kMetric, "cost");
  EXPECT_EQ(cost->formula, "100 × (2 - 8 / 10) = 120 → 110");
  EXPECT_EQ(cost->value, Rational(110));
  ASSERT_THAT(cost->children, SizeIs(1));
  EXPECT_EQ(cost->children[0].kind, StepKind::kComponentBounds);
  EXPECT_EQ(cost->children[0].rule, "policy.components[2].metrics.metrics[1].cap");
  EXPECT_EQ(cost->children[0].formula, "120 > 110");
  EXPECT_NE(Find(*metrics, StepKind::kStepRounding), nullptr);
  const ExplanationNode full = Root("s2");
  EXPECT_EQ(Find(full, StepKind::kMetric, "cases")->formula, "100");
  EXPECT_THAT(Find(full, StepKind::kMetric, "cases")->text_en,
              HasSubstr("for exactly 1 the table"));
}

TEST_F(ExplainComponentTest, EachBonusHasItsReason) {
  const ExplanationNode root = Root("s1");
  const ExplanationNode* extra = Find(root, StepKind::kComponent, "extra");
  EXPECT_EQ(extra->formula, "min(4 + 3, 5) - 1");
  EXPECT_EQ(extra->value, Rational(4));
  EXPECT_EQ(extra->text_zh, "“加减分”：总分计入 4.00 分（来源：通报）。");
  ASSERT_THAT(extra->children, SizeIs(4));
  EXPECT_EQ(extra->children[0].text_zh, "加 4 分：创新项目");
  EXPECT_EQ(extra->children[0].formula, "+ 4");
  EXPECT_EQ(extra->children[2].text_en, "Deduction of 1 points: 迟报");
  EXPECT_EQ(extra->children[3].kind, StepKind::kComponentBounds);
  EXPECT_EQ(extra->children[3].rule, "policy.components[4].adjustments.bonus_cap");
  EXPECT_EQ(extra->children[3].formula, "7 > 5");
}

TEST_F(ExplainComponentTest, CountsAreWeighedByTheirLevels) {
  const ExplanationNode root = Root("s1");
  const ExplanationNode* survey = Find(root, StepKind::kComponent, "survey");
  EXPECT_EQ(survey->formula, "(3 × 100 + 1 × 0) / 4");
  EXPECT_EQ(survey->value, Rational(75));
  EXPECT_EQ(Find(*survey, StepKind::kLevel, "yes")->value, Rational(300));
}

TEST_F(ExplainComponentTest, AMissingComponentSaysWhatBecomesOfIt) {
  const ExplanationNode root = Root("s2");
  const ExplanationNode* total = Find(root, StepKind::kComponents);
  EXPECT_EQ(total->formula, "(60 × 85 + 20 × 100) / 80");
  const ExplanationNode* review = Find(root, StepKind::kMissingComponent, "review");
  ASSERT_NE(review, nullptr);
  EXPECT_EQ(review->value, std::nullopt);
  EXPECT_EQ(review->rule, "policy.components[1].missing");
  EXPECT_EQ(review->text_zh, "“述职评审”无得分：不计入，其余各项的权重按比例补足。");
  EXPECT_EQ(Find(root, StepKind::kMissingComponent, "survey")->value, Rational(0));
  policy_.components[2].missing = MissingComponentRule::kZero;
  std::get<MetricFigures>(inputs_.components[1].subjects[1].figures).pop_back();
  const ExplanationNode zero = Root("s2");
  EXPECT_EQ(Find(zero, StepKind::kMissingComponent, "cost")->value, Rational(0));
  EXPECT_EQ(Find(zero, StepKind::kComponent, "metrics")->formula, "(3 × 100 + 1 × 0) / 4");
}

TEST_F(ExplainComponentTest, ATieIsToldByItsComponent) {
  const Tally equal = test::TallyOf(
      {4}, {{"s1", 1, {Cell(0, 0, {{0, 2}, {1, 2}})}}, {"s2", 2, {Cell(0, 0, {{0, 2}, {1, 2}})}}});
  inputs_.components = {
      {"review", "评审纪要", "", "", {{"s1", ScoreFigure{"90"}}, {"s2", ScoreFigure{"90"}}}},
      {"survey", "问卷", "", "", {{"s2", LevelCounts{{"yes", 3}, {"no", 1}}}}}};
  policy_.components[2].missing = MissingComponentRule::kZero;
  policy_.tie_breakers = {{ComponentScoreComparison{"survey"}, 0}};
  auto explanation = Explain(policy_, facts_, equal, "s2", inputs_);
  ASSERT_THAT(explanation, ::pingyi::test::IsOk());
  const ExplanationNode* tie = Find(explanation->root, StepKind::kTieBreak);
  ASSERT_NE(tie, nullptr);
  EXPECT_EQ(explanation->result.rank, 1);
  EXPECT_EQ(tie->key, "survey");
  EXPECT_THAT(tie->text_zh, HasSubstr("比较“满意度”的得分"));
  EXPECT_THAT(tie->text_en, HasSubstr("the score of component \"满意度\""));
}

TEST_F(ExplainComponentTest, EveryStepIsWorded) {
  for (const char* subject : {"s1", "s2"}) {
    const ExplanationNode root = Root(subject);
    std::vector<const ExplanationNode*> open = {&root};
    while (!open.empty()) {
      const ExplanationNode* node = open.back();
      open.pop_back();
      EXPECT_FALSE(node->rule.empty());
      EXPECT_FALSE(node->text_en.empty());
      EXPECT_FALSE(node->text_zh.empty());
      for (const ExplanationNode& child : node->children) {
        open.push_back(&child);
      }
    }
  }
}

}  // namespace
}  // namespace pingyi::result
