#include "services/result/rpc/convert.h"

#include <gtest/gtest.h>

#include "services/base/rpc/status.h"
#include "services/base/status/error.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/policy_convert.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::StatusIs;

TEST(ConvertTest, TimestampsBeforeTheEpochHavePositiveNanos) {
  const auto timestamp = ToTimestamp(absl::FromUnixMicros(-1));
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 999'999'000);
  EXPECT_EQ(ToTimestamp(absl::FromUnixMicros(1'500'000)).nanos(), 500'000'000);
}

TEST(ConvertTest, StoredErrorSaysWhatTheCallWouldHave) {
  const auto proto = ToStatusProto(
      MakeError(absl::StatusCode::kFailedPrecondition, "GROUP_MISSING", "a group is missing"), "t");
  EXPECT_EQ(proto.code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(proto.message(), "a group is missing");
  EXPECT_EQ(proto.details_size(), 1);
  const auto plain = ToStatusProto(absl::CancelledError("gone"), "t");
  EXPECT_EQ(plain.code(), static_cast<int>(absl::StatusCode::kCancelled));
  EXPECT_EQ(plain.message(), "gone");
}

TEST(ConvertTest, StoredErrorHidesWhatTheCallWouldHide) {
  const auto proto = ToStatusProto(absl::InternalError("table of secrets"), "trace-1");
  EXPECT_EQ(proto.message(), "internal error, incident trace-1");
}

TEST(ConvertTest, ScoresAreWrittenExactAndRounded) {
  const SubjectResult result{
      .subject = "s",
      .position = 4,
      .rank = 2,
      .shared_rank = true,
      .grade = "good",
      .grade_title = "良好",
      .total = Rational(1069, 12),
      .groups = {{.score = Rational(2, 3),
                  .criteria = {{.score = std::nullopt, .mark_count = 0, .abstention_count = 7}}}},
      .components = {{.score = Rational(2, 3), .contribution = Rational(1, 3)},
                     {.score = std::nullopt}}};
  PolicyRules rules;
  rules.rounding = {.digits = 2, .mode = RoundingMode::kHalfUp};
  rules.components = {{.key = "appraisal", .title = "评", .weight = "1"},
                      {.key = "review", .title = "审", .weight = "1"}};
  const StoredResult stored = ToStored(result, "张三", rules);
  EXPECT_EQ(stored.total, (NumberText{"1069/12", "89.08"}));
  EXPECT_EQ(stored.groups[0].score, (NumberText{"2/3", "0.67"}));
  EXPECT_EQ(stored.groups[0].criteria[0].score, std::nullopt);
  EXPECT_EQ(stored.groups[0].criteria[0].abstention_count, 7);
  const v1::SubjectResult proto =
      ToProto({"r", "x"}, {.groups = {"a"}, .criteria = {"work"}}, stored);
  EXPECT_EQ(proto.name(), "rounds/r/runs/x/results/s");
  EXPECT_TRUE(proto.shared_rank());
  EXPECT_FALSE(proto.groups(0).criteria(0).has_score());
  EXPECT_EQ(proto.groups(0).criteria(0).criterion(), "work");
  ASSERT_EQ(proto.components_size(), 2);
  EXPECT_EQ(proto.components(0).component(), "appraisal");
  EXPECT_EQ(proto.components(0).score().rounded(), "0.67");
  EXPECT_EQ(proto.components(0).contribution().exact(), "1/3");
  EXPECT_EQ(proto.components(1).component(), "review");
  EXPECT_FALSE(proto.components(1).has_score());
  EXPECT_FALSE(proto.components(1).has_contribution());
}

// The pool is kept as one more group and told apart by the number of groups.
TEST(ConvertTest, PooledScoresComeBackAsWhatTheyAre) {
  PolicyRules rules;
  rules.rounding = {2, RoundingMode::kHalfUp};
  SubjectResult result;
  result.groups = {{std::nullopt, {{std::nullopt, 2, 1}}}, {std::nullopt, {{std::nullopt, 3, 0}}}};
  result.pooled = {{Rational::Ratio(195, 4), 5, 1}};
  const v1::SubjectResult proto = ToProto({"r", "x"}, {.groups = {"a", "b"}, .criteria = {"work"}},
                                          ToStored(result, "张三", rules));
  ASSERT_EQ(proto.groups_size(), 2);
  EXPECT_FALSE(proto.groups(1).criteria(0).has_score());
  EXPECT_EQ(proto.groups(1).criteria(0).mark_count(), 3);
  ASSERT_EQ(proto.pooled_criteria_size(), 1);
  EXPECT_EQ(proto.pooled_criteria(0).criterion(), "work");
  EXPECT_EQ(proto.pooled_criteria(0).score().rounded(), "48.75");
  EXPECT_EQ(proto.pooled_criteria(0).mark_count(), 5);
  EXPECT_EQ(proto.pooled_criteria(0).abstention_count(), 1);
}

TEST(PolicyConvertTest, OnlyRulesAreSerialised) {
  v1::ScoringPolicy policy;
  policy.set_rank_method(v1::RANK_METHOD_STANDARD_COMPETITION);
  const std::string rules = SerializeRules(policy);
  policy.set_name("n");
  policy.set_display_name("d");
  policy.set_digest("g");
  policy.mutable_create_time()->set_seconds(1);
  EXPECT_EQ(SerializeRules(policy), rules);
  EXPECT_THAT(ParseRules("\xff\xff"), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace pingyi::result
