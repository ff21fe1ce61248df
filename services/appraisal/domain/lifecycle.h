// What may become of a round: DRAFT → OPEN → CLOSED, and VOID from any of them. Pure checks; the
// store asks them inside the transaction that makes the change.
#pragma once

#include <optional>
#include <string_view>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/appraisal/domain/round.h"

namespace pingyi::appraisal {

// The part of a round that decides whether a ballot gets in.
struct VotingWindow {
  RoundState state = RoundState::kDraft;
  std::optional<absl::Time> open_time;
  std::optional<absl::Time> close_time;
};

// OK while ballots are taken: the round is open and open_time <= now < close_time. Else
// FAILED_PRECONDITION ROUND_NOT_OPEN, ROUND_VOID, VOTING_NOT_BEGUN or VOTING_ENDED.
absl::Status CheckVoting(const VotingWindow& window, absl::Time now);

// OK for a draft, else FAILED_PRECONDITION ROUND_FROZEN or ROUND_VOID.
absl::Status CheckDraft(RoundState state);

// Whether close_time may move to `new_close_time`: only later, only while the round is open and the
// present close_time has not passed. A round without close_time may be given one that lies ahead.
absl::Status CheckExtend(const VotingWindow& window, absl::Time new_close_time, absl::Time now);

// OK for an open round, else FAILED_PRECONDITION. A closed round is the caller's to leave as it is.
absl::Status CheckClose(RoundState state);

// OK for a closed round, else FAILED_PRECONDITION ROUND_NOT_CLOSED or ROUND_VOID.
absl::Status CheckClosed(RoundState state);

// OK for any state but VOID, else FAILED_PRECONDITION ROUND_VOID.
absl::Status CheckNotVoid(RoundState state);

// When a round that is sealed now counts as closed: close_time if that has passed, else now.
absl::Time ClosedTime(const VotingWindow& window, absl::Time now);

// FAILED_PRECONDITION with metadata "state".
absl::Status StateError(std::string_view reason, std::string_view message, RoundState state);

}  // namespace pingyi::appraisal
