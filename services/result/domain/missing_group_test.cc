#include "services/result/domain/missing_group.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::SizeIs;

Form SmallForm() {
  std::vector<FieldViolation> violations;
  return Form::Read(
             test::Facts({{"de", "1"}}, {{"a", "1"}, {"b", "1"}, {"c", "1"}}, test::FourGrades()),
             violations)
      .value();
}

TEST(AddMissingGroupTest, ZeroCountsTheWeight) {
  Combiner total(Combination::kMean);
  total.Add(Rational(2), Rational(90));
  EXPECT_TRUE(AddMissingGroup(MissingGroupRule::kZero, Rational(1), total));
  EXPECT_EQ(total.Result(), Rational(60));
}

TEST(AddMissingGroupTest, RenormalizeLeavesTheWeightOut) {
  Combiner total(Combination::kMean);
  EXPECT_TRUE(AddMissingGroup(MissingGroupRule::kRenormalize, Rational(1), total));
  EXPECT_TRUE(total.empty());
}

TEST(AddMissingGroupTest, FailRefuses) {
  Combiner total(Combination::kMean);
  EXPECT_FALSE(AddMissingGroup(MissingGroupRule::kFail, Rational(1), total));
}

TEST(GroupMissingErrorTest, NamesGroupsAndSubjects) {
  const absl::Status status = GroupMissingError(SmallForm(), {{"s1", 2}, {"s2", 0}, {"s2", 2}});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("GROUP_MISSING"));
  const auto violations = DetailsOf(status).violations;
  ASSERT_THAT(violations, SizeIs(2));
  EXPECT_EQ(violations[0].field, "round.voter_groups[0]");
  EXPECT_EQ(violations[0].description, "Group a gave no mark to 1 subject: s2.");
  EXPECT_EQ(violations[1].field, "round.voter_groups[2]");
  EXPECT_EQ(violations[1].description, "Group c gave no mark to 2 subjects: s1, s2.");
}

TEST(GroupMissingErrorTest, StaysShortForThousandsOfSubjects) {
  std::vector<MissingMarks> missing;
  for (int i = 1; i <= 10000; ++i) {
    missing.push_back({"s" + std::to_string(i), 1});
  }
  const auto violations = DetailsOf(GroupMissingError(SmallForm(), missing)).violations;
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].description,
            "Group b gave no mark to 10000 subjects: s1, s2, s3, s4, s5, s6, s7, s8, s9, s10 and "
            "others.");
}

}  // namespace
}  // namespace pingyi::result
