// The traps of casting, over the wire.
#include <algorithm>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "services/appraisal/rpc/casting_fixture.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST_F(CastingTest, BallotIsTakenAndCounted) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 2);
  ASSERT_OK_AND_ASSIGN(const v1::CastBallotResponse receipt, Cast(CastRequest("r", tokens[0])));
  EXPECT_EQ(receipt.receipt().size(), 26U);
  EXPECT_FALSE(receipt.spoiled());
  const v1::Turnout turnout = TurnoutOf("r");
  EXPECT_EQ(turnout.total().returned(), 1);
  EXPECT_EQ(turnout.total().issued(), 2);
  EXPECT_EQ(turnout.groups(0).valid(), 1);
  EXPECT_EQ(turnout.groups(1).valid(), 0);
}

TEST_F(CastingTest, TokenMayBeTypedAsPeopleDo) {
  MakeOpenRound("r");
  std::string token = Issue("r", 1)[0];
  std::transform(token.begin(), token.end(), token.begin(), ::toupper);
  token.insert(13, "-");
  EXPECT_OK(Cast(CastRequest("r", token)));
}

TEST_F(CastingTest, OfTwoCastsOfOneCredentialAtOnceOneCounts) {
  MakeOpenRound("r");
  for (const std::string& token : Issue("r", 20)) {
    auto first = CastLater(CastRequest("r", token, Ballot("a")));
    auto second = CastLater(CastRequest("r", token, Ballot("c")));
    const Answer one = first.get();
    const Answer two = second.get();
    ASSERT_NE(one.ok(), two.ok());
    EXPECT_THAT(one.ok() ? two : one,
                AllOf(StatusIs(absl::StatusCode::kAlreadyExists), HasReason("CREDENTIAL_USED")));
  }
  EXPECT_EQ(TurnoutOf("r").total().returned(), 20);
}

TEST_F(CastingTest, SameRequestTwiceAtOnceIsOneBallotWithOneReceipt) {
  MakeOpenRound("r");
  for (const std::string& token : Issue("r", 20)) {
    const v1::CastBallotRequest request = CastRequest("r", token);
    auto first = CastLater(request);
    auto second = CastLater(request);
    ASSERT_OK_AND_ASSIGN(const v1::CastBallotResponse one, first.get());
    ASSERT_OK_AND_ASSIGN(const v1::CastBallotResponse two, second.get());
    EXPECT_EQ(one.receipt(), two.receipt());
  }
  EXPECT_EQ(TurnoutOf("r").total().returned(), 20);
}

TEST_F(CastingTest, RefusedBallotKeepsTheCredential) {
  MakeOpenRound("r", RoundText("validity_rules { require_all_criteria: true }"));
  const std::string token = Issue("r", 1)[0];
  EXPECT_THAT(Cast(CastRequest("r", token, Ballot("excellent"))),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasViolation("ballot.subjects[0].marks[0].mark", "MARK_OFF_SCALE")));
  v1::Ballot incomplete = Ballot();
  incomplete.mutable_subjects(0)->mutable_marks()->RemoveLast();
  EXPECT_THAT(Cast(CastRequest("r", token, incomplete)), HasReason("BALLOT_INCOMPLETE"));
  EXPECT_EQ(TurnoutOf("r").total().returned(), 0);
  EXPECT_OK(Cast(CastRequest("r", token)));
}

TEST_F(CastingTest, RetryAfterALostAnswerGetsTheSameReceiptAlsoAfterClosing) {
  MakeOpenRound("r");
  const std::string token = Issue("r", 1)[0];
  const v1::CastBallotRequest request = CastRequest("r", token);
  ASSERT_OK_AND_ASSIGN(const v1::CastBallotResponse first, Cast(request));
  ASSERT_OK_AND_ASSIGN(const v1::CastBallotResponse again, Cast(request));
  EXPECT_EQ(again.receipt(), first.receipt());
  Close("r");
  v1::CastBallotRequest shouted = request;
  std::string& id = *shouted.mutable_request_id();
  std::transform(id.begin(), id.end(), id.begin(), ::toupper);
  ASSERT_OK_AND_ASSIGN(const v1::CastBallotResponse late, Cast(shouted));
  EXPECT_EQ(late.receipt(), first.receipt());
  EXPECT_EQ(TalliedBallots("r"), 1);
}

TEST_F(CastingTest, SameCredentialWithAnythingElseIsRefused) {
  MakeOpenRound("r");
  const std::string token = Issue("r", 1)[0];
  const v1::CastBallotRequest request = CastRequest("r", token);
  ASSERT_OK(Cast(request));
  v1::CastBallotRequest other_ballot = request;
  *other_ballot.mutable_ballot() = Ballot("b");
  EXPECT_THAT(Cast(other_ballot), HasReason("CREDENTIAL_USED"));
  v1::CastBallotRequest other_request = request;
  other_request.set_request_id(NewUuid());
  EXPECT_THAT(Cast(other_request), HasReason("CREDENTIAL_USED"));
}

