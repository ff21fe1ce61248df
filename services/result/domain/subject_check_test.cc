// Policies' rules about subjects: every fault at once, and their lines of the canonical form.
#include "services/result/domain/subject_check.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/fits.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Fields(const std::vector<FieldViolation>& violations) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations) {
    fields.push_back(violation.field.substr(std::string("scoring_policy.").size()));
  }
  return fields;
}

class SubjectCheckTest : public ::testing::Test {
 protected:
  SubjectCheckTest() {
    policy_.grade_thresholds = {{"good", "好", "90"}, {"fair", "一般", "60"}, {"poor", "差", ""}};
  }
  std::vector<std::string> Faults() const { return Fields(CheckPolicy(policy_)); }

  static GradeQuota Quota(const std::string& grade, QuotaPool pool,
                          std::vector<std::string> names = {}) {
    return {grade, pool, "0.2", RoundingMode::kDown, 0, QuotaTie::kCommittee, std::move(names)};
  }

  PolicyRules policy_ = test::MeanPolicy();
};

TEST_F(SubjectCheckTest, SoundRulesHaveNoFaults) {
  policy_.type_weights = {{"机关正职", {{"a", "40"}}, {{"de", "1/3"}}}};
  policy_.grade_quotas = {Quota("good", QuotaPool::kUnit, {"一科", "二科"}),
                          Quota("good", QuotaPool::kUnit), Quota("fair", QuotaPool::kSubjectType)};
  policy_.grade_bands = GradeBands{{{"good", "1/5"}, {"poor", "0.8"}},
                                   QuotaPool::kUnit,
                                   BandRounding::kLargestRemainder,
                                   QuotaTie::kAllIn};
  policy_.exclusion_rules = {{"veto", "一票否决", ExclusionEffect::kGradeAtMost, "fair"},
                             {"new", "试用期", ExclusionEffect::kUnranked}};
  policy_.leaderboards = {{"a", "榜", BoardScore::kTotal, "", BoardPartition::kNone},
                          {"b", "榜", BoardScore::kGroup, "a", BoardPartition::kUnit, {"正职"}}};
  EXPECT_THAT(Faults(), IsEmpty());
}

TEST_F(SubjectCheckTest, WeightsByType) {
  policy_.type_weights = {
      {"", {{"a", "0"}, {"a", "1"}}, {{"B", "x"}}}, {"t", {}, {}}, {"t", {{"a", "1"}}, {}}};
  EXPECT_THAT(Faults(),
              ElementsAre("subject_type_weights[0].subject_type",
                          "subject_type_weights[0].groups[0].weight",
                          "subject_type_weights[0].groups[1].key",
                          "subject_type_weights[0].criteria[0].key",
                          "subject_type_weights[0].criteria[0].weight", "subject_type_weights[1]",
                          "subject_type_weights[2].subject_type"));
}

TEST_F(SubjectCheckTest, WeightsOfGroupsThatAreOnePool) {
  policy_.group_combination = Combination::kPooled;
  policy_.type_weights = {{"t", {{"a", "1"}}, {}}};
  policy_.leaderboards = {{"b", "榜", BoardScore::kGroup, "a", BoardPartition::kNone}};
  EXPECT_THAT(Faults(), ElementsAre("subject_type_weights[0].groups", "leaderboards[0].group"));
}

TEST_F(SubjectCheckTest, QuotasOfOneGrade) {
  policy_.grade_quotas = {
      Quota("good", QuotaPool::kUnit, {"x", "x"}), Quota("good", QuotaPool::kSubjectType, {"x"}),
      Quota("fair", QuotaPool::kAllSubjects, {"x"}), Quota("fair", QuotaPool::kAllSubjects),
      Quota("fair", QuotaPool::kAllSubjects)};
  EXPECT_THAT(Faults(), ElementsAre("grade_quotas[0].pool_names[1]", "grade_quotas[1].pool",
                                    "grade_quotas[1].pool_names[0]", "grade_quotas[2].pool_names",
                                    "grade_quotas[4].grade"));
}

