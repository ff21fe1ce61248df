// Runs through the service: what they compute, how they fail, and what happens when they meet.
#include <atomic>
#include <latch>
#include <thread>

#include <gmock/gmock.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/aggregation_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::UnorderedElementsAre;

TEST_F(AggregationTest, ComputesByTheFrozenPolicy) {
  const FakeAppraisal::Entry& round = AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  EXPECT_EQ(run.state(), v1::AggregationRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.stage(), v1::AggregationRun::STAGE_DONE);
  EXPECT_EQ(run.subjects_done(), 2);
  EXPECT_EQ(run.subject_count(), 2);
  EXPECT_EQ(run.policy(), "policies/annual/versions/1");
  EXPECT_EQ(run.policy_digest(), round.round.policy_digest);
  EXPECT_EQ(run.frozen_digest(), std::string(64, 'f'));
  EXPECT_EQ(run.tally_digest(), round.round.tally_digest);
  EXPECT_EQ(run.result_digest().size(), 64);
  EXPECT_EQ(run.attempt(), 1);
  EXPECT_TRUE(run.has_end_time());
  EXPECT_FALSE(run.has_lease_expire_time());
  EXPECT_THAT(AuditedActions(), UnorderedElementsAre("run.begin", "run.succeed"));

  v1::ListSubjectResultsRequest request;
  request.set_parent(run.name());
  v1::ListSubjectResultsResponse results;
  ASSERT_OK(Call(&Stub::ListSubjectResults, request, &results));
  ASSERT_EQ(results.subject_results_size(), 2);
  const v1::SubjectResult& first = results.subject_results(0);
  EXPECT_EQ(first.name(), run.name() + "/results/s1");
  EXPECT_EQ(first.subject(), "rounds/r1/subjects/s1");
  EXPECT_EQ(first.display_name(), "张三");
  EXPECT_EQ(first.rank(), 1);
  EXPECT_FALSE(first.shared_rank());
  EXPECT_EQ(first.total().exact(), "94");
  EXPECT_EQ(first.total().rounded(), "94.00");
  EXPECT_EQ(first.grade(), "excellent");
  EXPECT_EQ(first.grade_title(), "优秀");
  ASSERT_EQ(first.groups_size(), 2);
  EXPECT_EQ(first.groups(0).group(), "a");
  EXPECT_EQ(first.groups(0).score().exact(), "90");
  EXPECT_EQ(first.groups(0).criteria(0).criterion(), "work");
  EXPECT_EQ(first.groups(0).criteria(0).mark_count(), 3);
  EXPECT_EQ(results.subject_results(1).grade(), "competent");
  EXPECT_EQ(results.subject_results(1).total().exact(), "70");
}

TEST_F(AggregationTest, RepeatGivesTheSameRunAndComputesNothing) {
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun first, Aggregate("r1", kUuid));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun same, Aggregate("r1", kUuid));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun other, Aggregate("r1"));
  EXPECT_EQ(same.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(other.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(appraisal_.tallies_read(), 1);
  appraisal_.down = absl::UnavailableError("away");
  EXPECT_OK(Aggregate("r1"));
  appraisal_.down = absl::OkStatus();
  AddRound("r2");
  EXPECT_THAT(Aggregate("r2", kUuid),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists), HasReason("REQUEST_ID_REUSED")));
}

// What can be wrong with a round, and what the call and the run then say.
struct Failure {
  const char* name;
  std::function<void(FakeAppraisal&, FakeAppraisal::Entry&)> spoil;
  absl::StatusCode code;
  const char* reason;
};

void Reseal(FakeAppraisal::Entry& round) {
  round.round.tally_digest = TallyDigest(round.round.facts, round.tally);
}

const Failure kFailures[] = {
    {"NotClosed",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       round.round.state = AppraisedRound::State::kNotClosed;
     },
     absl::StatusCode::kFailedPrecondition, "ROUND_NOT_CLOSED"},
    {"Void",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       round.round.state = AppraisedRound::State::kVoid;
     },
     absl::StatusCode::kFailedPrecondition, "ROUND_VOID"},
    {"UnknownPolicy",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       round.round.policy_name = "policies/annual/versions/7";
     },
     absl::StatusCode::kFailedPrecondition, "POLICY_DIGEST_MISMATCH"},
    {"PolicyNameOfAnotherForm",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) { round.round.policy_name = "annual"; },
     absl::StatusCode::kFailedPrecondition, "POLICY_DIGEST_MISMATCH"},
    {"OtherPolicyFrozen",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       round.round.policy_digest = std::string(64, '0');
     },
     absl::StatusCode::kFailedPrecondition, "POLICY_DIGEST_MISMATCH"},
    {"TamperedTally",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       round.tally.subjects[1].cells[0].marks[0] = {0, 3};
     },
     absl::StatusCode::kDataLoss, "TALLY_DIGEST_MISMATCH"},
    {"SubjectLeftOut",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) { round.tally.subjects.pop_back(); },
     absl::StatusCode::kDataLoss, "TALLY_DIGEST_MISMATCH"},
    {"GroupMissing",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       round.tally.subjects[0].cells.pop_back();
       Reseal(round);
     },
     absl::StatusCode::kFailedPrecondition, "GROUP_MISSING"},
    {"NoBallots",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       for (SubjectTally& subject : round.tally.subjects) subject.cells.clear();
       for (GroupBallots& group : round.tally.groups) group.valid = 0;
       Reseal(round);
     },
     absl::StatusCode::kFailedPrecondition, "NO_BALLOTS"},
    {"PolicyDoesNotFit",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) {
       round.round.facts.groups[0].weight = "none";
       Reseal(round);
     },
     absl::StatusCode::kFailedPrecondition, "POLICY_DOES_NOT_FIT"},
    {"SubjectWithoutName",
     [](FakeAppraisal&, FakeAppraisal::Entry& round) { round.subjects.pop_back(); },
     absl::StatusCode::kInternal, "INTERNAL"},
};