TEST_F(CastingTest, CredentialWorksInItsOwnRoundOnlyAndNotOnceRevoked) {
  MakeOpenRound("r");
  MakeOpenRound("s");
  const std::string token = Issue("r", 1)[0];
  EXPECT_THAT(Cast(CastRequest("s", token)), AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                                                   HasReason("CREDENTIAL_UNKNOWN")));
  EXPECT_OK(Cast(CastRequest("r", token)));

  const auto batch = Call(&Stub::IssueCredentials,
                          R"pb(parent: "rounds/r"
                               group: "b"
                               count: 1
                               request_id: "1b4e28ba-2fa1-41d2-883f-0016d3cca427")pb");
  ASSERT_OK(batch);
  ASSERT_OK_AND_ASSIGN(
      const v1::RevokeCredentialsResponse revoked,
      Call(&Stub::RevokeCredentials, fmt::format("name: '{}' reason: 'lost'", batch->batch())));
  EXPECT_EQ(revoked.revoked_count(), 1);
  EXPECT_THAT(
      Cast(CastRequest("r", batch->credentials(0).token())),
      AllOf(StatusIs(absl::StatusCode::kPermissionDenied), HasReason("CREDENTIAL_REVOKED")));
}

TEST_F(CastingTest, CloseRacingWithCastsCountsEveryOkAndNoRefusal) {
  constexpr int kThreads = 8;
  constexpr int kEach = 60;
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", kThreads * kEach);
  std::atomic<int> accepted = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> strange = 0;
  std::latch under_way{1};
  std::vector<std::thread> voters;
  for (int t = 0; t < kThreads; ++t) {
    voters.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const Answer answer = Cast(CastRequest("r", tokens[t * kEach + i]));
        if (answer.ok()) {
          if (++accepted == kThreads * 5) under_way.count_down();
        } else if (DetailsOf(answer.status()).reason == "VOTING_ENDED") {
          ++refused;
        } else {
          ++strange;
        }
      }
    });
  }
  under_way.wait();
  const v1::Round closed = Close("r");
  const int64_t tallied = TalliedBallots("r");
  for (std::thread& voter : voters) voter.join();
  EXPECT_EQ(strange.load(), 0);
  EXPECT_EQ(accepted.load() + refused.load(), kThreads * kEach);
  EXPECT_EQ(tallied, accepted.load());
  EXPECT_EQ(TurnoutOf("r").total().valid(), accepted.load());
  EXPECT_EQ(Call(&Stub::GetRound, "name: 'rounds/r'")->tally_digest(), closed.tally_digest());
}

TEST_F(CastingTest, DeadlineClosesTheBoxByItself) {
  MakeOpenRound("r", RoundText(fmt::format("close_time {{ seconds: {} }}",
                                           absl::ToUnixSeconds(clock_.Now()) + 60)));
  const std::vector<std::string> tokens = Issue("r", 2);
  clock_.Advance(absl::Seconds(60) - absl::Microseconds(1));
  ASSERT_OK(Cast(CastRequest("r", tokens[0])));
  clock_.Advance(absl::Microseconds(1));
  EXPECT_THAT(Cast(CastRequest("r", tokens[1])),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("VOTING_ENDED")));
  ASSERT_OK_AND_ASSIGN(const v1::CloseDueRoundsResponse due, Call(&Stub::CloseDueRounds, ""));
  EXPECT_THAT(due.rounds(), ElementsAre("rounds/r"));
  EXPECT_EQ(TalliedBallots("r"), 1);
  EXPECT_THAT(Call(&Stub::CloseDueRounds, "")->rounds(), SizeIs(0));
}

TEST_F(CastingTest, VotingBeginsAtOpenTime) {
  MakeOpenRound("r", RoundText(fmt::format("open_time {{ seconds: {} }}",
                                           absl::ToUnixSeconds(clock_.Now()) + 60)));
  const v1::CastBallotRequest request = CastRequest("r", Issue("r", 1)[0]);
  EXPECT_THAT(Cast(request), HasReason("VOTING_NOT_BEGUN"));
  clock_.Advance(absl::Seconds(60));
  EXPECT_OK(Cast(request));
}

TEST_F(CastingTest, BreachCountsAsSpoiledWhereTheRoundSaysSo) {
  MakeOpenRound("r", RoundText("validity_rules { require_all_criteria: true "
                               "breach_effect: BREACH_EFFECT_COUNT_AS_SPOILED }"));
  const std::string token = Issue("r", 1)[0];
  v1::Ballot incomplete = Ballot();
  incomplete.mutable_subjects(0)->mutable_marks()->RemoveLast();
  ASSERT_OK_AND_ASSIGN(const v1::CastBallotResponse receipt,
                       Cast(CastRequest("r", token, incomplete)));
  EXPECT_TRUE(receipt.spoiled());
  EXPECT_EQ(TurnoutOf("r").total().spoiled(), 1);
  EXPECT_THAT(Cast(CastRequest("r", token)), HasReason("CREDENTIAL_USED"));
}

