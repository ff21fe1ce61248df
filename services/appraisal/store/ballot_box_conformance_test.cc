#include <atomic>
#include <latch>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/conformance.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::HasViolation;
using pingyi::test::StatusIs;
using test::SameMarks;
using test::SampleSpec;
using testing::ElementsAre;

class BallotBoxConformance : public StoreConformance {
 protected:
  BallotBoxConformance() : good_(SameMarks({"s1", "s2"}, "good", "80")) {}

  absl::Status IssueOne(std::string_view group, NewCredential credential,
                        std::string_view round_id = "r1") {
    credential.hash = CredentialHash(round_id, ids_.RandomBytes(kTokenBytes));
    return box_->IssueCredentials(
        Context(), {std::string(round_id), ids_.NewId(), std::string(group), {credential}});
  }

  const Ballot good_;
};

INSTANTIATE_TEST_SUITE_P(Backends, BallotBoxConformance, testing::ValuesIn(Backends()),
                         BackendName);

// ------------------------------------------------------------------------- credentials

TEST_P(BallotBoxConformance, NoMoreCredentialsThanVotersAreIssued) {
  MakeOpen();
  Issue(3, "b");
  EXPECT_EQ(TurnoutOf(1).issued, 3);
  CredentialBatch batch{"r1", ids_.NewId(), "b", {}};
  for (int i = 0; i < 3; ++i) batch.credentials.push_back({ids_.RandomBytes(32), "", ""});
  EXPECT_THAT(box_->IssueCredentials(Context(), batch),
              HasReason(reason::kCredentialsExceedExpected));
  EXPECT_EQ(TurnoutOf(1).issued, 3);
  batch.credentials.pop_back();
  EXPECT_OK(box_->IssueCredentials(Context(), batch));
  EXPECT_EQ(TurnoutOf(1).issued, 5);
}

TEST_P(BallotBoxConformance, CredentialsAreShownOnce) {
  MakeOpen();
  const CredentialBatch batch{"r1", "batch1", "a", {{ids_.RandomBytes(32), "", ""}}};
  ASSERT_OK(box_->IssueCredentials(Context("q1"), batch));
  CredentialBatch again = batch;
  again.batch_id = "batch2";
  const absl::Status refused = box_->IssueCredentials(Context("q1"), again);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(refused, HasReason(reason::kCredentialsAlreadyIssued));
  EXPECT_EQ(DetailsOf(refused).metadata.at("batch"), "rounds/r1/credentialBatches/batch1");
  EXPECT_EQ(TurnoutOf(0).issued, 1);
}

TEST_P(BallotBoxConformance, CredentialsFitTheirRound) {
  MakeOpen();
  EXPECT_THAT(IssueOne("x", {}), HasViolation("group"));
  EXPECT_THAT(IssueOne("a", {"", "Zhang", ""}), HasViolation("holders[0].voter"));
  EXPECT_THAT(IssueOne("a", {"", "", "s9"}), HasViolation("holders[0].own_subject"));
  EXPECT_OK(IssueOne("a", {"", "", "s3"}));
  RoundSpec named = SampleSpec();
  named.anonymity = Anonymity::kNamed;
  MakeOpen(named, "named");
  EXPECT_THAT(IssueOne("a", {}, "named"), HasViolation("holders[0].voter"));
  EXPECT_OK(IssueOne("a", {"", "Zhang", ""}, "named"));
}

TEST_P(BallotBoxConformance, AVoterHoldsOneCredentialOfABatch) {
  RoundSpec named = SampleSpec();
  named.anonymity = Anonymity::kNamed;
  MakeOpen(named);
  CredentialBatch batch{"r1", "batch1", "a", {}};
  for (const char* voter : {"Zhang", "Li", "Zhang"}) {
    batch.credentials.push_back({ids_.RandomBytes(32), voter, ""});
  }
  const absl::Status refused = box_->IssueCredentials(Context(), batch);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasViolation("holders[2].voter"));
  EXPECT_EQ(TurnoutOf(0).issued, 0);
  batch.credentials.pop_back();
  EXPECT_OK(box_->IssueCredentials(Context(), batch));
}

