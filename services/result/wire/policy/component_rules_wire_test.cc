#include "services/result/wire/policy/component_rules_wire.h"

#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/policy.h"

namespace pingyi::result {
namespace {

v1::Component Named() {
  v1::Component proto;
  proto.set_key("k");
  proto.set_title("项");
  proto.set_weight("60");
  proto.set_missing(v1::MISSING_COMPONENT_RULE_ZERO);
  proto.mutable_rounding()->set_digits(1);
  proto.mutable_rounding()->set_mode(v1::Rounding::MODE_DOWN);
  return proto;
}

Component NamedWith(decltype(Component::kind) kind) {
  return {.key = "k",
          .title = "项",
          .weight = "60",
          .missing = MissingComponentRule::kZero,
          .rounding = Rounding{1, RoundingMode::kDown},
          .kind = std::move(kind)};
}

TEST(ComponentRulesWireTest, TakesEveryKind) {
  v1::Component proto = Named();
  EXPECT_EQ(ToComponent(proto), NamedWith(std::monostate()));
  proto.mutable_ballot();
  EXPECT_EQ(ToComponent(proto), NamedWith(BallotComponent()));
  proto.mutable_review_score()->set_max_points("20");
  EXPECT_EQ(ToComponent(proto), NamedWith(ReviewScoreComponent{"20"}));
  proto.mutable_other_round()->set_factor("1/2");
  proto.mutable_other_round()->set_basis(v1::DECISION_BASIS_ROUNDED);
  EXPECT_EQ(ToComponent(proto), NamedWith(OtherRoundComponent{"1/2", DecisionBasis::kRounded}));
  auto& level = *proto.mutable_satisfaction_counts()->add_levels();
  level.set_key("very");
  level.set_title("很满意");
  level.set_points("100");
  EXPECT_EQ(ToComponent(proto), NamedWith(CountsComponent{{{"very", "很满意", "100"}}}));
  proto.mutable_fixed_score();
  EXPECT_EQ(ToComponent(proto), NamedWith(FixedScoreComponent()));
  proto.mutable_adjustments()->set_bonus_cap("5");
  proto.mutable_adjustments()->set_deduction_cap("3");
  EXPECT_EQ(ToComponent(proto), NamedWith(AdjustmentsComponent{"5", "3"}));
}

TEST(ComponentRulesWireTest, TakesMetrics) {
  v1::Component proto;
  auto& metric = *proto.mutable_metrics()->add_metrics();
  metric.set_key("m");
  metric.set_title("指标");
  metric.set_weight("2");
  metric.set_direction(v1::Component::Metric::DIRECTION_LOWER_IS_BETTER);
  metric.set_floor("0");
  metric.set_cap("120");
  const auto taken = [&proto] {
    return std::get<MetricsComponent>(ToComponent(proto).kind).metrics.at(0);
  };
  MetricRule expected{"m", "指标", "2", MetricDirection::kLowerIsBetter, {}, "0", "120"};
  EXPECT_EQ(taken(), expected);
  metric.set_points_at_target("100");
  expected.points = PointsAtTarget{"100"};
  EXPECT_EQ(taken(), expected);
  auto& knot = *metric.mutable_point_table()->add_knots();
  knot.set_ratio("0.8");
  knot.set_points("60");
  expected.points = PointTable{{{"0.8", "60"}}};
  EXPECT_EQ(taken(), expected);
}

TEST(ComponentRulesWireTest, WhatIsNotThereIsNotTaken) {
  EXPECT_EQ(ToComponent(v1::Component()), Component());
}

TEST(ComponentRulesWireTest, TakesTheFactorsOfCriteria) {
  v1::CriterionFactors proto;
  proto.set_key("dd");
  proto.set_title("难度系数");
  proto.set_min("1.2");
  proto.set_max("4.8");
  proto.set_missing(v1::CriterionFactors::MISSING_FAIL);
  const Component factors{.key = "dd",
                          .title = "难度系数",
                          .weight = "",
                          .kind = FactorsComponent{"1.2", "4.8", MissingFactorRule::kFail}};
  EXPECT_EQ(ToFactors(proto), factors);
}

}  // namespace
}  // namespace pingyi::result