TEST_F(CastingTest, LargeBallotTakesTheSameWay) {
  MakeDraft("r");
  for (int page = 0; page < 2; ++page) {
    std::string subjects;
    for (int i = 0; i < 500; ++i) {
      subjects += fmt::format("subjects {{ name: 'rounds/r/subjects/s{}' display_name: 's' }}",
                              page * 500 + i);
    }
    ASSERT_OK(Call(&Stub::BatchCreateSubjects, "parent: 'rounds/r' " + subjects));
  }
  ASSERT_OK(Call(&Stub::OpenRound, "name: 'rounds/r'"));
  v1::Ballot ballot;
  for (int i = 0; i < 1000; ++i) {
    *ballot.add_subjects() = Ballot().subjects(0);
    ballot.mutable_subjects(i)->set_subject(fmt::format("s{}", i));
  }
  EXPECT_OK(Cast(CastRequest("r", Issue("r", 1)[0], ballot)));
}

class SmallQueueTest : public CastingTest {
 protected:
  SmallQueueTest() : CastingTest({.cast_queue = {.capacity = 1}}) {}
};

TEST_F(SmallQueueTest, FullQueueRefusesWithARetryDelay) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 4);
  auto occupant = Occupy(tokens[0]);
  std::vector<std::future<Answer>> others;
  for (int i = 1; i < 4; ++i) others.push_back(CastLater(CastRequest("r", tokens[i])));
  // There is room for one to wait; the other two are answered while it does.
  const auto answered = [](const std::future<Answer>& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  };
  while (std::count_if(others.begin(), others.end(), answered) < 2) std::this_thread::yield();
  box_.Release();
  EXPECT_OK(occupant.get());
  int accepted = 0;
  for (auto& other : others) {
    const Answer answer = other.get();
    accepted += answer.ok() ? 1 : 0;
    if (!answer.ok()) {
      EXPECT_THAT(answer, AllOf(StatusIs(absl::StatusCode::kResourceExhausted),
                                HasReason("SERVER_OVERLOADED")));
    }
  }
  EXPECT_EQ(accepted, 1);
}

TEST_F(CastingTest, CastCancelledWhileItWaitsIsNotCast) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 2);
  auto occupant = Occupy(tokens[0]);
  grpc::ClientContext context;
  auto waiting = std::async(std::launch::async, [&] {
    v1::CastBallotResponse response;
    return rpc::FromGrpc(stub_->CastBallot(&context, CastRequest("r", tokens[1]), &response));
  });
  // A round trip behind it on the same connection: by now it has arrived.
  EXPECT_OK(Call(&Stub::GetRound, "name: 'rounds/r'"));
  context.TryCancel();
  EXPECT_THAT(waiting.get(), StatusIs(absl::StatusCode::kCancelled));
  box_.Release();
  EXPECT_OK(occupant.get());
  EXPECT_OK(Cast(CastRequest("r", tokens[1], Ballot("c")))) << "the credential is unused";
}

TEST_F(CastingTest, CastWhoseDeadlinePassesWhileItWaitsIsNotCast) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 2);
  auto occupant = Occupy(tokens[0]);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
  v1::CastBallotResponse response;
  EXPECT_EQ(stub_->CastBallot(&context, CastRequest("r", tokens[1]), &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  box_.Release();
  EXPECT_OK(occupant.get());
  EXPECT_OK(Cast(CastRequest("r", tokens[1], Ballot("c")))) << "the credential is unused";
}

// As over an embedded database, where one thread at a time casts a ballot that comes alone.
class InPlaceCastingTest : public CastingTest {
 protected:
  InPlaceCastingTest() : CastingTest({.cast_queue = {.lone_before_in_place = 0}}) {
    kit_.AllowInPlace();
  }
};

TEST_F(InPlaceCastingTest, EachOfManyIsCountedOnceAndThePlaceIsLeft) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 40);
  for (int i = 0; i < 20; ++i) EXPECT_OK(Cast(CastRequest("r", tokens[i])));
  std::vector<std::future<Answer>> others;
  for (int i = 20; i < 40; ++i) others.push_back(CastLater(CastRequest("r", tokens[i])));
  for (auto& other : others) EXPECT_OK(other.get());
  EXPECT_EQ(TurnoutOf("r").total().returned(), 40);
  EXPECT_THAT(Cast(CastRequest("r", tokens[0], Ballot("c"))), HasReason("CREDENTIAL_USED"));
  while (!kit_.TakePlace()) std::this_thread::yield();
}

TEST_F(InPlaceCastingTest, WhileOneIsCastTheServerTakesOtherCalls) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 5);
  EXPECT_OK(Cast(CastRequest("r", tokens[0])));  // the rules are kept from here on
  auto occupant = Occupy(tokens[1]);
  EXPECT_FALSE(kit_.TakePlace());
  std::vector<std::future<Answer>> others;
  for (int i = 2; i < 5; ++i) others.push_back(CastLater(CastRequest("r", tokens[i])));
  EXPECT_EQ(TurnoutOf("r").total().returned(), 1);
  box_.Release();
  EXPECT_OK(occupant.get());
  for (auto& other : others) EXPECT_OK(other.get());
  EXPECT_EQ(TurnoutOf("r").total().returned(), 5);
}

}  // namespace
}  // namespace pingyi::appraisal