TEST_P(BallotBoxConformance, OnlyAnOpenRoundHasCredentials) {
  EXPECT_THAT(IssueOne("a", {}), HasReason(reason::kResourceNotFound));
  MakeDraft();
  EXPECT_THAT(IssueOne("a", {}), HasReason(reason::kRoundNotOpen));
  RoundSpec spec = SampleSpec();
  spec.close_time = clock_.Now() + absl::Hours(1);
  MakeOpen(spec, "r2");
  EXPECT_OK(IssueOne("a", {}, "r2"));
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(IssueOne("a", {}, "r2"), HasReason(reason::kVotingEnded));
}

TEST_P(BallotBoxConformance, ARevokedBatchIsUseless) {
  MakeOpen();
  const std::string token = ids_.RandomBytes(kTokenBytes);
  const CredentialBatch batch{"r1", "batch1", "a", {{CredentialHash("r1", token), "", ""}}};
  ASSERT_OK(box_->IssueCredentials(Context(), batch));
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const int64_t count,
                         box_->RevokeCredentials(Context("q1"), "r1", "batch1", "lost"));
    EXPECT_EQ(count, 1);
  }
  EXPECT_EQ(TurnoutOf(0).issued, 0);
  EXPECT_THAT(Cast(Prepare(token, good_)), HasReason(reason::kCredentialRevoked));
  EXPECT_THAT(Cast(Prepare(token, good_)), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(box_->RevokeCredentials(Context(), "r1", "batch9", "lost"),
              HasReason(reason::kResourceNotFound));
}

TEST_P(BallotBoxConformance, AUsedBatchCannotBeRevoked) {
  MakeOpen();
  const std::string token = ids_.RandomBytes(kTokenBytes);
  const CredentialBatch batch{
      "r1", "batch1", "a", {{CredentialHash("r1", token), "", ""}, {ids_.RandomBytes(32), "", ""}}};
  ASSERT_OK(box_->IssueCredentials(Context(), batch));
  ASSERT_OK(Cast(Prepare(token, good_)));
  EXPECT_THAT(box_->RevokeCredentials(Context(), "r1", "batch1", "lost"),
              HasReason(reason::kCredentialsInUse));
  EXPECT_EQ(TurnoutOf(0).issued, 2);
}

