// The traps of casting, against real processes.
#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "tests/integration/small_round.h"

namespace pingyi::test {
namespace {

TEST(CastTest, TwoCastsOfOneCredentialAtOnceCountOnce) {
  Suite suite;
  const appraisal::Round round = OpenSmallRound(suite, "twice", 20);
  for (const Vote& vote : IssueVotes(suite, round.name(), "a", 20, BallotOf("excellent"))) {
    Vote other = vote;
    other.request_id = NewRequestId();
    other.ballot = BallotOf("basic");
    grpc::Status first;
    grpc::Status second;
    std::thread one([&] { first = Cast(*suite.NewAppraisalStub(), round.name(), vote); });
    std::thread two([&] { second = Cast(*suite.NewAppraisalStub(), round.name(), other); });
    one.join();
    two.join();
    ASSERT_NE(first.ok(), second.ok()) << first.error_message() << " / " << second.error_message();
    const grpc::Status& refused = first.ok() ? second : first;
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::ALREADY_EXISTS);
    EXPECT_EQ(ReasonOf(refused), "CREDENTIAL_USED");
  }
  Close(suite, round.name());
  const appraisal::ListTalliesResponse tallies = Tallies(suite, round.name());
  EXPECT_EQ(ValidIn(tallies, "a"), 20);
  EXPECT_EQ(MarksIn(tallies, 1, 0), 20);
}

TEST(CastTest, RefusedBallotKeepsTheCredential) {
  Suite suite;
  const appraisal::Round round = OpenSmallRound(suite, "refused", 1);
  Vote vote = IssueVotes(suite, round.name(), "a", 1, BallotOf("splendid")).front();
  const grpc::Status refused = Cast(suite.appraisal(), round.name(), vote);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(refused), "MARK_OFF_SCALE");
  vote.ballot = BallotOf("competent");
  EXPECT_TRUE(Cast(suite.appraisal(), round.name(), vote).ok());
}

TEST(CastTest, RetryAfterALostAnswerGetsTheSameReceiptAlsoAfterAKillAndAfterClosing) {
  Suite suite;
  const appraisal::Round round = OpenSmallRound(suite, "retry", 2);
  const Vote vote = IssueVotes(suite, round.name(), "b", 1, BallotOf("basic")).front();
  std::string receipt;
  std::string again;
  ASSERT_TRUE(Cast(suite.appraisal(), round.name(), vote, &receipt).ok());
  EXPECT_NE(receipt, "");
  suite.KillAndRestart(Service::kAppraisal);
  EXPECT_TRUE(Cast(*suite.NewAppraisalStub(), round.name(), vote, &again).ok());
  EXPECT_EQ(again, receipt);
  const auto stub = suite.NewAppraisalStub();
  appraisal::CloseRoundRequest close;
  close.set_name(round.name());
  appraisal::Round closed;
  grpc::ClientContext context;
  ASSERT_TRUE(stub->CloseRound(&context, close, &closed).ok());
  EXPECT_TRUE(Cast(*stub, round.name(), vote, &again).ok());
  EXPECT_EQ(again, receipt);
  EXPECT_EQ(closed.state(), appraisal::Round::STATE_CLOSED);
}

// Casts every vote from `threads` threads; counts the OKs.
int64_t CastAll(Suite& suite, const std::string& round, const std::vector<Vote>& votes, int threads,
                const std::function<void(int64_t)>& after_ok) {
  std::atomic<size_t> next = 0;
  std::atomic<int64_t> accepted = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      const auto stub = suite.NewAppraisalStub();
      for (size_t mine = next++; mine < votes.size(); mine = next++) {
        const grpc::Status status = Cast(*stub, round, votes[mine]);
        if (status.ok()) {
          after_ok(++accepted);
        } else {
          EXPECT_EQ(ReasonOf(status), "VOTING_ENDED") << status.error_message();
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return accepted;
}

TEST(CastTest, CloseRacesWithHundredsOfCasts) {
  Suite suite;
  const appraisal::Round round = OpenSmallRound(suite, "race", 800);
  const std::vector<Vote> votes = IssueVotes(suite, round.name(), "a", 800, BallotOf("competent"));
  std::thread closer;
  const int64_t accepted = CastAll(suite, round.name(), votes, 16, [&](int64_t count) {
    // The closing starts amid the casts: after the hundredth was answered.
    if (count == 100) closer = std::thread([&] { Close(suite, round.name()); });
  });
  closer.join();
  const appraisal::ListTalliesResponse tallies = Tallies(suite, round.name());
  EXPECT_GE(accepted, 100);
  EXPECT_EQ(ValidIn(tallies, "a"), accepted);
  for (int position = 1; position <= kSubjects; ++position) {
    EXPECT_EQ(MarksIn(tallies, position, 0), accepted);
  }
}

TEST(CastTest, KilledAmidCastsLosesNoAcknowledgedBallotAndCountsNoneTwice) {
  Suite suite;
  const appraisal::Round round = OpenSmallRound(suite, "killed", 400);
  const std::vector<Vote> votes = IssueVotes(suite, round.name(), "a", 400, BallotOf("excellent"));
  std::mutex mutex;
  std::vector<std::string> receipts(votes.size());
  std::atomic<size_t> next = 0;
  std::atomic<int> accepted = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([&] {
      const auto stub = suite.NewAppraisalStub();
      for (size_t mine = next++; mine < votes.size(); mine = next++) {
        std::string receipt;
        if (!Cast(*stub, round.name(), votes[mine], &receipt).ok()) continue;
        {
          const std::lock_guard lock(mutex);
          receipts[mine] = receipt;
        }
        if (++accepted == 150) suite.process(Service::kAppraisal).SignalOnly(SIGKILL);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  ASSERT_LT(accepted, 400);
  suite.KillAndRestart(Service::kAppraisal);
  const auto stub = suite.NewAppraisalStub();
  for (size_t i = 0; i < votes.size();
       ++i) {  // everybody tries again, not knowing what got through
    std::string receipt;
    ASSERT_TRUE(Cast(*stub, round.name(), votes[i], &receipt).ok());
    if (!receipts[i].empty()) {
      EXPECT_EQ(receipt, receipts[i]);
    }
  }
  Close(suite, round.name());
  const appraisal::ListTalliesResponse tallies = Tallies(suite, round.name());
  EXPECT_EQ(ValidIn(tallies, "a"), 400);
  EXPECT_EQ(MarksIn(tallies, 2, 0), 400);
}

}  // namespace
}  // namespace pingyi::test
