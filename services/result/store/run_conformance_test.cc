// Runs: the lease, the fence and results that are stored whole or not at all.
#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/store/conformance_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;

class RunConformance : public StoreConformance {};
INSTANTIATE_TEST_SUITE_P(Backends, RunConformance, Backends(), BackendName);

MATCHER(IsRunning, "is ABORTED AGGREGATION_RUNNING") {
  return testing::ExplainMatchResult(
      AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("AGGREGATION_RUNNING")), arg,
      result_listener);
}

TEST_P(RunConformance, FirstBeginGivesTheLease) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1", "x"));
  EXPECT_EQ(run.run, "x");
  EXPECT_EQ(run.attempt, 1);
  EXPECT_EQ(run.state, RunState::kRunning);
  EXPECT_EQ(run.lease_expiry, clock_.Now() + kLease);
  ASSERT_OK_AND_ASSIGN(const RunRecord stored, store().GetRun(deadline(), "r1", "x"));
  EXPECT_EQ(stored.start_time, clock_.Now());
  EXPECT_EQ(stored.lease_expiry, run.lease_expiry);
  EXPECT_EQ(stored.end_time, std::nullopt);
  EXPECT_THAT(AuditedActions(), ElementsAre("run.begin"));
}

TEST_P(RunConformance, LiveLeaseKeepsOthersOut) {
  ASSERT_OK(Begin("r1"));
  clock_.Advance(kLease - absl::Microseconds(1));
  EXPECT_THAT(Begin("r1", "other"), IsRunning());
  EXPECT_THAT(backend_->OtherProcess().BeginRun(deadline(), "r1", "other", kLease, ByActor()),
              IsRunning());
  ASSERT_OK(Begin("r2", "another round"));
}

TEST_P(RunConformance, ExpiredLeaseIsTakenOverAsTheSameRun) {
  ASSERT_OK(Begin("r1", "x"));
  clock_.Advance(kLease);
  ASSERT_OK_AND_ASSIGN(const RunRecord again, Begin("r1", "y"));
  EXPECT_EQ(again.run, "x");
  EXPECT_EQ(again.attempt, 2);
  EXPECT_EQ(again.start_time, clock_.Now());
  EXPECT_EQ(again.lease_expiry, clock_.Now() + kLease);
}

TEST_P(RunConformance, ProgressRenewsTheLease) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1"));
  clock_.Advance(kLease - absl::Seconds(1));
  ASSERT_OK(store().RecordProgress(deadline(), LeaseOf(run),
                                   {.stage = RunStage::kComputing, .subject_count = 7},
                                   clock_.Now(), kLease));
  clock_.Advance(kLease - absl::Seconds(1));
  EXPECT_THAT(Begin("r1"), IsRunning());
  ASSERT_OK_AND_ASSIGN(const RunRecord stored, store().GetRun(deadline(), "r1", "run"));
  EXPECT_EQ(stored.stage, RunStage::kComputing);
  EXPECT_EQ(stored.subject_count, 7);
}

TEST_P(RunConformance, ExpiredLeaseThatNobodyTookStillWrites) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1"));
  clock_.Advance(kLease * 2);
  ASSERT_OK_AND_ASSIGN(const RunRecord done,
                       store().StoreResults(deadline(), LeaseOf(run), MakeResults(1), ByActor()));
  EXPECT_EQ(done.state, RunState::kSucceeded);
}

TEST_P(RunConformance, WorkerThatLostItsLeaseStoresNothing) {
  ASSERT_OK_AND_ASSIGN(const RunRecord old, Begin("r1"));
  clock_.Advance(kLease);
  ASSERT_OK_AND_ASSIGN(const RunRecord present, Begin("r1"));
  EXPECT_THAT(store().RecordProgress(deadline(), LeaseOf(old), {}, clock_.Now(), kLease),
              IsRunning());
  EXPECT_THAT(store().StoreResults(deadline(), LeaseOf(old), MakeResults(3), ByActor()),
              IsRunning());
  EXPECT_THAT(store().FailRun(deadline(), LeaseOf(old), "error", "REASON", ByActor()), IsRunning());
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM subject_results"), 0);
  ASSERT_OK_AND_ASSIGN(const RunRecord stored, store().GetRun(deadline(), "r1", "run"));
  EXPECT_EQ(stored.state, RunState::kRunning);
  ASSERT_OK(store().StoreResults(deadline(), LeaseOf(present), MakeResults(3), ByActor()));
  EXPECT_THAT(store().StoreResults(deadline(), LeaseOf(old), MakeResults(3), ByActor()),
              IsRunning());
}