TEST_F(SubjectCheckTest, ANameOfAnyQuotaBeforeIsNamedTwice) {
  policy_.grade_quotas = {Quota("good", QuotaPool::kUnit, {"x"}), Quota("good", QuotaPool::kUnit),
                          Quota("fair", QuotaPool::kUnit, {"x", "y"}),
                          Quota("good", QuotaPool::kUnit, {"y", "x"}),
                          Quota("good", QuotaPool::kSubjectType)};
  EXPECT_THAT(Faults(), ElementsAre("grade_quotas[3].pool_names[1]", "grade_quotas[4].pool",
                                    "grade_quotas[4].grade"));
}

// As many quotas and names as there may be: with a comparison of every two names this takes
// minutes.
TEST_F(SubjectCheckTest, TheMostNamesAreGoneThroughOnce) {
  for (size_t quota = 0; quota < kMaxQuotas; ++quota) {
    policy_.grade_quotas.push_back(Quota("good", QuotaPool::kUnit));
    for (size_t name = 0; name < kMaxPoolNames; ++name) {
      policy_.grade_quotas.back().pool_names.push_back(
          std::to_string(quota * kMaxPoolNames + name));
    }
  }
  EXPECT_THAT(Faults(), IsEmpty());
  policy_.grade_quotas.back().pool_names.back() = "0";
  EXPECT_THAT(Faults(), ElementsAre("grade_quotas[99].pool_names[999]"));
}

TEST_F(SubjectCheckTest, Bands) {
  policy_.grade_bands = GradeBands{{{"fair", "0.5"}, {"good", "0"}, {"other", "0.4"}}};
  EXPECT_THAT(Faults(), ElementsAre("grade_bands.bands[1].grade", "grade_bands.bands[1].share",
                                    "grade_bands.bands[2].grade", "grade_bands.pool",
                                    "grade_bands.rounding", "grade_bands.tie"));
  policy_.grade_bands = GradeBands{{{"good", "0.5"}, {"fair", "0.4"}},
                                   QuotaPool::kAllSubjects,
                                   BandRounding::kCumulativeHalfUp,
                                   QuotaTie::kAllIn};
  const auto violations = CheckPolicy(policy_);
  ASSERT_EQ(violations.size(), 1);
  EXPECT_EQ(violations[0].description, "must have shares that sum to 1; they sum to 9/10.");
  policy_.grade_bands->bands.clear();
  EXPECT_THAT(Faults(), ElementsAre("grade_bands.bands"));
}

TEST_F(SubjectCheckTest, WithBandsAllLeastTotalsMayBeEmpty) {
  for (GradeThreshold& grade : policy_.grade_thresholds) {
    grade.min_total = "";
  }
  EXPECT_FALSE(Faults().empty());
  policy_.grade_bands = GradeBands{{{"good", "0.5"}, {"fair", "0.5"}},
                                   QuotaPool::kAllSubjects,
                                   BandRounding::kCumulativeHalfUp,
                                   QuotaTie::kAllIn};
  EXPECT_THAT(Faults(), IsEmpty());
  policy_.grade_thresholds[1].min_total = "60";
  EXPECT_THAT(Faults(), ElementsAre("grade_thresholds[0].min_total"));
}

TEST_F(SubjectCheckTest, Exclusions) {
  policy_.exclusion_rules = {{"Veto", "", ExclusionEffect::kGradeAtMost, "other"},
                             {"a", "甲", ExclusionEffect::kNoGrade, "good"},
                             {"a", "甲"}};
  EXPECT_THAT(Faults(),
              ElementsAre("exclusion_rules[0].kind", "exclusion_rules[0].title",
                          "exclusion_rules[0].best_grade", "exclusion_rules[1].best_grade",
                          "exclusion_rules[2].kind", "exclusion_rules[2].effect"));
  policy_.grade_thresholds.clear();
  policy_.exclusion_rules = {{"veto", "否", ExclusionEffect::kGradeAtMost}};
  EXPECT_THAT(Faults(), ElementsAre("exclusion_rules[0].effect"));
}

TEST_F(SubjectCheckTest, Boards) {
  policy_.leaderboards = {
      {"b", "榜", BoardScore::kUnspecified, "", BoardPartition::kUnspecified},
      {"b", "", BoardScore::kCriterion, "", BoardPartition::kNone, {"t", "t", ""}}};
  EXPECT_THAT(Faults(),
              ElementsAre("leaderboards[0]", "leaderboards[0].partition", "leaderboards[1].key",
                          "leaderboards[1].title", "leaderboards[1].criterion",
                          "leaderboards[1].subject_types[1]", "leaderboards[1].subject_types[2]"));
}

