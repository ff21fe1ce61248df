#include "services/result/wire/policy/subject_rules_wire.h"

#include <gtest/gtest.h>

#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

TEST(SubjectRulesWireTest, WeightsByTypeAreTaken) {
  v1::ScoringPolicy policy;
  auto& weights = *policy.add_subject_type_weights();
  weights.set_subject_type("机关正职");
  auto& group = *weights.add_groups();
  group.set_key("a");
  group.set_weight("40");
  auto& criterion = *weights.add_criteria();
  criterion.set_key("de");
  criterion.set_weight("1/3");
  EXPECT_EQ(ToRules(policy).type_weights,
            (std::vector<TypeWeights>{{"机关正职", {{"a", "40"}}, {{"de", "1/3"}}}}));
}

TEST(SubjectRulesWireTest, BandsAndExclusionsAreTaken) {
  v1::ScoringPolicy policy;
  auto& bands = *policy.mutable_grade_bands();
  auto& band = *bands.add_bands();
  band.set_grade("good");
  band.set_share("0.2");
  bands.set_pool(v1::GradeQuota::POOL_UNIT);
  bands.set_rounding(v1::GradeBands::BAND_ROUNDING_LARGEST_REMAINDER);
  bands.set_tie(v1::GradeQuota::TIE_COMMITTEE);
  auto& rule = *policy.add_exclusion_rules();
  rule.set_kind("discipline");
  rule.set_title("一票否决");
  rule.set_effect(v1::ExclusionRule::EFFECT_GRADE_AT_MOST);
  rule.set_best_grade("poor");
  const PolicyRules rules = ToRules(policy);
  EXPECT_EQ(rules.grade_bands, (GradeBands{{{"good", "0.2"}},
                                           QuotaPool::kUnit,
                                           BandRounding::kLargestRemainder,
                                           QuotaTie::kCommittee}));
  EXPECT_EQ(rules.exclusion_rules,
            (std::vector<ExclusionRule>{
                {"discipline", "一票否决", ExclusionEffect::kGradeAtMost, "poor"}}));
}

TEST(SubjectRulesWireTest, PoolsOfQuotasAreTaken) {
  v1::ScoringPolicy policy;
  auto& quota = *policy.add_grade_quotas();
  quota.set_pool(v1::GradeQuota::POOL_SUBJECT_TYPE);
  quota.add_pool_names("leader");
  quota.set_base(v1::GradeQuota::BASE_WITH_MARKS);
  const GradeQuota taken = ToRules(policy).grade_quotas.at(0);
  EXPECT_EQ(taken.pool, QuotaPool::kSubjectType);
  EXPECT_EQ(taken.pool_names, std::vector<std::string>{"leader"});
  EXPECT_EQ(taken.base, PoolBase::kWithMarks);
}

TEST(SubjectRulesWireTest, EveryKindOfBoardIsTaken) {
  v1::ScoringPolicy policy;
  auto& board = *policy.add_leaderboards();
  const auto taken = [&] { return ToRules(policy).leaderboards.at(0); };
  board.set_key("b");
  board.set_title("榜");
  board.set_partition(v1::Leaderboard::PARTITION_UNIT);
  board.add_subject_types("leader");
  EXPECT_EQ(taken(),
            (LeaderboardRule{
                "b", "榜", BoardScore::kUnspecified, "", BoardPartition::kUnit, {"leader"}}));
  board.mutable_total();
  EXPECT_EQ(taken().by, BoardScore::kTotal);
  board.set_criterion("de");
  EXPECT_EQ(taken().by, BoardScore::kCriterion);
  EXPECT_EQ(taken().score_key, "de");
  board.set_group("a");
  EXPECT_EQ(taken().by, BoardScore::kGroup);
  EXPECT_EQ(taken().score_key, "a");
}

}  // namespace
}  // namespace pingyi::result