TEST_P(RunConformance, OfManyBeginsAtOnceOneSucceeds) {
  constexpr int kCallers = 8;
  std::atomic<int> begun = 0;
  std::atomic<int> refused = 0;
  ResultStore* const stores[] = {&store(), &backend_->OtherProcess()};
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const absl::StatusOr<RunRecord> run =
          stores[i % 2]->BeginRun(deadline(), "r1", fmt::format("run-{}", i), kLease, ByActor());
      if (run.ok()) ++begun;
      if (absl::IsAborted(run.status())) ++refused;
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(refused, kCallers - 1);
}

TEST_P(RunConformance, SucceededRunIsFinal) {
  const RunRecord done = Succeed("r1", "x");
  EXPECT_EQ(done.state, RunState::kSucceeded);
  EXPECT_EQ(done.stage, RunStage::kDone);
  EXPECT_EQ(done.subjects_done, 3);
  EXPECT_EQ(done.subject_count, 3);
  EXPECT_EQ(done.result_digest, "digest");
  EXPECT_EQ(done.inputs.policy.version, 2);
  EXPECT_EQ(done.inputs.tally_digest, "tally digest");
  EXPECT_EQ(done.end_time, clock_.Now());
  EXPECT_EQ(done.lease_expiry, std::nullopt);
  clock_.Advance(kLease * 2);
  ASSERT_OK_AND_ASSIGN(const RunRecord again, Begin("r1", "y"));
  EXPECT_EQ(again.run, "x");
  EXPECT_EQ(again.state, RunState::kSucceeded);
  EXPECT_EQ(again.attempt, 1);
  EXPECT_THAT(AuditedActions(), testing::UnorderedElementsAre("run.begin", "run.succeed"));
}

TEST_P(RunConformance, FailedRunIsKeptAndBegunAgain) {
  ASSERT_OK_AND_ASSIGN(const RunRecord first, Begin("r1", "x"));
  const std::string error("\0opaque", 7);
  ASSERT_OK_AND_ASSIGN(const RunRecord failed, store().FailRun(deadline(), LeaseOf(first), error,
                                                               "GROUP_MISSING", ByActor()));
  EXPECT_EQ(failed.state, RunState::kFailed);
  EXPECT_EQ(failed.error, error);
  EXPECT_EQ(failed.end_time, clock_.Now());
  ASSERT_OK_AND_ASSIGN(const RunRecord second, Begin("r1", "y"));
  EXPECT_EQ(second.run, "x");
  EXPECT_EQ(second.attempt, 2);
  ASSERT_OK_AND_ASSIGN(const RunRecord stored, store().GetRun(deadline(), "r1", "x"));
  EXPECT_EQ(stored.error, std::nullopt);
  EXPECT_EQ(stored.end_time, std::nullopt);
}

TEST_P(RunConformance, KilledBetweenBeginAndStoreLeavesNothingHalf) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1", "x"));
  ASSERT_OK(store().RecordProgress(deadline(), LeaseOf(run),
                                   {.stage = RunStage::kStoring, .subjects_done = 2}, clock_.Now(),
                                   kLease));
  // The worker is gone; all that the next one has is the database.
  ResultStore& next = backend_->OtherProcess();
  EXPECT_THAT(
      next.ListResults(deadline(), "r1", "x", {}, 10, 1 << 20),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("RUN_NOT_SUCCEEDED")));
  clock_.Advance(kLease);
  ASSERT_OK_AND_ASSIGN(const RunRecord again,
                       next.BeginRun(deadline(), "r1", "y", kLease, ByActor()));
  EXPECT_EQ(again.attempt, 2);
  ASSERT_OK(next.StoreResults(deadline(), LeaseOf(again), MakeResults(300), ByActor()));
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM subject_results"), 300);
}