class FailingAggregationTest : public AggregationTest,
                               public testing::WithParamInterface<Failure> {};
INSTANTIATE_TEST_SUITE_P(Failures, FailingAggregationTest, testing::ValuesIn(kFailures),
                         [](const auto& info) { return info.param.name; });

TEST_P(FailingAggregationTest, FailsTheCallAndIsKeptWithTheRun) {
  const FakeAppraisal::Entry sound = AddRound("r1");
  GetParam().spoil(appraisal_, appraisal_.rounds["r1"]);
  const absl::StatusOr<v1::AggregationRun> refused = Aggregate("r1", kUuid);
  EXPECT_THAT(refused, AllOf(StatusIs(GetParam().code), HasReason(GetParam().reason)));

  const std::vector<v1::AggregationRun> failed = Runs("r1");
  ASSERT_EQ(failed.size(), 1);
  EXPECT_EQ(failed[0].state(), v1::AggregationRun::STATE_FAILED);
  EXPECT_EQ(failed[0].error().code(), static_cast<int>(GetParam().code));
  const absl::Status kept = rpc::FromGrpc(
      grpc::Status(static_cast<grpc::StatusCode>(failed[0].error().code()),
                   failed[0].error().message(), failed[0].error().SerializeAsString()));
  EXPECT_THAT(kept, HasReason(GetParam().reason));
  EXPECT_EQ(DetailsOf(kept).violations, DetailsOf(refused.status()).violations);
  EXPECT_EQ(failed[0].result_digest(), "");

  // Once the cause is gone, the same request takes the run up again.
  appraisal_.rounds["r1"] = sound;
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1", kUuid));
  EXPECT_EQ(run.name(), failed[0].name());
  EXPECT_EQ(run.state(), v1::AggregationRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.attempt(), 2);
  EXPECT_FALSE(run.has_error());
}

TEST_F(AggregationTest, ExpectedDigestMustBeTheFrozenOne) {
  const std::string digest = AddRound("r1").round.policy_digest;
  v1::RunAggregationRequest request;
  request.set_parent("rounds/r1");
  request.set_policy_digest(std::string(64, 'a'));
  v1::AggregationRun run;
  EXPECT_THAT(Call(&Stub::RunAggregation, request, &run), HasReason("POLICY_DIGEST_MISMATCH"));
  request.set_policy_digest(digest);
  ASSERT_OK(Call(&Stub::RunAggregation, request, &run));
  request.set_policy_digest(std::string(64, 'a'));
  EXPECT_THAT(Call(&Stub::RunAggregation, request, &run), HasReason("POLICY_DIGEST_MISMATCH"));
}