TEST_P(BallotBoxConformance, NothingIsRevokedOnceTheRoundTakesNoBallots) {
  RoundSpec timed = SampleSpec();
  timed.close_time = clock_.Now() + absl::Hours(1);
  for (const char* id : {"closed", "void", "revoked"}) MakeOpen(SampleSpec(), id);
  MakeOpen(timed, "over");
  for (const char* id : {"closed", "void", "revoked", "over"}) {
    ASSERT_OK(
        box_->IssueCredentials(Context(), {id, "b", "a", {{CredentialHash(id, "token"), "", ""}}}));
  }
  ASSERT_OK(box_->RevokeCredentials(Context(), "revoked", "b", "lost"));
  for (const char* id : {"closed", "revoked"})
    ASSERT_OK(rounds_->CloseRound(Context(), Change(id)));
  ASSERT_OK(rounds_->VoidRound(Context(), Change("void")));
  clock_.Advance(absl::Hours(1));
  const auto revoke = [this](std::string_view id) {
    return box_->RevokeCredentials(Context(), id, "b", "lost").status();
  };
  EXPECT_THAT(revoke("closed"), HasReason(reason::kRoundNotOpen));
  EXPECT_THAT(revoke("over"), HasReason(reason::kVotingEnded));
  EXPECT_THAT(revoke("void"), HasReason(reason::kRoundVoid));
  EXPECT_THAT(revoke("closed"), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_OK(revoke("revoked")) << "what is done is done";
  EXPECT_EQ(TurnoutOf(0, "closed").issued, 1);
}

// ------------------------------------------------------------------------- casting

TEST_P(BallotBoxConformance, ABallotIsTakenAndCounted) {
  MakeOpen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  ASSERT_OK_AND_ASSIGN(const CastReceipt receipt, Cast(cast));
  EXPECT_EQ(receipt.receipt, cast.receipt);
  EXPECT_FALSE(receipt.spoiled);
  EXPECT_EQ(TurnoutOf(0).valid, 1);
  EXPECT_EQ(TurnoutOf(0).returned(), 1);
  EXPECT_EQ(TurnoutOf(1).returned(), 0);
}

TEST_P(BallotBoxConformance, AnUnknownCredentialIsDenied) {
  MakeOpen();
  MakeOpen(SampleSpec(), "r2");
  const auto unknown = Cast(Prepare(std::string(16, 'x'), good_));
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(unknown, HasReason(reason::kCredentialUnknown));
  // That of another round is unknown here, and not used up there.
  const std::string token = Issue(1, "a", "r2")[0];
  EXPECT_THAT(Cast(Prepare(token, good_)), HasReason(reason::kCredentialUnknown));
  EXPECT_OK(Cast(Prepare(token, good_, "q1", "r2")));
}

TEST_P(BallotBoxConformance, RefusedBallotKeepsCredential) {
  RoundSpec spec = SampleSpec();
  spec.rules.require_all_subjects = true;
  MakeOpen(spec);
  const std::string token = Issue(1)[0];
  EXPECT_THAT(Cast(Prepare(token, good_)), HasReason(reason::kBallotIncomplete));
  EXPECT_EQ(TurnoutOf(0).returned(), 0);
  EXPECT_OK(Cast(Prepare(token, SameMarks({"s1", "s2", "s3"}, "good", "80"), "q2")));
  EXPECT_EQ(TurnoutOf(0).valid, 1);
}

TEST_P(BallotBoxConformance, AUsedCredentialTakesNothingElse) {
  MakeOpen();
  const std::string token = Issue(1)[0];
  ASSERT_OK(Cast(Prepare(token, good_)));
  const auto other_marks = Cast(Prepare(token, SameMarks({"s1"}, "poor", "0")));
  EXPECT_THAT(other_marks, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(other_marks, HasReason(reason::kCredentialUsed));
  EXPECT_THAT(Cast(Prepare(token, good_, "q2")), HasReason(reason::kCredentialUsed));
  EXPECT_EQ(TurnoutOf(0).valid, 1);
}

TEST_P(BallotBoxConformance, RetryAfterLostAnswer) {
  MakeOpen();
  FaultyDatabase faulty(db());
  const auto box = NewBallotBox(faulty, clock_, ids_);
  faulty.fault = [](std::string_view step) {
    return step == "wrote" ? absl::UnavailableError("connection lost") : absl::OkStatus();
  };
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  EXPECT_THAT(Cast(cast, box.get()), StatusIs(absl::StatusCode::kUnavailable));
  faulty.fault = nullptr;
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const CastReceipt receipt, Cast(cast, box.get()));
    EXPECT_EQ(receipt.receipt, cast.receipt);
  }
  EXPECT_EQ(TurnoutOf(0).valid, 1);
  // Also after the round was closed, and void.
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_OK(Cast(cast));
  ASSERT_OK(rounds_->VoidRound(Context(), Change()));
  EXPECT_OK(Cast(cast));
}

TEST_P(BallotBoxConformance, TwoCastsOfOneCredentialAtOnce) {
  MakeOpen();
  const auto other_process = test_database_->OpenAgain();
  const auto other_box = NewBallotBox(*other_process, clock_, ids_);
  constexpr int kTries = 50;
  const std::vector<std::string> tokens = Issue(kTries);
  for (const std::string& token : tokens) {
    const PreparedCast first = Prepare(token, good_);
    const PreparedCast second = Prepare(token, SameMarks({"s1", "s2"}, "poor", "1"));
    std::latch start(2);
    absl::StatusOr<CastReceipt> outcome;
    std::thread rival([&] {
      start.arrive_and_wait();
      outcome = Cast(second, other_box.get());
    });
    start.arrive_and_wait();
    const absl::StatusOr<CastReceipt> mine = Cast(first);
    rival.join();
    ASSERT_NE(mine.ok(), outcome.ok());
    EXPECT_THAT(mine.ok() ? outcome : mine, HasReason(reason::kCredentialUsed));
  }
  EXPECT_EQ(TurnoutOf(0).valid, kTries);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_EQ(MarksCounted(), kTries * 4);
}

