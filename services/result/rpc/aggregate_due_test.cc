// Runs of all the rounds that are due: which are taken, in whose hands, and what stops none.
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/aggregation_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

TEST_F(AggregationTest, DueRoundsAreAggregatedOnce) {
  for (const char* round : {"r1", "r2", "r3"}) AddRound(round);
  appraisal_.rounds["r2"].round.state = AppraisedRound::State::kNotClosed;
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse first, Due());
  ASSERT_EQ(first.outcomes_size(), 2);
  EXPECT_EQ(first.outcomes(0).round(), "rounds/r1");
  EXPECT_EQ(first.outcomes(0).run().state(), v1::AggregationRun::STATE_SUCCEEDED);
  EXPECT_EQ(first.outcomes(1).round(), "rounds/r3");
  EXPECT_FALSE(first.more());
  EXPECT_EQ(appraisal_.closings(), 1);
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse again, Due());
  EXPECT_EQ(again.outcomes_size(), 0);
  EXPECT_EQ(appraisal_.tallies_read(), 2);
}

TEST_F(AggregationTest, DueRoundThatFailsStopsNoOther) {
  for (const char* round : {"r1", "r2", "r3"}) AddRound(round);
  appraisal_.rounds["r2"].tally.groups[0].valid = 99;
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse done, Due());
  ASSERT_EQ(done.outcomes_size(), 3);
  EXPECT_TRUE(done.outcomes(0).has_run());
  EXPECT_EQ(done.outcomes(1).error().code(), static_cast<int>(absl::StatusCode::kDataLoss));
  EXPECT_TRUE(done.outcomes(2).has_run());
}

TEST_F(AggregationTest, DueRoundsBeyondTheLimitAreLeftForLater) {
  for (const char* round : {"r1", "r2", "r3"}) AddRound(round);
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse two, Due(2));
  EXPECT_EQ(two.outcomes_size(), 2);
  EXPECT_TRUE(two.more());
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse rest, Due(2));
  EXPECT_EQ(rest.outcomes_size(), 1);
  EXPECT_FALSE(rest.more());
}

TEST_F(AggregationTest, DueRoundThatAlwaysFailsTakesNoRoomFromTheOthers) {
  for (const char* round : {"r1", "r2", "r3"}) AddRound(round);
  appraisal_.rounds["r1"].tally.groups[0].valid = 99;
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse done, Due(1));
  ASSERT_EQ(done.outcomes_size(), 2);
  EXPECT_TRUE(done.outcomes(0).has_error());
  EXPECT_EQ(done.outcomes(1).round(), "rounds/r2");
  EXPECT_TRUE(done.outcomes(1).has_run());
  EXPECT_TRUE(done.more());
}

TEST_F(AggregationTest, DueRoundWhoseCallerExpectedAnotherPolicyIsAggregated) {
  AddRound("r1");
  v1::RunAggregationRequest request;
  request.set_parent("rounds/r1");
  request.set_policy_digest(std::string(64, 'a'));
  v1::AggregationRun run;
  EXPECT_THAT(Call(&Stub::RunAggregation, request, &run), HasReason("POLICY_DIGEST_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse due, Due());
  ASSERT_EQ(due.outcomes_size(), 1);
  EXPECT_TRUE(due.outcomes(0).has_run());
}

TEST_F(AggregationTest, DueRoundIsAggregatedOnceItsPolicyIsThere) {
  FakeAppraisal::Entry& entry = AddRound("r1");
  const std::string digest = entry.round.policy_digest;
  entry.round.policy_name = "policies/later/versions/1";
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse missing, Due());
  ASSERT_TRUE(missing.outcomes(0).has_error());
  ASSERT_EQ(CreatePolicy(ExamplePolicy(), "later").digest(), digest);
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse due, Due());
  EXPECT_TRUE(due.outcomes(0).has_run());
}

TEST_F(AggregationTest, DueRoundsFromTwoCallersAtOnceHaveOneResultEach) {
  constexpr int kRounds = 6;
  for (int i = 0; i < kRounds; ++i) AddRound("r" + std::to_string(i));
  const auto call = [&] {
    const absl::StatusOr<v1::AggregateDueResponse> done = Due();
    ASSERT_OK(done);
    for (const v1::RoundOutcome& outcome : done->outcomes()) {
      if (outcome.has_run()) continue;
      EXPECT_EQ(outcome.error().code(), static_cast<int>(absl::StatusCode::kAborted));
    }
  };
  std::thread first(call);
  std::thread second(call);
  first.join();
  second.join();
  const std::vector<v1::AggregationRun> runs = Runs();
  EXPECT_EQ(runs.size(), kRounds);
  for (const v1::AggregationRun& run : runs) {
    EXPECT_EQ(run.state(), v1::AggregationRun::STATE_SUCCEEDED);
    EXPECT_EQ(run.attempt(), 1);
  }
}

TEST_F(AggregationTest, DueRoundInTheHandsOfAnotherCallIsAnOutcome) {
  AddRound("r1");
  ASSERT_OK(store_.BeginRun(absl::Now() + absl::Seconds(5), "r1", "other", kLease,
                            {.now = clock_.Now(), .actor = "审计员"}));
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse done, Due());
  ASSERT_EQ(done.outcomes_size(), 1);
  EXPECT_EQ(done.outcomes(0).error().code(), static_cast<int>(absl::StatusCode::kAborted));
}

TEST_F(AggregationTest, DueRoundsNeedTheAppraisalService) {
  appraisal_.down = MakeError(absl::StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE", "away");
  EXPECT_THAT(Due(),
              AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("UPSTREAM_UNAVAILABLE")));
}

}  // namespace
}  // namespace pingyi::result
