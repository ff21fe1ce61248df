#include "services/result/domain/explain.h"

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
using ::pingyi::test::StatusIs;
using test::Cell;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Groups 40/30/30; c gave nothing. s1 and s2 have equal totals.
class ExplainTest : public ::testing::Test {
 protected:
  ExplainTest() {
    policy_.grade_thresholds = {
        {"excellent", "优秀", "95"}, {"competent", "称职", "75"}, {"incompetent", "不称职", ""}};
    policy_.tie_breakers = {
        {GroupScoreComparison{"a"}, 0},
        {MarkCountComparison{{{"b"}, {}}, MarkCountComparison::Relation::kEqual, "100"}, 0}};
    const std::vector<TallyCell> cells = {Cell(0, 0, {{0, 11}, {1, 9}}),
                                          Cell(1, 0, {{0, 7}, {1, 9}}), Cell(2, 0, {}, 2)};
    tally_ = test::TallyOf({20, 16, 3}, {{"s1", 1, cells},
                                         {"s2", 2, cells},
                                         {"s3", 3, {Cell(0, 0, {{0, 20}}), Cell(1, 0, {{0, 16}})}},
                                         {"s4", 4, {Cell(0, 0, {{3, 1}})}}});
  }

  Explanation Explained(const std::string& subject) {
    auto explanation = Explain(policy_, facts_, tally_, subject);
    EXPECT_THAT(explanation, ::pingyi::test::IsOk());
    return *std::move(explanation);
  }

  // The first node of a kind, anywhere below.
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

  const RoundFacts facts_ =
      test::Facts({{"zonghe", "1"}}, {{"a", "40"}, {"b", "30"}, {"c", "30"}}, test::FourGrades());
  PolicyRules policy_ = test::MeanPolicy();
  Tally tally_;
};

TEST_F(ExplainTest, GoesFromThePlaceToTheCounts) {
  const Explanation explanation = Explained("s1");
  const ExplanationNode& root = explanation.root;
  EXPECT_EQ(explanation.result.rank, 2);
  EXPECT_TRUE(explanation.result.shared_rank);
  EXPECT_EQ(root.kind, StepKind::kRank);
  EXPECT_EQ(root.value, Rational(2));
  EXPECT_EQ(root.formula, "1 + 1");
  EXPECT_EQ(root.text_en,
            "Place 2 of 4 by the exact total: 1 higher, 0 equal and placed before it, 2 sharing "
            "the place.");
  EXPECT_EQ(root.text_zh,
            "按未取舍的总分为第 2 名（共 4 个）：1 个更高，0 个相同而在前，2 个并列。");
  ASSERT_THAT(root.children, SizeIs(4));  // two tie-breaks, the grade, the rounding
  const ExplanationNode& rounding = root.children[3];
  EXPECT_EQ(rounding.kind, StepKind::kRounding);
  EXPECT_EQ(rounding.formula, "2521/28 ≈ 90.04");
  EXPECT_EQ(rounding.text_zh, "总分保留 2 位小数（四舍五入）：90.04。");
}

TEST_F(ExplainTest, TheTotalCanBeCheckedFromItsChildren) {
  const Explanation explanation = Explained("s1");
  const ExplanationNode* total = Find(explanation.root, StepKind::kTotal);
  ASSERT_NE(total, nullptr);
  EXPECT_EQ(total->formula, "(40 × 91 + 30 × 355/4) / 70");
  EXPECT_EQ(total->value, Rational::Ratio(2521, 28));
  EXPECT_EQ(total->rule, "policy.group_combination");
  ASSERT_THAT(total->children, SizeIs(3));
  EXPECT_EQ(total->children[1].key, "b");
  EXPECT_EQ(total->children[1].value, Rational::Ratio(355, 4));
  const ExplanationNode& criterion = total->children[1].children[0];
  EXPECT_EQ(criterion.kind, StepKind::kCriterion);
  EXPECT_EQ(criterion.formula, "(7 × 100 + 9 × 80) / 16");
  EXPECT_EQ(criterion.text_en,
            "Criterion \"要素zonghe\": 1420 points from 16 marks, a mean of 88.75.");
  ASSERT_THAT(criterion.children, SizeIs(2));
  EXPECT_EQ(criterion.children[1].key, "competent");
  EXPECT_EQ(criterion.children[1].formula, "9 × 80");
  EXPECT_EQ(criterion.children[1].value, Rational(720));
  EXPECT_EQ(criterion.children[1].rule, "round.ballot_form.criteria[0].graded.grades[1].points");
  EXPECT_EQ(criterion.children[1].text_zh, "9 个评价为“称职”，每个 80 分，共 720 分。");
}

