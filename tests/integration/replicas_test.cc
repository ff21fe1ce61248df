// Two processes of each service on one database: nothing that one of them keeps in memory may let
// the other's word be missed.
#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/small_round.h"

namespace pingyi::test {
namespace {

using AppraisalStub = std::unique_ptr<appraisal::AppraisalService::Stub>;
using ResultStub = std::unique_ptr<result::ResultService::Stub>;

class ReplicasTest : public ::testing::Test {
 protected:
  // A stub of its own to the first or the second process.
  AppraisalStub NewAppraisal(size_t which) const {
    return which % 2 == 0 ? suite_.NewAppraisalStub() : Suite::AppraisalStubTo(second_appraisal_);
  }
  ResultStub NewResult(size_t which) const {
    return which % 2 == 0 ? suite_.NewResultStub() : Suite::ResultStubTo(second_result_);
  }

  // Casts one ballot of the round through both, so that both have its rules in memory.
  void CastThroughBoth(const std::string& round) {
    const std::vector<Vote> votes = IssueVotes(suite_, round, "b", 2, BallotOf("basic"));
    EXPECT_TRUE(Cast(*first_, round, votes[0]).ok());
    EXPECT_TRUE(Cast(*second_, round, votes[1]).ok());
  }

  Suite suite_;
  const std::string second_appraisal_ = suite_.AddReplica(Service::kAppraisal);
  const std::string second_result_ = suite_.AddReplica(Service::kResult);
  const AppraisalStub first_ = NewAppraisal(0);
  const AppraisalStub second_ = NewAppraisal(1);
};

TEST_F(ReplicasTest, OneCredentialCastThroughBothAtOnceCountsOnce) {
  const appraisal::Round round = OpenSmallRound(suite_, "twice", 20);
  for (const Vote& vote : IssueVotes(suite_, round.name(), "a", 20, BallotOf("excellent"))) {
    Vote other = vote;
    other.request_id = NewRequestId();
    other.ballot = BallotOf("basic");
    grpc::Status one;
    grpc::Status two;
    std::thread caster([&] { one = Cast(*first_, round.name(), vote); });
    two = Cast(*second_, round.name(), other);
    caster.join();
    ASSERT_NE(one.ok(), two.ok()) << one.error_message() << " / " << two.error_message();
    EXPECT_EQ(ReasonOf(one.ok() ? two : one), "CREDENTIAL_USED");
  }
  Close(*second_, round.name());
  EXPECT_EQ(ValidIn(Tallies(*first_, round.name()), "a"), 20);
}

TEST_F(ReplicasTest, TheSameVoteThroughBothAtOnceGetsOneReceipt) {
  const appraisal::Round round = OpenSmallRound(suite_, "retry", 20);
  for (const Vote& vote : IssueVotes(suite_, round.name(), "a", 20, BallotOf("excellent"))) {
    std::string one;
    std::string two;
    std::thread caster([&] { EXPECT_TRUE(Cast(*first_, round.name(), vote, &one).ok()); });
    EXPECT_TRUE(Cast(*second_, round.name(), vote, &two).ok());
    caster.join();
    EXPECT_EQ(one, two);
  }
  Close(suite_, round.name());
  EXPECT_EQ(ValidIn(Tallies(suite_, round.name()), "a"), 20);
}

TEST_F(ReplicasTest, ClosedThroughOneAmidCastsThroughBoth) {
  const appraisal::Round round = OpenSmallRound(suite_, "race", 600);
  const std::vector<Vote> votes = IssueVotes(suite_, round.name(), "a", 600, BallotOf("competent"));
  std::atomic<size_t> next = 0;
  std::atomic<int64_t> accepted = 0;
  std::thread closer;
  std::vector<std::thread> workers;
  for (size_t worker = 0; worker < 8; ++worker) {
    workers.emplace_back([&, worker] {
      const AppraisalStub stub = NewAppraisal(worker);
      for (size_t mine = next++; mine < votes.size(); mine = next++) {
        const grpc::Status status = Cast(*stub, round.name(), votes[mine]);
        if (!status.ok()) {
          EXPECT_EQ(ReasonOf(status), "VOTING_ENDED") << status.error_message();
        } else if (++accepted == 100) {
          closer = std::thread([&] { Close(*NewAppraisal(1), round.name()); });
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  closer.join();
  // Both still have the open round's rules in memory.
  for (const AppraisalStub* stub : {&first_, &second_}) {
    const appraisal::ListTalliesResponse tallies = Tallies(**stub, round.name());
    EXPECT_EQ(ValidIn(tallies, "a"), accepted);
    EXPECT_EQ(MarksIn(tallies, kSubjects, 0), accepted);
    EXPECT_EQ(tallies.tally_digest(), Tallies(*first_, round.name()).tally_digest());
  }
}

TEST_F(ReplicasTest, ARoundOpenedThroughOneIsOpenForTheOther) {
  const appraisal::Round round = DraftSmallRound(suite_, "draft", 2);
  const Vote nobody{"0123456789ABCDEFGHJKMNPQR0", NewRequestId(), BallotOf("basic")};
  for (const AppraisalStub* stub : {&first_, &second_}) {
    EXPECT_EQ(ReasonOf(Cast(**stub, round.name(), nobody)), "ROUND_NOT_OPEN");
  }
  ASSERT_TRUE(Open(*second_, round.name()).ok());
  CastThroughBoth(round.name());
}

TEST_F(ReplicasTest, AClosedOrVoidRoundIsSoForTheOtherAtOnce) {
  const appraisal::Round closed = OpenSmallRound(suite_, "closed", 3);
  const appraisal::Round voided = OpenSmallRound(suite_, "void", 3);
  CastThroughBoth(closed.name());
  CastThroughBoth(voided.name());
  const Vote late = IssueVotes(suite_, closed.name(), "a", 1, BallotOf("basic")).front();
  const Vote vain = IssueVotes(suite_, voided.name(), "a", 1, BallotOf("basic")).front();
  Close(*first_, closed.name());
  EXPECT_EQ(ReasonOf(Cast(*second_, closed.name(), late)), "VOTING_ENDED");
  appraisal::VoidRoundRequest request;
  request.set_name(voided.name());
  request.set_reason("名单有误");
  appraisal::Round answer;
  grpc::ClientContext context;
  ASSERT_TRUE(first_->VoidRound(&context, request, &answer).ok());
  EXPECT_FALSE(Cast(*second_, voided.name(), vain).ok());
}

TEST_F(ReplicasTest, CredentialsRevokedThroughOneAreRefusedByTheOther) {
  const appraisal::Round round = OpenSmallRound(suite_, "revoked", 5);
  CastThroughBoth(round.name());
  appraisal::RevokeCredentialsRequest request;
  const Vote vote =
      IssueVotes(suite_, round.name(), "a", 1, BallotOf("basic"), request.mutable_name()).front();
  request.set_reason("发放有误");
  appraisal::RevokeCredentialsResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(first_->RevokeCredentials(&context, request, &response).ok());
  EXPECT_EQ(ReasonOf(Cast(*second_, round.name(), vote)), "CREDENTIAL_REVOKED");
}

TEST_F(ReplicasTest, OneRequestThroughBothAtOnceIsDoneOnce) {
  const appraisal::Round like = DraftSmallRound(suite_, "like", 5);
  for (int i = 0; i < 10; ++i) {
    appraisal::CreateRoundRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_round() = like;
    appraisal::Round one;
    appraisal::Round two;
    std::thread caller([&] {
      grpc::ClientContext context;
      EXPECT_TRUE(first_->CreateRound(&context, request, &one).ok());
    });
    grpc::ClientContext context;
    EXPECT_TRUE(second_->CreateRound(&context, request, &two).ok());
    caller.join();
    EXPECT_EQ(one.name(), two.name());
  }
}

TEST_F(ReplicasTest, AggregateDueThroughBothBySeveralCallersDoesEachRoundOnce) {
  constexpr int kRounds = 4;
  for (int i = 0; i < kRounds; ++i) {
    const appraisal::Round round = OpenSmallRound(suite_, "due-" + std::to_string(i), 2);
    CastThroughBoth(round.name());
    Close(*NewAppraisal(i), round.name());
  }
  std::vector<std::thread> callers;
  for (size_t i = 0; i < 6; ++i) {
    callers.emplace_back([&, i] {
      result::AggregateDueResponse response;
      grpc::ClientContext context;
      EXPECT_TRUE(NewResult(i)->AggregateDue(&context, {}, &response).ok());
    });
  }
  for (std::thread& caller : callers) caller.join();
  result::ListAggregationRunsRequest request;
  request.set_parent("rounds/-");
  std::set<std::string> rounds;
  for (size_t which : {0, 1}) {
    result::ListAggregationRunsResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(NewResult(which)->ListAggregationRuns(&context, request, &response).ok());
    ASSERT_EQ(response.aggregation_runs_size(), kRounds);
    for (const result::AggregationRun& run : response.aggregation_runs()) {
      EXPECT_EQ(run.state(), result::AggregationRun::STATE_SUCCEEDED);
      EXPECT_EQ(run.attempt(), 1);
      rounds.insert(run.name().substr(0, run.name().find("/runs/")));
    }
  }
  EXPECT_EQ(rounds.size(), size_t{kRounds});
}

}  // namespace
}  // namespace pingyi::test