TEST_P(RunConformance, FailureInTheMiddleOfStoringStoresNothing) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1"));
  RunResults results = MakeResults(600);
  results.results.back().subject = results.results.front().subject;
  EXPECT_FALSE(store().StoreResults(deadline(), LeaseOf(run), results, ByActor()).ok());
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM subject_results"), 0);
  ASSERT_OK_AND_ASSIGN(const RunRecord stored, store().GetRun(deadline(), "r1", "run"));
  EXPECT_EQ(stored.state, RunState::kRunning);
  EXPECT_EQ(stored.result_digest, "");
  EXPECT_THAT(AuditedActions(), ElementsAre("run.begin"));
}

TEST_P(RunConformance, RequestIdIsBoundByTheResultItBrought) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run,
                       store().BeginRun(deadline(), "r1", "x", kLease, ByActor("id-1")));
  ASSERT_OK(store().FailRun(deadline(), LeaseOf(run), "e", "R", ByActor("id-1")));
  // The same request may be made again after a failure.
  ASSERT_OK_AND_ASSIGN(const RunRecord again,
                       store().BeginRun(deadline(), "r1", "x", kLease, ByActor("id-1")));
  ASSERT_OK(store().StoreResults(deadline(), LeaseOf(again), MakeResults(1), ByActor("id-1")));
  ASSERT_OK_AND_ASSIGN(const RunRecord repeated,
                       store().BeginRun(deadline(), "r1", "x", kLease, ByActor("id-1")));
  EXPECT_EQ(repeated.state, RunState::kSucceeded);
  EXPECT_THAT(store().BeginRun(deadline(), "r2", "y", kLease, ByActor("id-1", "other content")),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists), HasReason("REQUEST_ID_REUSED")));
}

TEST_P(RunConformance, ListsByRoundAndState) {
  Succeed("r2", "x2");
  ASSERT_OK(Begin("r1", "x1"));
  ASSERT_OK(Begin("r3", "x3"));
  const auto names = [&](const std::string& round, std::optional<RunState> state,
                         const std::string& after, int limit) {
    std::vector<std::string> runs;
    const auto listed = store().ListRuns(deadline(), round, state, after, limit);
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const RunRecord& run : *listed) runs.push_back(run.run);
    return runs;
  };
  EXPECT_THAT(names("", {}, "", 10), ElementsAre("x1", "x2", "x3"));
  EXPECT_THAT(names("", {}, "", 2), ElementsAre("x1", "x2"));
  EXPECT_THAT(names("", {}, "r2", 2), ElementsAre("x3"));
  EXPECT_THAT(names("r2", {}, "", 10), ElementsAre("x2"));
  EXPECT_THAT(names("", RunState::kRunning, "", 10), ElementsAre("x1", "x3"));
  EXPECT_THAT(names("", RunState::kFailed, "", 10), ElementsAre());
}

TEST_P(RunConformance, FindsTheRunsOfManyRounds) {
  Succeed("r2", "x2");
  ASSERT_OK(Begin("r3", "x3"));
  ASSERT_OK_AND_ASSIGN(const RunRecord failing, Begin("r500", "x500"));
  ASSERT_OK(store().FailRun(deadline(), LeaseOf(failing), "error", "REASON", ByActor()));
  Succeed("other", "y");
  std::vector<std::string> rounds;
  for (int i = 0; i < 700; ++i) rounds.push_back(fmt::format("r{}", i));
  using Runs = std::map<std::string, RunRecord>;
  ASSERT_OK_AND_ASSIGN(const Runs found, store().FindRuns(deadline(), rounds));
  ASSERT_THAT(found, testing::SizeIs(3));
  EXPECT_EQ(found.at("r2").state, RunState::kSucceeded);
  EXPECT_EQ(found.at("r2").inputs.tally_digest, "tally digest");
  EXPECT_EQ(found.at("r3").state, RunState::kRunning);
  EXPECT_EQ(found.at("r500").error, "error");
  ASSERT_OK_AND_ASSIGN(const Runs none, store().FindRuns(deadline(), {}));
  EXPECT_THAT(none, testing::IsEmpty());
}

TEST_P(RunConformance, UnknownRunIsNotFound) {
  Succeed("r1", "x");
  EXPECT_THAT(store().GetRun(deadline(), "r1", "y"),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
  EXPECT_THAT(store().GetRun(deadline(), "r2", "x"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace pingyi::result