TEST_F(ExplainTest, TellsWhatBecomesOfAMissingGroup) {
  const Explanation renormalized = Explained("s1");
  const ExplanationNode* missing = Find(renormalized.root, StepKind::kMissingGroup, "c");
  ASSERT_NE(missing, nullptr);
  EXPECT_EQ(missing->value, std::nullopt);
  EXPECT_THAT(missing->text_en, HasSubstr("scaled up to the whole"));
  const ExplanationNode* abstention = Find(*missing, StepKind::kAbstention);
  ASSERT_NE(abstention, nullptr);
  EXPECT_EQ(abstention->text_en, "2 abstained, which is left out.");

  policy_.missing_group = MissingGroupRule::kZero;
  const Explanation zero = Explained("s1");
  EXPECT_EQ(Find(zero.root, StepKind::kMissingGroup)->value, Rational(0));
  EXPECT_EQ(Find(zero.root, StepKind::kTotal)->formula, "(40 × 91 + 30 × 355/4 + 30 × 0) / 100");
}

TEST_F(ExplainTest, ShowsTheThresholdsAroundTheTotal) {
  const Explanation fair = Explained("s1");
  const ExplanationNode* grade = Find(fair.root, StepKind::kGrade);
  ASSERT_NE(grade, nullptr);
  EXPECT_EQ(grade->key, "competent");
  EXPECT_EQ(grade->formula, "95 > 2521/28 ≥ 75");
  EXPECT_EQ(grade->rule, "policy.grade_thresholds[1].min_total");
  EXPECT_EQ(grade->text_en,
            "Grade \"称职\": the exact total 2521/28 reaches 75 and does not reach 95.");
  const Explanation best = Explained("s3");
  EXPECT_EQ(Find(best.root, StepKind::kGrade)->formula, "100 ≥ 95");
  const Explanation last = Explained("s4");
  EXPECT_EQ(Find(last.root, StepKind::kGrade)->formula, "75 > 0");
  EXPECT_EQ(Find(last.root, StepKind::kGrade)->text_zh,
            "等次“不称职”：未取舍的总分 0，未达到 75。");
}

TEST_F(ExplainTest, ShowsEveryComparisonOfTheTie) {
  const Explanation explanation = Explained("s1");
  const ExplanationNode& first = explanation.root.children[0];
  EXPECT_EQ(first.kind, StepKind::kTieBreak);
  EXPECT_EQ(first.rule, "policy.tie_breakers[0]");
  EXPECT_EQ(first.key, "a");
  EXPECT_EQ(first.formula, "91 = 91");
  const ExplanationNode& second = explanation.root.children[1];
  EXPECT_EQ(second.formula, "7 = 7");
  EXPECT_EQ(second.value, Rational(7));
  EXPECT_EQ(second.text_en,
            "The tie of 2 for place 2 is broken by the number of marks worth exactly 100 points "
            "given by \"b票\": this one has 7; 0 before it, 1 equal, 0 after it.");
  EXPECT_EQ(second.text_zh,
            "2 个对象同争第 2 名，比较“b票”中恰为 100 分的评价数：该对象为 7；0 个在前，1 "
            "个相同，0 个在后。");
  EXPECT_EQ(Find(Explained("s3").root, StepKind::kTieBreak), nullptr);
}

