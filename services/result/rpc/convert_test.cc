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
                  .criteria = {{.score = std::nullopt, .mark_count = 0, .abstention_count = 7}}}}};
  const StoredResult stored =
      ToStored(result, "张三", {.digits = 2, .mode = RoundingMode::kHalfUp});
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
}

TEST(PolicyConvertTest, EveryComparisonIsUnderstood) {
  v1::ScoringPolicy policy;
  policy.add_tie_breakers()->mutable_group_score()->set_group("a");
  policy.add_tie_breakers()->mutable_criterion_score()->set_criterion("c");
  policy.add_tie_breakers()->mutable_mark_count()->set_points_equal("12");
  policy.add_tie_breakers()->mutable_mark_count()->set_points_at_least("10");
  policy.add_tie_breakers()->mutable_mark_count()->set_points_above("8");
  policy.add_tie_breakers()->mutable_countback()->mutable_scope()->add_criteria("c");
  policy.add_tie_breakers()->mutable_position();
  policy.add_tie_breakers()->mutable_mark_count();
  policy.add_tie_breakers();
  policy.mutable_tie_breakers(0)->set_up_to_rank(3);
  const std::vector<TieBreaker> breakers = ToRules(policy).tie_breakers;
  using Relation = MarkCountComparison::Relation;
  const auto relation = [&](size_t i) {
    return std::get<MarkCountComparison>(breakers[i].comparison).relation;
  };
  ASSERT_EQ(breakers.size(), 9);
  EXPECT_EQ(std::get<GroupScoreComparison>(breakers[0].comparison).group, "a");
  EXPECT_EQ(breakers[0].up_to_rank, 3);
  EXPECT_EQ(std::get<CriterionScoreComparison>(breakers[1].comparison).criterion, "c");
  EXPECT_EQ(relation(2), Relation::kEqual);
  EXPECT_EQ(relation(3), Relation::kAtLeast);
  EXPECT_EQ(relation(4), Relation::kAbove);
  EXPECT_EQ(std::get<CountbackComparison>(breakers[5].comparison).scope.criteria,
            std::vector<std::string>{"c"});
  EXPECT_TRUE(std::holds_alternative<PositionComparison>(breakers[6].comparison));
  EXPECT_EQ(relation(7), Relation::kUnspecified);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(breakers[8].comparison));
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