TEST_P(BallotBoxConformance, ACastThatLosesUntilItsDeadlineMayBeRepeated) {
  MakeOpen();
  FaultyDatabase faulty(db());
  faulty.fault = [](std::string_view step) {
    return step == "write" ? absl::AlreadyExistsError("spent by another process")
                           : absl::OkStatus();
  };
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  const auto box = NewBallotBox(faulty, clock_, ids_);
  EXPECT_THAT(box->CastBatch(absl::InfinitePast(), std::span(&cast, 1)),
              StatusIs(absl::StatusCode::kAborted));
  faulty.steps.clear();
  EXPECT_THAT(box->CastBatch(Soon(), std::span(&cast, 1)), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(faulty.steps, testing::SizeIs(testing::Le(10)))
      << "it does not spin until the deadline";
  EXPECT_OK(Cast(cast));
}

TEST_P(BallotBoxConformance, VotingHasItsTime) {
  RoundSpec spec = SampleSpec();
  spec.open_time = clock_.Now() + absl::Hours(1);
  spec.close_time = clock_.Now() + absl::Hours(2);
  MakeOpen(spec);
  const std::vector<std::string> tokens = Issue(3);
  EXPECT_THAT(Cast(Prepare(tokens[0], good_)), HasReason(reason::kVotingNotBegun));
  clock_.Advance(absl::Hours(1));
  EXPECT_OK(Cast(Prepare(tokens[0], good_)));
  clock_.Advance(absl::Hours(1) - absl::Microseconds(1));
  EXPECT_OK(Cast(Prepare(tokens[1], good_)));
  clock_.Advance(absl::Microseconds(1));
  EXPECT_THAT(Cast(Prepare(tokens[2], good_)), HasReason(reason::kVotingEnded));
  EXPECT_EQ(TurnoutOf(0).valid, 2);
}

TEST_P(BallotBoxConformance, OneBadCastFailsAlone) {
  RoundSpec strict = SampleSpec();
  strict.rules.require_all_subjects = true;
  MakeOpen();
  MakeOpen(strict, "r2");
  const std::vector<std::string> tokens = Issue(3);
  const std::string strict_token = Issue(1, "b", "r2")[0];
  const std::vector<PreparedCast> casts = {
      Prepare(tokens[0], good_),
      Prepare(std::string(16, 'x'), good_),
      Prepare(strict_token, good_, "q1", "r2"),
      Prepare(tokens[0], good_),                           // the same once more
      Prepare(tokens[0], SameMarks({"s3"}, "poor", "0")),  // something else
      Prepare(strict_token, SameMarks({"s1", "s2", "s3"}, "good", "80"), "q1", "r2"),
      Prepare(tokens[2], good_)};
  ASSERT_OK_AND_ASSIGN(const CastOutcomes outcomes, box_->CastBatch(Soon(), casts));
  ASSERT_EQ(outcomes.size(), casts.size());
  EXPECT_OK(outcomes[0]);
  EXPECT_THAT(outcomes[1], HasReason(reason::kCredentialUnknown));
  EXPECT_THAT(outcomes[2], HasReason(reason::kBallotIncomplete));
  ASSERT_OK(outcomes[3]);
  EXPECT_EQ(outcomes[3]->receipt, outcomes[0]->receipt);
  EXPECT_THAT(outcomes[4], HasReason(reason::kCredentialUsed));
  EXPECT_OK(outcomes[5]);  // the refusal before it cost nothing
  EXPECT_OK(outcomes[6]);
  EXPECT_EQ(TurnoutOf(0).valid, 2);
  EXPECT_EQ(TurnoutOf(1, "r2").valid, 1);
}

TEST_P(BallotBoxConformance, ABatchIsWhollyCastOrNotAtAll) {
  MakeOpen();
  FaultyDatabase faulty(db());
  const auto box = NewBallotBox(faulty, clock_, ids_);
  faulty.fault = [](std::string_view) { return absl::UnavailableError("away"); };
  const std::vector<std::string> tokens = Issue(2);
  const std::vector<PreparedCast> casts = {Prepare(tokens[0], good_), Prepare(tokens[1], good_)};
  EXPECT_THAT(box->CastBatch(Soon(), casts), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(TurnoutOf(0).valid, 0);
  ASSERT_OK_AND_ASSIGN(const CastOutcomes none, box->CastBatch(Soon(), {}));
  EXPECT_TRUE(none.empty());
}

TEST_P(BallotBoxConformance, ALargeBatchIsCastInOneTransaction) {
  MakeOpen();
  FaultyDatabase watched(db());
  const auto box = NewBallotBox(watched, clock_, ids_);
  std::vector<PreparedCast> casts;
  for (const std::string& token : Issue(700)) casts.push_back(Prepare(token, good_));
  ASSERT_OK_AND_ASSIGN(const CastOutcomes outcomes, box->CastBatch(Soon(), casts));
  for (const auto& outcome : outcomes) ASSERT_OK(outcome);
  EXPECT_THAT(watched.steps, ElementsAre("write", "wrote"));
  EXPECT_EQ(TurnoutOf(0).valid, 700);
}

TEST_P(BallotBoxConformance, ABreachIsCountedAsSpoiledWhereTheRoundSaysSo) {
  RoundSpec spec = SampleSpec();
  spec.rules.require_all_subjects = true;
  spec.rules.breach_effect = BreachEffect::kCountAsSpoiled;
  MakeOpen(spec);
  const std::string token = Issue(1)[0];
  for (int i = 0; i < 2; ++i) {  // the second is a repetition
    ASSERT_OK_AND_ASSIGN(const CastReceipt receipt, Cast(Prepare(token, good_)));
    EXPECT_TRUE(receipt.spoiled);
  }
  EXPECT_EQ(TurnoutOf(0).spoiled, 1);
  EXPECT_EQ(TurnoutOf(0).valid, 0);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_EQ(MarksCounted(), 0);
}

TEST_P(BallotBoxConformance, TurnoutIsKnownInEveryState) {
  EXPECT_THAT(box_->GetTurnout(Soon(), "r1"), HasReason(reason::kResourceNotFound));
  MakeDraft();
  ASSERT_OK_AND_ASSIGN(const Turnout draft, box_->GetTurnout(Soon(), "r1"));
  EXPECT_EQ(draft.state, RoundState::kDraft);
  ASSERT_EQ(draft.groups.size(), 2U);
  EXPECT_EQ(draft.groups[1].group, "b");
  EXPECT_EQ(draft.groups[1].expected, 5);
  ASSERT_OK(rounds_->OpenRound(Context(), Change()));
  ASSERT_OK_AND_ASSIGN(const Turnout open, box_->GetTurnout(Soon(), "r1"));
  EXPECT_EQ(open.state, RoundState::kOpen);
  EXPECT_EQ(open.read_time, clock_.Now());
  EXPECT_EQ(open.groups[0].expected, 1000);
}

// ------------------------------------------------------------------------- named rounds

TEST_P(BallotBoxConformance, NamedBallotsAreShownAfterClosing) {
  RoundSpec spec = SampleSpec();
  spec.anonymity = Anonymity::kNamed;
  spec.rules.require_all_subjects = true;
  spec.rules.breach_effect = BreachEffect::kCountAsSpoiled;
  MakeOpen(spec);
  const Ballot all = SameMarks({"s1", "s2", "s3"}, "good", "80");
  ASSERT_OK(Cast(Prepare(IssueTo({"", "Zhang", ""}), all)));
  ASSERT_OK(Cast(Prepare(IssueTo({"", "Li", ""}, "b"), good_)));
  EXPECT_THAT(box_->ListNamedBallots(Soon(), "r1", "", 10), HasReason(reason::kRoundNotClosed));
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  ASSERT_OK_AND_ASSIGN(const auto ballots, box_->ListNamedBallots(Soon(), "r1", "", 10));
  ASSERT_EQ(ballots.size(), 2U);
  EXPECT_LT(ballots[0].id, ballots[1].id);
  const NamedBallot& valid = ballots[ballots[0].spoiled ? 1 : 0];
  const NamedBallot& spoiled = ballots[ballots[0].spoiled ? 0 : 1];
  EXPECT_EQ(valid.voter, "Zhang");
  EXPECT_EQ(valid.group, 0U);
  EXPECT_EQ(valid.packed, PackBallot(Prepare(std::string(16, 'x'), all).ballot.marks, 2));
  EXPECT_EQ(spoiled.voter, "Li");
  EXPECT_EQ(spoiled.group, 1U);
  EXPECT_EQ(spoiled.packed, "");
  ASSERT_OK_AND_ASSIGN(const auto page, box_->ListNamedBallots(Soon(), "r1", ballots[0].id, 10));
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].id, ballots[1].id);
  EXPECT_EQ(MarksCounted(), 6);
}

TEST_P(BallotBoxConformance, AnonymousBallotsAreNeverShown) {
  MakeOpen();
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_THAT(box_->ListNamedBallots(Soon(), "r1", "", 10), HasReason(reason::kRoundAnonymous));
}

}  // namespace
}  // namespace pingyi::appraisal