TEST_F(ExplainTest, ShowsTheComparisonThatDecided) {
  policy_.tie_breakers = {{CountbackComparison{}, 0}, {PositionComparison{}, 0}};
  const Explanation second = Explained("s2");
  EXPECT_EQ(second.result.rank, 3);
  EXPECT_EQ(second.root.formula, "1 + 1 + 1");
  EXPECT_EQ(second.root.children[0].formula, "(18 × 100 + 18 × 80) = (18 × 100 + 18 × 80)");
  EXPECT_EQ(second.root.children[1].formula, "1 < 2");
  EXPECT_EQ(second.root.children[1].value, Rational(2));
}

TEST_F(ExplainTest, SumsAreNotDivided) {
  const RoundFacts facts =
      test::Facts({{"song", "1"}}, {{"jury", "1"}, {"televote", "1"}}, test::Numbers("12"));
  const Tally tally =
      test::TallyOf({2, 2}, {{"s1", 1, {Cell(0, 0, {{12, 1}, {7, 1}}), Cell(1, 0, {{10, 2}})}}});
  ASSERT_OK_AND_ASSIGN(const Explanation explanation,
                       Explain(test::SumPolicy(), facts, tally, "s1"));
  EXPECT_EQ(Find(explanation.root, StepKind::kTotal)->formula, "19 + 20");
  EXPECT_EQ(Find(explanation.root, StepKind::kGroup)->formula, "19");
  EXPECT_EQ(Find(explanation.root, StepKind::kCriterion)->formula, "1 × 7 + 1 × 12");
  EXPECT_EQ(Find(explanation.root, StepKind::kMark)->rule, "round.ballot_form.criteria[0].numeric");
  EXPECT_EQ(Find(explanation.root, StepKind::kRounding)->formula, "39 = 39");
}

TEST_F(ExplainTest, ACriterionNobodyMarkedIsNamed) {
  const RoundFacts facts =
      test::Facts({{"de", "30"}, {"ji", "70"}}, {{"a", "1"}}, test::FourGrades());
  const Tally tally = test::TallyOf({1}, {{"s1", 1, {Cell(0, 0, {{0, 1}})}}});
  ASSERT_OK_AND_ASSIGN(const Explanation explanation,
                       Explain(test::MeanPolicy(), facts, tally, "s1"));
  const ExplanationNode* node = Find(explanation.root, StepKind::kCriterion, "ji");
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(node->value, std::nullopt);
  EXPECT_THAT(node->text_zh, HasSubstr("无人评价"));
  EXPECT_EQ(Find(explanation.root, StepKind::kGroup)->formula, "30 × 100 / 30");
}

TEST_F(ExplainTest, AWideScaleKeepsItsFormulaShort) {
  const RoundFacts facts = test::Facts({{"x", "1"}}, {{"a", "1"}}, test::Numbers("1000"));
  TallyCell cell = Cell(0, 0, {});
  for (int32_t mark = 1; mark <= 100; ++mark) {
    cell.marks.push_back({mark, 1});
  }
  const Tally tally = test::TallyOf({100}, {{"s1", 1, {cell}}});
  ASSERT_OK_AND_ASSIGN(const Explanation explanation,
                       Explain(test::MeanPolicy(), facts, tally, "s1"));
  const ExplanationNode* node = Find(explanation.root, StepKind::kCriterion);
  EXPECT_EQ(node->formula, "5050 / 100");
  EXPECT_THAT(node->children, SizeIs(100));
}

TEST_F(ExplainTest, EveryStepIsWorded) {
  const Explanation explanation = Explained("s2");
  std::vector<const ExplanationNode*> open = {&explanation.root};
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

TEST_F(ExplainTest, AnUnknownSubjectIsNotFound) {
  const auto status = Explain(policy_, facts_, tally_, "s9").status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, HasReason("RESOURCE_NOT_FOUND"));
}

TEST_F(ExplainTest, FailsAsTheAggregationDoes) {
  policy_.missing_group = MissingGroupRule::kFail;
  EXPECT_THAT(Explain(policy_, facts_, tally_, "s1"), HasReason("GROUP_MISSING"));
}

}  // namespace
}  // namespace pingyi::result
