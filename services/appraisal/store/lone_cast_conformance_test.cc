// A ballot fares as the rules say, whatever the box takes for granted of it: of one that comes
// alone nearly everything, of many at once that their credentials are unspent.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/conformance.h"
#include "services/appraisal/store/lone_cast.h"
#include "services/base/telemetry/log.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::StatusIs;
using test::SameMarks;
using test::SampleSpec;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LoneCastConformance : public StoreConformance {
 protected:
  LoneCastConformance()
      : good_(SameMarks({"s1", "s2"}, "good", "80")),
        watched_(db()),
        watched_box_(NewBallotBox(watched_, clock_, ids_)) {}

  // Opens a round, and has the box see it.
  void MakeSeen(const RoundSpec& spec = SampleSpec(), std::string_view round_id = "r1") {
    MakeOpen(spec, round_id);
    const std::string token = Issue(1, "b", round_id)[0];
    EXPECT_OK(
        CastWatched(Prepare(token, SameMarks({"s1", "s2", "s3"}, "good", "80"), "q0", round_id)));
    watched_.steps.clear();
  }

  absl::StatusOr<CastReceipt> CastWatched(const PreparedCast& cast) {
    return Cast(cast, watched_box_.get());
  }

  // The steps of a cast that is done at once, and of one that is looked at after all.
  std::vector<std::string> AtOnce() { return {"write", "wrote"}; }
  std::vector<std::string> AfterAll() { return {"write", "write", "wrote"}; }

  const Ballot good_;
  FaultyDatabase watched_;
  const std::unique_ptr<BallotBox> watched_box_;
};

INSTANTIATE_TEST_SUITE_P(Backends, LoneCastConformance, testing::ValuesIn(Backends()), BackendName);

TEST_P(LoneCastConformance, IsTakenAtOnceAndCounted) {
  MakeSeen();
  std::vector<PreparedCast> casts;
  for (const std::string& token : Issue(20)) casts.push_back(Prepare(token, good_));
  for (const PreparedCast& cast : casts) {
    ASSERT_OK_AND_ASSIGN(const CastReceipt receipt, CastWatched(cast));
    EXPECT_EQ(receipt.receipt, cast.receipt);
    EXPECT_FALSE(receipt.spoiled);
    EXPECT_EQ(watched_.steps, AtOnce());
    watched_.steps.clear();
  }
  EXPECT_EQ(TurnoutOf(0).valid, 20);
  EXPECT_EQ(TurnoutOf(1).valid, 1);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_EQ(MarksCounted(), 20 * 4 + 6);
}

TEST_P(LoneCastConformance, IsRefusedForTheSameReasons) {
  RoundSpec spec = SampleSpec();
  spec.rules.require_all_subjects = true;
  MakeSeen(spec);
  const Ballot all = SameMarks({"s1", "s2", "s3"}, "good", "80");
  const std::vector<std::string> tokens = Issue(2);
  const PreparedCast first = Prepare(tokens[0], all);
  EXPECT_OK(CastWatched(first));
  watched_.steps.clear();
  ASSERT_OK_AND_ASSIGN(const CastReceipt again, CastWatched(first));
  EXPECT_EQ(again.receipt, first.receipt);
  EXPECT_EQ(watched_.steps, AfterAll());
  EXPECT_THAT(CastWatched(Prepare(tokens[0], all, "q2")), HasReason(reason::kCredentialUsed));
  EXPECT_THAT(CastWatched(Prepare(std::string(16, 'x'), all)),
              HasReason(reason::kCredentialUnknown));
  EXPECT_THAT(CastWatched(Prepare(tokens[1], good_)), HasReason(reason::kBallotIncomplete));
  CredentialBatch batch{"r1", "lost", "a", {{CredentialHash("r1", std::string(16, 'y')), "", ""}}};
  ASSERT_OK(box_->IssueCredentials(Context(), batch));
  ASSERT_OK(box_->RevokeCredentials(Context(), "r1", "lost", "lost"));
  EXPECT_THAT(CastWatched(Prepare(std::string(16, 'y'), all)),
              HasReason(reason::kCredentialRevoked));
  EXPECT_OK(CastWatched(Prepare(tokens[1], all)));  // the refusal before it cost nothing
  EXPECT_EQ(TurnoutOf(0).valid, 2);
}

TEST_P(LoneCastConformance, IsCountedAsSpoiledWhereTheRoundSaysSo) {
  RoundSpec spec = SampleSpec();
  spec.rules.require_all_subjects = true;
  spec.rules.breach_effect = BreachEffect::kCountAsSpoiled;
  MakeSeen(spec);
  ASSERT_OK_AND_ASSIGN(const CastReceipt receipt, CastWatched(Prepare(Issue(1)[0], good_)));
  EXPECT_TRUE(receipt.spoiled);
  EXPECT_EQ(watched_.steps, AtOnce());
  EXPECT_EQ(TurnoutOf(0).spoiled, 1);
  EXPECT_EQ(TurnoutOf(0).valid, 0);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_EQ(MarksCounted(), 6);
}