TEST_F(SubjectCheckTest, HostileListsAreNotGoneThrough) {
  policy_.type_weights.resize(kMaxTypeWeights + 1);
  policy_.exclusion_rules.resize(kMaxExclusionRules + 1);
  policy_.leaderboards.resize(kMaxLeaderboards + 1);
  EXPECT_THAT(Faults(), ElementsAre("subject_type_weights", "exclusion_rules", "leaderboards"));
}

TEST_F(SubjectCheckTest, KeysMustBeTheRounds) {
  policy_.type_weights = {{"t", {{"a", "1"}, {"z", "1"}}, {{"x", "1"}}}};
  policy_.leaderboards = {{"a", "榜", BoardScore::kGroup, "z", BoardPartition::kNone},
                          {"b", "榜", BoardScore::kCriterion, "x", BoardPartition::kNone}};
  const auto form =
      FitPolicy(policy_, test::Facts({{"de", "1"}}, {{"a", "1"}}, test::FourGrades()));
  EXPECT_THAT(Fields(DetailsOf(form.status()).violations),
              ElementsAre("subject_type_weights[0].groups[1].key",
                          "subject_type_weights[0].criteria[0].key", "leaderboards[0].group",
                          "leaderboards[1].criterion"));
}

TEST_F(SubjectCheckTest, TheCanonicalFormHasThem) {
  const std::string plain = CanonicalPolicy(policy_);
  policy_.type_weights = {{"副职", {{"b", "0.4"}, {"a", "0.2"}}, {}},
                          {"正职", {}, {{"de", "2/4"}}}};
  policy_.grade_quotas = {Quota("good", QuotaPool::kUnit, {"二科", "一科"})};
  policy_.grade_quotas[0].base = PoolBase::kEligible;
  policy_.grade_bands = GradeBands{{{"good", "0.2"}, {"fair", "0.8"}},
                                   QuotaPool::kSubjectType,
                                   BandRounding::kLargestRemainder,
                                   QuotaTie::kAllIn};
  policy_.exclusion_rules = {{"veto", "一票 否决", ExclusionEffect::kGradeAtMost},
                             {"new", "试用期", ExclusionEffect::kUnranked}};
  policy_.leaderboards = {
      {"b", "单位 榜", BoardScore::kCriterion, "de", BoardPartition::kUnit, {"正职", "副职"}},
      {"a", "榜", BoardScore::kTotal, "", BoardPartition::kNone}};
  EXPECT_EQ(CanonicalPolicy(policy_),
            plain +
                "quota good UNIT 1/5 DOWN 0 COMMITTEE ELIGIBLE\nquota-pool 一科\nquota-pool 二科\n"
                "type 副职\ntype-group a 1/5\ntype-group b 2/5\n"
                "type 正职\ntype-criterion de 1/2\n"
                "bands SUBJECT_TYPE LARGEST_REMAINDER ALL_IN\nband good 1/5\nband fair 4/5\n"
                "exclusion new UNRANKED - 试用期\nexclusion veto GRADE_AT_MOST - 一票 否决\n"
                "board b CRITERION de UNIT 单位 榜\nboard-type 副职\nboard-type 正职\n"
                "board a TOTAL - NONE 榜\n");
}

// The order of what has none does not change the digest.
TEST_F(SubjectCheckTest, TheOrderOfQuotasAndTypesDoesNotMatter) {
  policy_.grade_quotas = {Quota("good", QuotaPool::kUnit, {"b", "a"}),
                          Quota("fair", QuotaPool::kUnit)};
  policy_.type_weights = {{"x", {{"a", "1"}, {"b", "2"}}, {}}, {"y", {{"a", "2"}}, {}}};
  const std::string digest = PolicyDigest(policy_);
  std::reverse(policy_.grade_quotas.begin(), policy_.grade_quotas.end());
  std::reverse(policy_.type_weights.begin(), policy_.type_weights.end());
  std::reverse(policy_.grade_quotas[1].pool_names.begin(),
               policy_.grade_quotas[1].pool_names.end());
  EXPECT_EQ(PolicyDigest(policy_), digest);
}

}  // namespace
}  // namespace pingyi::result
