#include "services/cli/check/component_lines.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

// The text is written by hand from the comment on ScoringPolicy.
TEST(ComponentLinesTest, AreWhatTheContractStates) {
  result::v1::ScoringPolicy policy;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    component_combination: COMBINATION_MEAN
    components { key: "appraisal" title: "测评" weight: "60" missing: MISSING_COMPONENT_RULE_FAIL
      ballot {} }
    components { key: "review" title: "评审" weight: "0.20" missing: MISSING_COMPONENT_RULE_ZERO
      rounding { digits: 1 mode: MODE_HALF_EVEN } review_score { max_points: "100.0" } }
    components { key: "metrics" title: "指标" weight: "1/5"
      missing: MISSING_COMPONENT_RULE_RENORMALIZE
      metrics {
        metrics { key: "m" title: "办结率" weight: "2" direction: DIRECTION_HIGHER_IS_BETTER
          point_table { knots { ratio: "0.8" points: "60" } knots { ratio: "1" points: "100" } }
          floor: "0" }
        metrics { key: "n" title: "支出" weight: "1" direction: DIRECTION_LOWER_IS_BETTER
          points_at_target: "100" cap: "110" } } }
    components { key: "q" title: "一季度" weight: "5" missing: MISSING_COMPONENT_RULE_FAIL
      other_round { factor: "1" basis: DECISION_BASIS_EXACT } }
    components { key: "s" title: "满意度" weight: "5" missing: MISSING_COMPONENT_RULE_FAIL
      satisfaction_counts { levels { key: "yes" title: "满意" points: "100" } } }
    components { key: "f" title: "定分" weight: "0" missing: MISSING_COMPONENT_RULE_FAIL
      fixed_score {} }
    components { key: "x" title: "加减分" adjustments { deduction_cap: "3" } })",
                                                            &policy));
  EXPECT_EQ(ComponentLines(policy).value(), R"(components MEAN
component appraisal 60 FAIL 测评
ballot
component review 1/5 ZERO 评审
component-rounding 1 HALF_EVEN
review-score 100
component metrics 1/5 RENORMALIZE 指标
metrics
metric m 2 HIGHER 0 - 办结率
knot 4/5 60
knot 1 100
metric n 1 LOWER - 110 支出
at-target 100
component q 5 FAIL 一季度
other-round 1 EXACT
component s 5 FAIL 满意度
satisfaction-counts
level yes 100 满意
component f 0 FAIL 定分
fixed-score
component x - - 加减分
adjustments - 3
)");
}

TEST(ComponentLinesTest, WithoutComponentsThereAreNone) {
  EXPECT_EQ(ComponentLines({}).value(), "");
}

TEST(ComponentLinesTest, RefusesWhatIsNoNumber) {
  result::v1::ScoringPolicy policy;
  auto& component = *policy.add_components();
  component.mutable_ballot();
  component.set_weight("x");
  EXPECT_FALSE(ComponentLines(policy).ok());
  component.set_weight("1");
  component.clear_ballot();
  EXPECT_FALSE(ComponentLines(policy).ok());
}

}  // namespace
}  // namespace pingyi::cli
