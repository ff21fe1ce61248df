// Rules that a policy need not have, through the service: created, applied, explained, and failing
// the run where they say so.
#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

class FurtherRulesServiceTest : public ServiceTest {
 protected:
  // The example round with the example policy and more; 4 voters expected in each group.
  void AddRoundWith(const std::function<void(v1::ScoringPolicy&)>& change) {
    v1::ScoringPolicy policy = ExamplePolicy();
    change(policy);
    FakeAppraisal::Entry entry = ExampleRound("r1", CreatePolicy(policy));
    for (VoterGroup& group : entry.round.facts.groups) {
      group.expected_voters = 4;
    }
    appraisal_.rounds["r1"] = entry;
  }

  v1::Explanation Explained(const std::string& run, const std::string& subject) {
    v1::ExplainResultRequest request;
    request.set_name(run + "/results/" + subject);
    v1::Explanation explanation;
    const absl::Status status = Call(&Stub::ExplainResult, request, &explanation);
    EXPECT_TRUE(status.ok()) << status;
    return explanation;
  }
};

// s1 has 94 and would be 优秀; the share of 优秀 by group a is 2 of 3, which is less than 3/4.
TEST_F(FurtherRulesServiceTest, AShareRuleDecidesAndIsExplained) {
  AddRoundWith([](v1::ScoringPolicy& policy) {
    auto& rule = *policy.add_grade_share_rules();
    rule.set_best_grade("competent");
    rule.mutable_scope()->add_groups("a");
    rule.set_points_at_least("100");
    rule.set_share_below("3/4");
    policy.mutable_quorum()->set_overall("1/2");
  });
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  const v1::Explanation explanation = Explained(run.name(), "s1");
  EXPECT_EQ(explanation.result().total().exact(), "94");
  EXPECT_EQ(explanation.result().grade(), "competent");
  const v1::ExplanationNode& root = explanation.root();
  ASSERT_EQ(root.children_size(), 3);  // grade, rounding, quorum
  EXPECT_EQ(root.children(0).children(1).kind(), v1::ExplanationNode::KIND_SHARE_RULE);
  EXPECT_EQ(root.children(0).children(1).formula(), "2 / 3 < 3/4");
  EXPECT_EQ(root.children(2).kind(), v1::ExplanationNode::KIND_QUORUM);
  EXPECT_EQ(root.children(2).formula(), "5 / 8 ≥ 1/2");
}

TEST_F(FurtherRulesServiceTest, BelowTheQuorumTheRunFailsAndSaysSo) {
  AddRoundWith([](v1::ScoringPolicy& policy) { policy.mutable_quorum()->set_each_group("2/3"); });
  EXPECT_THAT(Aggregate("r1").status(),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                    HasReason("QUORUM_NOT_REACHED"), HasViolation("round.voter_groups[1]")));
  ASSERT_EQ(Runs("r1").size(), 1u);
  EXPECT_EQ(Runs("r1")[0].state(), v1::AggregationRun::STATE_FAILED);
}

TEST_F(FurtherRulesServiceTest, EveryFaultOfAPolicyIsNamed) {
  v1::CreateScoringPolicyRequest request;
  request.set_parent("policies/p");
  *request.mutable_scoring_policy() = ExamplePolicy();
  request.mutable_scoring_policy()->mutable_extremes();
  request.mutable_scoring_policy()->add_grade_quotas()->set_grade("competent");
  v1::ScoringPolicy created;
  EXPECT_THAT(
      Call(&Stub::CreateScoringPolicy, request, &created),
      AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasViolation("scoring_policy.extremes"),
            HasViolation("scoring_policy.extremes.min_marks"),
            HasViolation("scoring_policy.grade_quotas[0].grade"),
            HasViolation("scoring_policy.grade_quotas[0].pool")));
}

}  // namespace
}  // namespace pingyi::result