TEST_F(AggregationTest, RoundThatWasNeverSeenLeavesNoRun) {
  EXPECT_THAT(Aggregate("nobody"),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
  appraisal_.down = MakeError(absl::StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE", "away");
  EXPECT_THAT(Aggregate("nobody"), HasReason("UPSTREAM_UNAVAILABLE"));
  EXPECT_TRUE(Runs().empty());
}

TEST_F(AggregationTest, UpstreamErrorIsKeptWithTheRun) {
  AddRound("r1").round.state = AppraisedRound::State::kNotClosed;
  EXPECT_THAT(Aggregate("r1"), HasReason("ROUND_NOT_CLOSED"));
  appraisal_.down = MakeError(absl::StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE", "away");
  EXPECT_THAT(Aggregate("r1"),
              AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("UPSTREAM_UNAVAILABLE")));
  EXPECT_EQ(Runs("r1")[0].error().code(), static_cast<int>(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Runs("r1")[0].attempt(), 2);
}

TEST_F(AggregationTest, SecondCallerIsToldThatTheRoundIsBeingAggregated) {
  AddRound("r1");
  std::latch reading{1};
  std::latch go_on{1};
  appraisal_.before_tally = [&](const rpc::CallContext&) {
    reading.count_down();
    go_on.wait();
  };
  absl::StatusOr<v1::AggregationRun> first;
  std::thread worker([&] { first = Aggregate("r1"); });
  reading.wait();
  EXPECT_THAT(Aggregate("r1"),
              AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("AGGREGATION_RUNNING")));
  EXPECT_EQ(Runs("r1")[0].state(), v1::AggregationRun::STATE_RUNNING);
  EXPECT_EQ(Runs("r1")[0].stage(), v1::AggregationRun::STAGE_READING);
  go_on.count_down();
  worker.join();
  ASSERT_OK(first);
  EXPECT_EQ(first->attempt(), 1);
}

TEST_F(AggregationTest, WorkerWhoseLeaseWasTakenGetsTheWinnersRun) {
  AddRound("r1");
  std::latch reading{1};
  std::latch go_on{1};
  std::atomic<int> readings = 0;
  appraisal_.before_tally = [&](const rpc::CallContext&) {
    if (readings++ > 0) return;
    reading.count_down();
    go_on.wait();
  };
  absl::StatusOr<v1::AggregationRun> slow;
  std::thread worker([&] { slow = Aggregate("r1"); });
  reading.wait();
  clock_.Advance(kLease);
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun winner, Aggregate("r1"));
  EXPECT_EQ(winner.attempt(), 2);
  go_on.count_down();
  worker.join();
  ASSERT_OK(slow);
  EXPECT_EQ(slow->SerializeAsString(), winner.SerializeAsString());
}

TEST_F(AggregationTest, CancelledCallEndsItsRun) {
  AddRound("r1");
  std::latch reading{1};
  std::latch ended{1};
  appraisal_.before_tally = [&](const rpc::CallContext& call) {
    reading.count_down();
    while (!call.IsCancelled()) std::this_thread::yield();
  };
  const auto context = test::TestClientContext();
  std::thread worker([&] {
    v1::RunAggregationRequest request;
    request.set_parent("rounds/r1");
    v1::AggregationRun run;
    EXPECT_EQ(stub_->RunAggregation(context.get(), request, &run).error_code(),
              grpc::StatusCode::CANCELLED);
  });
  reading.wait();
  context->TryCancel();
  worker.join();
  while (Runs("r1")[0].state() == v1::AggregationRun::STATE_RUNNING) std::this_thread::yield();
  EXPECT_EQ(Runs("r1")[0].error().code(), static_cast<int>(absl::StatusCode::kCancelled));
  appraisal_.before_tally = nullptr;
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  EXPECT_EQ(run.attempt(), 2);
}

TEST_F(AggregationTest, CallPastItsDeadlineEndsItsRun) {
  AddRound("r1");
  appraisal_.before_tally = [&](const rpc::CallContext& call) {
    while (absl::Now() < call.deadline) std::this_thread::yield();
  };
  const auto context = test::TestClientContext();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  v1::RunAggregationRequest request;
  request.set_parent("rounds/r1");
  v1::AggregationRun run;
  EXPECT_EQ(stub_->RunAggregation(context.get(), request, &run).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  while (Runs("r1")[0].state() == v1::AggregationRun::STATE_RUNNING) std::this_thread::yield();
  EXPECT_EQ(Runs("r1")[0].error().code(), static_cast<int>(absl::StatusCode::kDeadlineExceeded));
}

TEST_P(FailingAggregationTest, DueRoundThatWouldFailAgainIsNotBegunAgain) {
  AddRound("r1");
  GetParam().spoil(appraisal_, appraisal_.rounds["r1"]);
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse first, Due());
  if (appraisal_.rounds["r1"].round.state != AppraisedRound::State::kClosed) {
    EXPECT_EQ(first.outcomes_size(), 0);
    return;
  }
  ASSERT_EQ(first.outcomes_size(), 1);
  const int reads = appraisal_.tallies_read();
  const size_t audited = AuditedActions().size();
  ASSERT_OK_AND_ASSIGN(const v1::AggregateDueResponse second, Due());
  ASSERT_EQ(second.outcomes_size(), 1) << "it is told each time";
  EXPECT_EQ(second.outcomes(0).error().code(), first.outcomes(0).error().code());
  // All failures last but those that nobody foresaw: what they come from is frozen.
  const bool lasts = GetParam().code != absl::StatusCode::kInternal;
  EXPECT_EQ(Runs("r1")[0].attempt(), lasts ? 1 : 2);
  if (!lasts) return;
  EXPECT_EQ(second.outcomes(0).error().SerializeAsString(),
            first.outcomes(0).error().SerializeAsString());
  EXPECT_EQ(appraisal_.tallies_read(), reads);
  EXPECT_EQ(AuditedActions().size(), audited) << "nothing changed, so nothing is noted";
  EXPECT_FALSE(Aggregate("r1").ok());
  EXPECT_EQ(Runs("r1")[0].attempt(), 2) << "whoever asks for this round is served";
}

}  // namespace
}  // namespace pingyi::result
