#include "services/result/domain/component_check.h"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Component Part(std::string key, std::string weight, decltype(Component::kind) kind) {
  return {std::move(key), "项", std::move(weight), MissingComponentRule::kFail, {},
          std::move(kind)};
}

MetricRule Metric() {
  return {
      "m", "指标", "1", MetricDirection::kHigherIsBetter, PointTable{{{"0.8", "60"}, {"1", "100"}}},
      "0", "110"};
}

// One of every kind.
PolicyRules Everything() {
  PolicyRules policy = test::MeanPolicy();
  MetricRule second = Metric();
  second.key = "n";
  second.direction = MetricDirection::kLowerIsBetter;
  second.points = PointsAtTarget{"100"};
  second.floor = "";
  policy.components = {
      Part("appraisal", "60", BallotComponent()),
      Part("review", "0.2", ReviewScoreComponent{"100"}),
      Part("metrics", "1/5", MetricsComponent{{Metric(), second}}),
      Part("quarter", "5", OtherRoundComponent{"1", DecisionBasis::kRounded}),
      Part("survey", "5", CountsComponent{{{"yes", "满意", "100"}, {"no", "不满意", "0"}}}),
      Part("fixed", "0", FixedScoreComponent()),
      Part("extra", "", AdjustmentsComponent{"5", ""})};
  policy.components.back().missing = MissingComponentRule::kUnspecified;
  policy.components[1].rounding = Rounding{1, RoundingMode::kHalfUp};
  policy.component_combination = Combination::kMean;
  policy.tie_breakers = {{ComponentScoreComparison{"fixed"}, 0}};
  return policy;
}

TEST(ComponentCheckTest, EverythingIsValid) { EXPECT_THAT(CheckPolicy(Everything()), IsEmpty()); }

TEST(ComponentCheckTest, EachFaultHasItsFieldAndReason) {
  using Change = std::function<void(PolicyRules&)>;
  const auto metric = [](PolicyRules& p) -> MetricRule& {
    return std::get<MetricsComponent>(p.components[2].kind).metrics[0];
  };
  const auto knots = [&metric](PolicyRules& p) -> std::vector<Knot>& {
    return std::get<PointTable>(metric(p).points).knots;
  };
  struct Case {
    Change change;
    std::string field;  // below "scoring_policy."
    std::string reason;
  };
  const Case cases[] = {
      {[](auto& p) { p.component_combination = Combination::kUnspecified; },
       "component_combination", "REQUIRED_FIELD_MISSING"},
      {[](auto& p) { p.component_combination = Combination::kMedian; }, "component_combination",
       "INVALID_FIELD"},
      {[](auto& p) {
         p.components.assign(21, p.components[1]);
         p.tie_breakers.clear();
       },
       "components", "LIMIT_EXCEEDED"},
      {[](auto& p) { p.components[0].kind = FixedScoreComponent(); }, "components",
       "INVALID_FIELD"},
      {[](auto& p) {
         for (auto& c : p.components) {
           c.weight = c.weight.empty() ? "" : "0";
         }
       },
       "components", "COMPONENT_WEIGHTS_ZERO"},
      {[](auto& p) { p.components[1].weight = "-1"; }, "components[1].weight", "INVALID_NUMBER"},
      {[](auto& p) { p.components[1].weight = ""; }, "components[1].weight",
       "REQUIRED_FIELD_MISSING"},
      {[](auto& p) { p.components[6].weight = "1"; }, "components[6].weight", "INVALID_FIELD"},
      {[](auto& p) { p.components[1].key = "metrics"; }, "components[2].key", "INVALID_FIELD"},
      {[](auto& p) { p.components[1].key = "A b"; }, "components[1].key", "INVALID_FIELD"},
      {[](auto& p) { p.components[1].title = "a\nb"; }, "components[1].title", "INVALID_FIELD"},
      {[](auto& p) { p.components[1].missing = MissingComponentRule::kUnspecified; },
       "components[1].missing", "REQUIRED_FIELD_MISSING"},
      {[](auto& p) { p.components[6].missing = MissingComponentRule::kZero; },
       "components[6].missing", "INVALID_FIELD"},
      {[](auto& p) {
         p.component_combination = Combination::kSum;
         p.components[1].missing = MissingComponentRule::kRenormalize;
       },
       "components[1].missing", "INVALID_FIELD"},
      {[](auto& p) { p.components[1].rounding->digits = 11; }, "components[1].rounding.digits",
       "INVALID_FIELD"},
      {[](auto& p) { p.components[1].kind = std::monostate(); }, "components[1]",
       "REQUIRED_FIELD_MISSING"},
      {[](auto& p) { p.components[1].kind = ReviewScoreComponent{"0"}; },
       "components[1].review_score.max_points", "INVALID_NUMBER"},
      {[](auto& p) {
         p.components[3].kind = OtherRoundComponent{"1", DecisionBasis::kUnspecified};
       },
       "components[3].other_round.basis", "REQUIRED_FIELD_MISSING"},
      {[](auto& p) { p.components[4].kind = CountsComponent(); },
       "components[4].satisfaction_counts.levels", "REQUIRED_FIELD_MISSING"},
      {[](auto& p) {
         p.components[4].kind = CountsComponent{{{"a", "甲", "x"}}};
       },
       "components[4].satisfaction_counts.levels[0].points", "INVALID_NUMBER"},
      {[](auto& p) {
         p.components[6].kind = AdjustmentsComponent{"-1", ""};
       },
       "components[6].adjustments.bonus_cap", "INVALID_NUMBER"},
      {[&](auto& p) { metric(p).weight = "0"; }, "components[2].metrics.metrics[0].weight",
       "INVALID_NUMBER"},
      {[&](auto& p) { metric(p).key = "n"; }, "components[2].metrics.metrics[1].key",
       "INVALID_FIELD"},
      {[&](auto& p) { metric(p).direction = MetricDirection::kUnspecified; },
       "components[2].metrics.metrics[0].direction", "REQUIRED_FIELD_MISSING"},
      {[&](auto& p) { metric(p).points = std::monostate(); }, "components[2].metrics.metrics[0]",
       "REQUIRED_FIELD_MISSING"},
      {[&](auto& p) { metric(p).cap = "0"; }, "components[2].metrics.metrics[0].cap",
       "INVALID_FIELD"},
      {[&](auto& p) { knots(p).pop_back(); }, "components[2].metrics.metrics[0].point_table.knots",
       "LIMIT_EXCEEDED"},
      {[&](auto& p) { knots(p)[1].ratio = "0.8"; },
       "components[2].metrics.metrics[0].point_table.knots[1].ratio", "KNOTS_OUT_OF_ORDER"},
      {[&](auto& p) { knots(p)[1].points = "59"; },
       "components[2].metrics.metrics[0].point_table.knots[1].points", "KNOTS_OUT_OF_ORDER"},
      {[&](auto& p) { metric(p).direction = MetricDirection::kLowerIsBetter; },
       "components[2].metrics.metrics[0].point_table.knots[1].points", "KNOTS_OUT_OF_ORDER"},
      {[](auto& p) { p.tie_breakers[0].comparison = ComponentScoreComparison{"extra"}; },
       "tie_breakers[0].component_score.component", "INVALID_FIELD"},
      {[](auto& p) { p.tie_breakers[0].comparison = ComponentScoreComparison{}; },
       "tie_breakers[0].component_score.component", "REQUIRED_FIELD_MISSING"},
  };
  for (const Case& c : cases) {
    PolicyRules policy = Everything();
    c.change(policy);
    const auto violations = CheckPolicy(policy);
    ASSERT_EQ(violations.size(), 1) << c.field;
    EXPECT_EQ(violations[0].field, "scoring_policy." + c.field);
    EXPECT_EQ(violations[0].reason, c.reason) << c.field;
  }
}

