#include "services/result/wire/policy/policy_wire.h"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(PolicyWireTest, EveryComparisonIsUnderstood) {
  v1::ScoringPolicy policy;
  policy.add_tie_breakers()->mutable_group_score()->set_group("a");
  policy.add_tie_breakers()->mutable_criterion_score()->set_criterion("c");
  policy.add_tie_breakers()->mutable_mark_count()->set_points_equal("12");
  policy.add_tie_breakers()->mutable_mark_count()->set_points_at_least("10");
  policy.add_tie_breakers()->mutable_mark_count()->set_points_above("8");
  policy.add_tie_breakers()->mutable_countback()->mutable_scope()->add_criteria("c");
  policy.add_tie_breakers()->mutable_position();
  policy.add_tie_breakers()->mutable_mark_count();
  policy.add_tie_breakers();
  policy.mutable_tie_breakers(0)->set_up_to_rank(3);
  const std::vector<TieBreaker> breakers = ToRules(policy).tie_breakers;
  using Relation = MarkCountComparison::Relation;
  const auto relation = [&](size_t i) {
    return std::get<MarkCountComparison>(breakers[i].comparison).relation;
  };
  ASSERT_EQ(breakers.size(), 9);
  EXPECT_EQ(std::get<GroupScoreComparison>(breakers[0].comparison).group, "a");
  EXPECT_EQ(breakers[0].up_to_rank, 3);
  EXPECT_EQ(std::get<CriterionScoreComparison>(breakers[1].comparison).criterion, "c");
  EXPECT_EQ(relation(2), Relation::kEqual);
  EXPECT_EQ(relation(3), Relation::kAtLeast);
  EXPECT_EQ(relation(4), Relation::kAbove);
  EXPECT_EQ(std::get<CountbackComparison>(breakers[5].comparison).scope.criteria,
            std::vector<std::string>{"c"});
  EXPECT_TRUE(std::holds_alternative<PositionComparison>(breakers[6].comparison));
  EXPECT_EQ(relation(7), Relation::kUnspecified);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(breakers[8].comparison));
}

TEST(PolicyWireTest, EveryRuleIsTaken) {
  v1::ScoringPolicy policy;
  policy.set_mark_combination(v1::COMBINATION_MEAN);
  policy.set_criterion_combination(v1::COMBINATION_SUM);
  policy.set_group_combination(v1::COMBINATION_MEAN);
  policy.set_missing_group(v1::MISSING_GROUP_RULE_FAIL);
  policy.mutable_rounding()->set_digits(3);
  policy.mutable_rounding()->set_mode(v1::Rounding::MODE_DOWN);
  policy.set_decision_basis(v1::DECISION_BASIS_ROUNDED);
  policy.set_rank_method(v1::RANK_METHOD_STANDARD_COMPETITION);
  auto& grade = *policy.add_grade_thresholds();
  grade.set_grade("good");
  grade.set_title("好");
  grade.set_min_total("90");
  const PolicyRules rules = ToRules(policy);
  EXPECT_EQ(rules.mark_combination, Combination::kMean);
  EXPECT_EQ(rules.criterion_combination, Combination::kSum);
  EXPECT_EQ(rules.group_combination, Combination::kMean);
  EXPECT_EQ(rules.missing_group, MissingGroupRule::kFail);
  EXPECT_EQ(rules.rounding, (Rounding{3, RoundingMode::kDown}));
  EXPECT_EQ(rules.decision_basis, DecisionBasis::kRounded);
  EXPECT_EQ(rules.rank_method, RankMethod::kStandardCompetition);
  EXPECT_EQ(rules.grade_thresholds,
            (std::vector<GradeThreshold>{{.grade = "good", .title = "好", .min_total = "90"}}));
}

}  // namespace
}  // namespace pingyi::result
