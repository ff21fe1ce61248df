// What a policy asks of the subjects of a round, at the size it may have.
#include "services/result/domain/roster.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/subject_check.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class RosterTest : public ::testing::Test {
 protected:
  // `count` subjects, each of a unit and a type of its own.
  void AddSubjects(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      tally_.subjects.push_back({"s" + std::to_string(i), static_cast<int32_t>(i) + 1, {}});
      inputs_.subjects.push_back(
          {"s" + std::to_string(i), "u" + std::to_string(i), "t" + std::to_string(i)});
    }
  }

  std::vector<FieldViolation> Faults() const {
    return DetailsOf(CheckRoster(policy_, inputs_, tally_)).violations;
  }

  PolicyRules policy_ = test::MeanPolicy();
  Tally tally_;
  Inputs inputs_;
};

TEST_F(RosterTest, AUnitIsNoType) {
  AddSubjects(2);
  policy_.grade_quotas.resize(2);
  policy_.grade_quotas[0].pool = QuotaPool::kUnit;
  policy_.grade_quotas[0].pool_names = {"u1", "t1"};
  policy_.grade_quotas[1].pool = QuotaPool::kSubjectType;
  policy_.grade_quotas[1].pool_names = {"u1", "t1"};
  const auto faults = Faults();
  ASSERT_THAT(faults, SizeIs(2));
  EXPECT_EQ(faults[0].field, "scoring_policy.grade_quotas[0].pool_names[1]");
  EXPECT_EQ(faults[0].reason, "UNKNOWN_POOL");
  EXPECT_THAT(faults[0].description, HasSubstr("unit of the round; no subject has t1"));
  EXPECT_EQ(faults[1].field, "scoring_policy.grade_quotas[1].pool_names[0]");
  EXPECT_THAT(faults[1].description, HasSubstr("subject type of the round; no subject has u1"));
}

// As many names as there may be, in a large round: with a comparison of every name with every
// subject this takes minutes.
TEST_F(RosterTest, TheMostNamesAreLookedUpOnce) {
  constexpr size_t kNames = kMaxQuotas * kMaxPoolNames;
  constexpr size_t kSubjects = 10'000;
  AddSubjects(kSubjects);
  policy_.grade_quotas.resize(kMaxQuotas);
  for (size_t i = 0; i < kNames; ++i) {
    GradeQuota& quota = policy_.grade_quotas[i / kMaxPoolNames];
    quota.pool = i / kMaxPoolNames == 0 ? QuotaPool::kSubjectType : QuotaPool::kUnit;
    quota.pool_names.push_back((quota.pool == QuotaPool::kUnit ? "u" : "t") +
                               std::to_string(i % kSubjects));
  }
  EXPECT_THAT(CheckRoster(policy_, inputs_, tally_), ::pingyi::test::IsOk());
  policy_.grade_quotas.back().pool_names.back() = "nowhere";
  const auto faults = Faults();
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults[0].field, "scoring_policy.grade_quotas[99].pool_names[999]");
}

}  // namespace
}  // namespace pingyi::result
