// The scheduled job: AggregateDue from several callers at once, and killed in the middle.
#include <thread>

#include <gtest/gtest.h>

#include "tests/integration/small_round.h"

namespace pingyi::test {
namespace {

using result::AggregationRun;

// A round in which group a finds everybody excellent and group b basic: 100 × 60 % + 60 × 40 %
// = 84.
void MakeClosedRound(Suite& suite, const std::string& id, int subjects = kSubjects) {
  const appraisal::Round round = OpenSmallRound(suite, id, 3, subjects);
  for (const Vote& vote :
       IssueVotes(suite, round.name(), "a", 3, BallotOf("excellent", subjects))) {
    ASSERT_TRUE(Cast(suite.appraisal(), round.name(), vote).ok());
  }
  for (const Vote& vote : IssueVotes(suite, round.name(), "b", 2, BallotOf("basic", subjects))) {
    ASSERT_TRUE(Cast(suite.appraisal(), round.name(), vote).ok());
  }
  Close(suite, round.name());
}

grpc::Status AggregateDue(result::ResultService::Stub& stub,
                          result::AggregateDueResponse* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  return stub.AggregateDue(&context, {}, response);
}

std::vector<AggregationRun> Runs(result::ResultService::Stub& stub, const std::string& round) {
  result::ListAggregationRunsRequest request;
  request.set_parent(round);
  result::ListAggregationRunsResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  EXPECT_TRUE(stub.ListAggregationRuns(&context, request, &response).ok());
  return {response.aggregation_runs().begin(), response.aggregation_runs().end()};
}

void ExpectTotal(result::ResultService::Stub& stub, const AggregationRun& run,
                 const std::string& total) {
  result::ListSubjectResultsRequest request;
  request.set_parent(run.name());
  result::ListSubjectResultsResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub.ListSubjectResults(&context, request, &response).ok());
  ASSERT_GE(response.subject_results_size(), kSubjects);
  for (const result::SubjectResult& subject : response.subject_results()) {
    EXPECT_EQ(subject.total().rounded(), total);
    EXPECT_EQ(subject.rank(), 1);
    EXPECT_TRUE(subject.shared_rank());
  }
}

TEST(AggregateTest, AggregateDueFromTwoCallersAtOnceDoesEachRoundOnce) {
  Suite suite;
  constexpr int kRounds = 5;
  for (int i = 0; i < kRounds; ++i) MakeClosedRound(suite, "due-" + std::to_string(i));
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      result::AggregateDueResponse response;
      EXPECT_TRUE(AggregateDue(*suite.NewResultStub(), &response).ok());
    });
  }
  for (std::thread& caller : callers) caller.join();
  result::AggregateDueResponse again;
  ASSERT_TRUE(AggregateDue(suite.result(), &again).ok());
  EXPECT_EQ(again.outcomes_size(), 0) << "a second run must find nothing left to do";
  for (int i = 0; i < kRounds; ++i) {
    const auto runs = Runs(suite.result(), "rounds/due-" + std::to_string(i));
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].state(), AggregationRun::STATE_SUCCEEDED);
    EXPECT_EQ(runs[0].attempt(), 1);
    ExpectTotal(suite.result(), runs[0], "84.00");
  }
}

TEST(AggregateTest, KilledInTheMiddleAndStartedAgain) {
  Suite suite({.result_config = "aggregation: {lease: 1s}\n"});
  // Large enough that the run is seen at work long before it is done.
  MakeClosedRound(suite, "midway", 8000);
  std::thread caller([&] {
    AggregationRun run;
    result::RunAggregationRequest request;
    request.set_parent("rounds/midway");
    grpc::ClientContext context;
    EXPECT_FALSE(suite.NewResultStub()->RunAggregation(&context, request, &run).ok());
  });
  std::vector<AggregationRun> runs;
  while (runs.empty()) runs = Runs(suite.result(), "rounds/midway");
  EXPECT_EQ(runs[0].state(), AggregationRun::STATE_RUNNING);
  suite.Kill(Service::kResult);
  caller.join();
  suite.Start(Service::kResult);
  const auto stub = suite.NewResultStub();
  // Until the dead worker's lease has run out the round is "running"; then the next call takes
  // over.
  result::AggregateDueResponse response;
  do {
    response.Clear();
    ASSERT_TRUE(AggregateDue(*stub, &response).ok());
    ASSERT_EQ(response.outcomes_size(), 1);
  } while (!response.outcomes(0).has_run());
  const AggregationRun& run = response.outcomes(0).run();
  EXPECT_EQ(run.state(), AggregationRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.attempt(), 2);
  EXPECT_EQ(run.name(), runs[0].name());
  ExpectTotal(*stub, run, "84.00");
}

}  // namespace
}  // namespace pingyi::test