// What the box has seen of a round is no more than a guess.
TEST_P(LoneCastConformance, SeesWhatAnotherProcessMadeOfTheRound) {
  RoundSpec spec = SampleSpec();
  spec.close_time = clock_.Now() + absl::Hours(1);
  MakeSeen(spec, "r2");
  MakeSeen(spec, "r3");
  const auto other_process = test_database_->OpenAgain();
  const auto other = NewRoundStore(*other_process, clock_);

  const std::string token = Issue(1, "a", "r2")[0];
  ASSERT_OK(other->VoidRound(Context(), Change("r2")));
  EXPECT_THAT(CastWatched(Prepare(token, good_, "q1", "r2")), HasReason(reason::kRoundVoid));

  const std::vector<std::string> tokens = Issue(3, "a", "r3");
  ASSERT_OK(other->ExtendRound(Context(), Change("r3"), clock_.Now() + absl::Hours(2)));
  watched_.steps.clear();
  EXPECT_OK(CastWatched(Prepare(tokens[0], good_, "q1", "r3")));
  EXPECT_EQ(watched_.steps, db().dialect().has_round_trips ? AfterAll() : AtOnce());
  watched_.steps.clear();
  EXPECT_OK(CastWatched(Prepare(tokens[1], good_, "q1", "r3")));
  EXPECT_EQ(watched_.steps, AtOnce());  // as it saw the round then
  clock_.Advance(absl::Hours(2));
  EXPECT_THAT(CastWatched(Prepare(tokens[2], good_, "q1", "r3")), HasReason(reason::kVotingEnded));
  EXPECT_EQ(TurnoutOf(0, "r3").valid, 2);
}

TEST_P(LoneCastConformance, IsNotTakenByARoundThatHasClosed) {
  MakeSeen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_THAT(CastWatched(cast), HasReason(reason::kVotingEnded));
  EXPECT_EQ(TurnoutOf(0).valid, 0);
  EXPECT_EQ(MarksCounted(), 6);
}

