#include "services/appraisal/domain/lifecycle.h"

#include <string>

#include "services/appraisal/domain/reason.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {

absl::Status StateError(std::string_view reason, std::string_view message, RoundState state) {
  const ErrorDetails details{std::string(reason), {}, {{"state", std::string(StateName(state))}}};
  return MakeError(absl::StatusCode::kFailedPrecondition, message, details);
}

namespace {

absl::Status VoidError() {
  return StateError(reason::kRoundVoid, "the round has been declared void", RoundState::kVoid);
}

absl::Status CheckOpen(RoundState state) {
  switch (state) {
    case RoundState::kOpen:
      return absl::OkStatus();
    case RoundState::kDraft:
      return StateError(reason::kRoundNotOpen, "the round has not been opened", state);
    case RoundState::kClosed:
      return StateError(reason::kRoundNotOpen, "the round is closed", state);
    case RoundState::kVoid:
      return VoidError();
  }
  return absl::InternalError("a round is in an unknown state");
}

}  // namespace

absl::Status CheckVoting(const VotingWindow& window, absl::Time now) {
  if (window.state == RoundState::kClosed) {
    return StateError(reason::kVotingEnded, "voting has ended: the round is closed", window.state);
  }
  if (absl::Status status = CheckOpen(window.state); !status.ok()) return status;
  if (window.open_time && now < *window.open_time) {
    return StateError(reason::kVotingNotBegun, "voting has not begun", window.state);
  }
  if (window.close_time && now >= *window.close_time) {
    return StateError(reason::kVotingEnded, "voting has ended", window.state);
  }
  return absl::OkStatus();
}

absl::Status CheckDraft(RoundState state) {
  if (state == RoundState::kDraft) return absl::OkStatus();
  if (state == RoundState::kVoid) return VoidError();
  return StateError(reason::kRoundFrozen, "the round was opened and cannot be changed any more",
                    state);
}

absl::Status CheckExtend(const VotingWindow& window, absl::Time new_close_time, absl::Time now) {
  if (absl::Status status = CheckOpen(window.state); !status.ok()) return status;
  if (window.close_time && now >= *window.close_time) {
    return StateError(reason::kRoundNotOpen, "voting has ended, it cannot be extended any more",
                      window.state);
  }
  if (new_close_time <= now || (window.close_time && new_close_time <= *window.close_time) ||
      (window.open_time && new_close_time <= *window.open_time)) {
    return StateError(reason::kDeadlineNotLater,
                      "the closing time can only be moved to a later time that lies ahead",
                      window.state);
  }
  return absl::OkStatus();
}

absl::Status CheckClose(RoundState state) { return CheckOpen(state); }

absl::Status CheckClosed(RoundState state) {
  if (state == RoundState::kClosed) return absl::OkStatus();
  if (state == RoundState::kVoid) return VoidError();
  return StateError(reason::kRoundNotClosed, "the round is not closed yet", state);
}

absl::Status CheckNotVoid(RoundState state) {
  return state == RoundState::kVoid ? VoidError() : absl::OkStatus();
}

absl::Time ClosedTime(const VotingWindow& window, absl::Time now) {
  return window.close_time && *window.close_time <= now ? *window.close_time : now;
}

}  // namespace pingyi::appraisal
