#include "services/appraisal/domain/lifecycle.h"

#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;

const absl::Time kOpens = absl::FromUnixSeconds(1000);
const absl::Time kCloses = absl::FromUnixSeconds(2000);
const absl::Duration kTick = absl::Microseconds(1);

VotingWindow Window(RoundState state) { return {state, kOpens, kCloses}; }

TEST(LifecycleTest, VotingIsFromOpenTimeInclusiveToCloseTimeExclusive) {
  const VotingWindow open = Window(RoundState::kOpen);
  EXPECT_THAT(CheckVoting(open, kOpens - kTick), HasReason(reason::kVotingNotBegun));
  EXPECT_OK(CheckVoting(open, kOpens));
  EXPECT_OK(CheckVoting(open, kCloses - kTick));
  EXPECT_THAT(CheckVoting(open, kCloses), HasReason(reason::kVotingEnded));
  EXPECT_OK(CheckVoting({RoundState::kOpen, std::nullopt, std::nullopt}, kCloses));
}

TEST(LifecycleTest, OnlyAnOpenRoundTakesBallots) {
  EXPECT_THAT(CheckVoting(Window(RoundState::kDraft), kOpens), HasReason(reason::kRoundNotOpen));
  EXPECT_THAT(CheckVoting(Window(RoundState::kClosed), kOpens), HasReason(reason::kVotingEnded));
  EXPECT_THAT(CheckVoting(Window(RoundState::kVoid), kOpens), HasReason(reason::kRoundVoid));
}

TEST(LifecycleTest, ErrorsTellTheState) {
  const absl::Status status = CheckVoting(Window(RoundState::kDraft), kOpens);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(DetailsOf(status).metadata.at("state"), "DRAFT");
}

TEST(LifecycleTest, OnlyADraftChanges) {
  EXPECT_OK(CheckDraft(RoundState::kDraft));
  EXPECT_THAT(CheckDraft(RoundState::kOpen), HasReason(reason::kRoundFrozen));
  EXPECT_THAT(CheckDraft(RoundState::kClosed), HasReason(reason::kRoundFrozen));
  EXPECT_THAT(CheckDraft(RoundState::kVoid), HasReason(reason::kRoundVoid));
}

TEST(LifecycleTest, TheDeadlineMovesOnlyToALaterTime) {
  const VotingWindow open = Window(RoundState::kOpen);
  EXPECT_OK(CheckExtend(open, kCloses + kTick, kOpens));
  EXPECT_THAT(CheckExtend(open, kCloses, kOpens), HasReason(reason::kDeadlineNotLater));
  EXPECT_THAT(CheckExtend(open, kCloses - kTick, kOpens), HasReason(reason::kDeadlineNotLater));
}

TEST(LifecycleTest, TheDeadlineMovesOnlyBeforeItHasPassed) {
  const VotingWindow open = Window(RoundState::kOpen);
  EXPECT_OK(CheckExtend(open, kCloses + kTick, kCloses - kTick));
  EXPECT_THAT(CheckExtend(open, kCloses + absl::Hours(1), kCloses),
              HasReason(reason::kRoundNotOpen));
  EXPECT_THAT(CheckExtend(Window(RoundState::kDraft), kCloses + kTick, kOpens),
              HasReason(reason::kRoundNotOpen));
  EXPECT_THAT(CheckExtend(Window(RoundState::kClosed), kCloses + kTick, kOpens),
              HasReason(reason::kRoundNotOpen));
  EXPECT_THAT(CheckExtend(Window(RoundState::kVoid), kCloses + kTick, kOpens),
              HasReason(reason::kRoundVoid));
}

TEST(LifecycleTest, ARoundWithoutDeadlineMayBeGivenOneAhead) {
  const VotingWindow open = {RoundState::kOpen, std::nullopt, std::nullopt};
  EXPECT_OK(CheckExtend(open, kCloses, kOpens));
  EXPECT_THAT(CheckExtend(open, kOpens, kOpens), HasReason(reason::kDeadlineNotLater));
  const VotingWindow later = {RoundState::kOpen, kCloses, std::nullopt};
  EXPECT_THAT(CheckExtend(later, kCloses, kOpens), HasReason(reason::kDeadlineNotLater));
}

TEST(LifecycleTest, ClosingCountsFromTheDeadlineIfItHasPassed) {
  EXPECT_EQ(ClosedTime(Window(RoundState::kOpen), kOpens), kOpens);
  EXPECT_EQ(ClosedTime(Window(RoundState::kOpen), kCloses + absl::Hours(5)), kCloses);
  EXPECT_EQ(ClosedTime({RoundState::kOpen, {}, {}}, kCloses), kCloses);
}

TEST(LifecycleTest, ClosingAndVoiding) {
  EXPECT_OK(CheckClose(RoundState::kOpen));
  EXPECT_THAT(CheckClose(RoundState::kDraft), HasReason(reason::kRoundNotOpen));
  EXPECT_THAT(CheckClose(RoundState::kVoid), HasReason(reason::kRoundVoid));
  EXPECT_OK(CheckClosed(RoundState::kClosed));
  EXPECT_THAT(CheckClosed(RoundState::kOpen), HasReason(reason::kRoundNotClosed));
  EXPECT_THAT(CheckClosed(RoundState::kVoid), HasReason(reason::kRoundVoid));
  for (const RoundState state : {RoundState::kDraft, RoundState::kOpen, RoundState::kClosed}) {
    EXPECT_OK(CheckNotVoid(state));
  }
  EXPECT_THAT(CheckNotVoid(RoundState::kVoid), HasReason(reason::kRoundVoid));
}

}  // namespace
}  // namespace pingyi::appraisal