// Beside the lock: in a cluster this is what keeps a ballot out.
TEST_P(LoneCastConformance, AClosedTurnoutTakesNothing) {
  MakeSeen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  ASSERT_OK(db().Write(Soon(), [](sql::Transaction& tx) {
    return tx.Execute("UPDATE turnout SET closed = 1").status();
  }));
  EXPECT_THAT(CastWatched(cast), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(TurnoutOf(0).valid, 0);
}

TEST_P(LoneCastConformance, NamedBallotsAndOwnEntriesAreLookedAt) {
  RoundSpec named = SampleSpec();
  named.anonymity = Anonymity::kNamed;
  MakeOpen(named, "named");
  RoundSpec self = SampleSpec();
  self.rules.forbid_self = true;
  MakeOpen(self, "self");
  for (int i = 0; i < 2; ++i) {
    const std::string voter = IssueTo({"", fmt::format("voter{}", i), ""}, "a", "named");
    EXPECT_OK(CastWatched(Prepare(voter, good_, "q1", "named")));
    const std::string token = IssueTo({"", "", "s1"}, "a", "self");
    EXPECT_THAT(CastWatched(Prepare(token, good_, "q1", "self")), HasReason(reason::kSelfVote));
    EXPECT_OK(CastWatched(Prepare(token, SameMarks({"s2"}, "good", "80"), "q1", "self")));
  }
  ASSERT_OK(rounds_->CloseRound(Context(), Change("named")));
  ASSERT_OK_AND_ASSIGN(const std::vector<NamedBallot> ballots,
                       box_->ListNamedBallots(Soon(), "named", "", 10));
  EXPECT_EQ(ballots.size(), 2U);
}

// The commit of the quick way was not answered: the long way finds the ballot there.
TEST_P(LoneCastConformance, ALostAnswerIsFoundOut) {
  MakeSeen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  int answers = 0;
  watched_.fault = [&](std::string_view step) {
    return step == "wrote" && ++answers == 1 ? absl::UnavailableError("connection lost")
                                             : absl::OkStatus();
  };
  const absl::StatusOr<CastReceipt> receipt = CastWatched(cast);
  if (db().dialect().has_round_trips) {
    ASSERT_OK(receipt);
    EXPECT_EQ(receipt->receipt, cast.receipt);
    EXPECT_THAT(watched_.steps, ElementsAre("write", "wrote", "write", "wrote"));
  } else {
    EXPECT_THAT(receipt, StatusIs(absl::StatusCode::kUnavailable));
  }
  EXPECT_EQ(TurnoutOf(0).valid, 1);
}

// And if it cannot find out, nobody is told that the ballot was not cast.
TEST_P(LoneCastConformance, WhatIsNotKnownIsNotDenied) {
  MakeSeen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  int writes = 0;
  watched_.fault = [&](std::string_view step) {
    if (step == "wrote") return absl::UnavailableError("connection lost");
    return ++writes == 1 ? absl::OkStatus() : absl::DeadlineExceededError("too late");
  };
  EXPECT_THAT(CastWatched(cast), StatusIs(absl::StatusCode::kUnavailable));
  watched_.fault = nullptr;
  EXPECT_OK(CastWatched(cast));
  EXPECT_EQ(TurnoutOf(0).valid, 1);
}

// The database may still be at the transaction whose connection was lost.
TEST_P(LoneCastConformance, WhatIsNotKnownIsNotRefused) {
  MakeSeen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  int writes = 0;
  watched_.fault = [&](std::string_view step) {
    if (step != "write" || ++writes > 1) return absl::OkStatus();
    EXPECT_OK(rounds_->CloseRound(Context(), Change()));
    return absl::UnavailableError("connection lost");
  };
  const absl::StatusOr<CastReceipt> outcome = CastWatched(cast);
  EXPECT_THAT(outcome, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(TurnoutOf(0).valid, 0);
}

// It would hardly be noticed otherwise. What is no fault is not told.
TEST_P(LoneCastConformance, AFaultOfTheQuickWayIsLoggedNowAndThen) {
  MakeSeen();
  std::vector<std::string> lines;
  const telemetry::ScopedLogSink sink([&](std::string_view line) { lines.emplace_back(line); });
  const auto cast_faulty = [&] {
    int writes = 0;
    watched_.fault = [writes](std::string_view step) mutable {
      return step == "write" && ++writes == 1 ? absl::InternalError("no such statement")
                                              : absl::OkStatus();
    };
    const absl::Status status = CastWatched(Prepare(Issue(1)[0], good_)).status();
    watched_.fault = nullptr;
    EXPECT_EQ(status.ok(), db().dialect().has_round_trips) << status;
  };
  for (int i = 0; i < 5; ++i) cast_faulty();
  clock_.Advance(absl::Minutes(1));
  cast_faulty();
  if (db().dialect().has_round_trips) {
    ASSERT_EQ(lines.size(), 2);
    EXPECT_THAT(lines[0], AllOf(HasSubstr("lone ballots took the long way"),
                                HasSubstr("no such statement"), HasSubstr("\"count\":1")));
    EXPECT_THAT(lines[1], HasSubstr("\"count\":5"));
  }
  lines.clear();
  clock_.Advance(absl::Hours(1));
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  EXPECT_OK(CastWatched(cast));
  EXPECT_OK(CastWatched(cast));  // a repetition
  EXPECT_THAT(CastWatched(Prepare(std::string(16, 'x'), good_)),
              HasReason(reason::kCredentialUnknown));
  EXPECT_THAT(lines, IsEmpty());
}

// --------------------------------------------------------------- many at once

TEST_P(LoneCastConformance, OneRepeatedAmongManyIsFound) {
  MakeOpen();
  std::vector<PreparedCast> casts;
  for (const std::string& token : Issue(7)) casts.push_back(Prepare(token, good_));
  const std::span<const PreparedCast> all(casts);
  ASSERT_OK(box_->CastBatch(Soon(), all.first(2)));
  ASSERT_OK_AND_ASSIGN(const CastOutcomes outcomes,
                       watched_box_->CastBatch(Soon(), all.subspan(1, 3)));
  for (size_t i = 0; i < 3; ++i) {
    ASSERT_OK(outcomes[i]);
    EXPECT_EQ(outcomes[i]->receipt, casts[i + 1].receipt);
  }
  EXPECT_EQ(watched_.steps, AfterAll());
  watched_.steps.clear();
  // They seldom come alone, so the next ones are looked at from the start.
  ASSERT_OK(watched_box_->CastBatch(Soon(), all.subspan(2, 3)));
  EXPECT_EQ(watched_.steps, AtOnce());
  EXPECT_EQ(TurnoutOf(0).valid, 5);

  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  const auto new_box = NewBallotBox(db(), clock_, ids_);
  ASSERT_OK_AND_ASSIGN(const CastOutcomes late, new_box->CastBatch(Soon(), all.subspan(3, 3)));
  ASSERT_OK(late[0]);
  EXPECT_EQ(late[0]->receipt, casts[3].receipt);
  EXPECT_OK(late[1]);
  EXPECT_THAT(late[2], HasReason(reason::kVotingEnded));
  EXPECT_EQ(TurnoutOf(0).valid, 5);
}

TEST(SeenWindowsTest, KeepsTheLastWindowOfEachOfSomeRounds) {
  SeenWindows seen;
  EXPECT_FALSE(seen.Find("r1"));
  seen.Keep("r1", {RoundState::kOpen, std::nullopt, std::nullopt});
  seen.Keep("r1", {RoundState::kClosed, std::nullopt, std::nullopt});
  ASSERT_TRUE(seen.Find("r1"));
  EXPECT_EQ(seen.Find("r1")->state, RoundState::kClosed);
  for (int i = 0; i < 10'000; ++i) seen.Keep(fmt::format("other{}", i), {});
  EXPECT_FALSE(seen.Find("r1"));
}

}  // namespace
}  // namespace pingyi::appraisal
