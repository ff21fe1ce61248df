#include "services/result/domain/fits.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

RoundFacts SmallFacts() {
  return test::Facts({{"de", "1"}}, {{"a", "1"}, {"b", "1"}}, test::FourGrades());
}

PolicyRules PolicyWith(TieBreaker breaker) {
  PolicyRules policy = test::MeanPolicy();
  policy.tie_breakers = {{PositionComparison{}, 0}, std::move(breaker)};
  return policy;
}

TEST(FitPolicyTest, AcceptsNamesOfTheRound) {
  EXPECT_THAT(FitPolicy(PolicyWith({GroupScoreComparison{"b"}, 0}), SmallFacts()), IsOk());
  EXPECT_THAT(FitPolicy(PolicyWith({CountbackComparison{{{"a", "b"}, {"de"}}}, 0}), SmallFacts()),
              IsOk());
}

TEST(FitPolicyTest, NamesEveryKeyTheRoundDoesNotHave) {
  const std::string path = "scoring_policy.tie_breakers[1].";
  const struct {
    TieBreaker breaker;
    std::string field;
  } cases[] = {
      {{GroupScoreComparison{"c"}, 0}, path + "group_score.group"},
      {{CriterionScoreComparison{"a"}, 0}, path + "criterion_score.criterion"},
      {{MarkCountComparison{{{"a", "c"}, {}}, MarkCountComparison::Relation::kEqual, "1"}, 0},
       path + "mark_count.scope.groups[1]"},
      {{CountbackComparison{{{}, {"ji"}}}, 0}, path + "countback.scope.criteria[0]"},
  };
  for (const auto& c : cases) {
    const auto status = FitPolicy(PolicyWith(c.breaker), SmallFacts()).status();
    EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                              HasReason("POLICY_DOES_NOT_FIT"), HasViolation(c.field)));
    EXPECT_THAT(DetailsOf(status).violations[0].description, HasSubstr("the round"));
  }
}

TEST(FitPolicyTest, NamesFaultsOfPolicyAndRoundTogether) {
  PolicyRules policy = test::MeanPolicy();
  policy.rounding.digits = 99;
  RoundFacts facts = SmallFacts();
  facts.groups[1].weight = "0";
  const auto status = FitPolicy(policy, facts).status();
  EXPECT_THAT(status, HasReason("POLICY_DOES_NOT_FIT"));
  EXPECT_THAT(status, HasViolation("scoring_policy.rounding.digits"));
  EXPECT_THAT(status, HasViolation("round.voter_groups[1].weight"));
}

}  // namespace
}  // namespace pingyi::result