// A bonus, a metric's target reached and a good review all raise a score.
TEST(ComponentCheckTest, WhatRewardsWithPointsIsRefusedWhereLowerTotalsAreBetter) {
  PolicyRules policy = Everything();
  policy.total_order = TotalOrder::kAscending;
  const auto violations = CheckPolicy(policy);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations) {
    fields.push_back(violation.field);
    EXPECT_EQ(violation.reason, "INVALID_FIELD");
    EXPECT_THAT(violation.description, HasSubstr("lower totals are better"));
  }
  EXPECT_THAT(fields, ElementsAre("scoring_policy.components[1].review_score",
                                  "scoring_policy.components[2].metrics",
                                  "scoring_policy.components[6].adjustments"));
}

TEST(ComponentCheckTest, TheCombinationNeedsComponents) {
  PolicyRules policy = test::MeanPolicy();
  policy.component_combination = Combination::kMean;
  ASSERT_EQ(CheckPolicy(policy).size(), 1);
  EXPECT_EQ(CheckPolicy(policy)[0].field, "scoring_policy.component_combination");
}

TEST(ComponentCheckTest, EveryFaultIsReportedAtOnce) {
  PolicyRules policy = Everything();
  policy.components[1].weight = "x";
  policy.components[3].kind = std::monostate();
  policy.components[4].title = "";
  EXPECT_EQ(CheckPolicy(policy).size(), 3);
}

// The lines as the comment on ScoringPolicy states them, written by hand.
TEST(ComponentLinesTest, AreWhatTheContractStates) {
  EXPECT_THAT(CanonicalPolicy(Everything()), HasSubstr("tie 0 component-score fixed\n"));
  EXPECT_THAT(CanonicalPolicy(Everything()), HasSubstr(R"(components MEAN
component appraisal 60 FAIL 项
ballot
component review 1/5 FAIL 项
component-rounding 1 HALF_UP
review-score 100
component metrics 1/5 FAIL 项
metrics
metric m 1 HIGHER 0 110 指标
knot 4/5 60
knot 1 100
metric n 1 LOWER - 110 指标
at-target 100
component quarter 5 FAIL 项
other-round 1 ROUNDED
component survey 5 FAIL 项
satisfaction-counts
level yes 100 满意
level no 0 不满意
component fixed 0 FAIL 项
fixed-score
component extra - - 项
adjustments 5 -
)"));
  EXPECT_EQ(CanonicalPolicy(test::MeanPolicy()).find("component"), std::string::npos);
}

}  // namespace
}  // namespace pingyi::result
