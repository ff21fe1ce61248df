// The reasons that the result service alone answers with; pingyi.common.v1.ErrorReason tells the
// meaning of each.
#pragma once

#include <string_view>

namespace pingyi::result::reason {

// FAILED_PRECONDITION.
inline constexpr std::string_view kPolicyDigestMismatch = "POLICY_DIGEST_MISMATCH";
inline constexpr std::string_view kPolicyDoesNotFit = "POLICY_DOES_NOT_FIT";
inline constexpr std::string_view kGroupMissing = "GROUP_MISSING";
inline constexpr std::string_view kNoBallots = "NO_BALLOTS";
inline constexpr std::string_view kQuorumNotReached = "QUORUM_NOT_REACHED";
inline constexpr std::string_view kRunNotSucceeded = "RUN_NOT_SUCCEEDED";
// ABORTED.
inline constexpr std::string_view kAggregationRunning = "AGGREGATION_RUNNING";
// ALREADY_EXISTS.
inline constexpr std::string_view kAlreadyReleased = "ALREADY_RELEASED";
// DATA_LOSS.
inline constexpr std::string_view kTallyDigestMismatch = "TALLY_DIGEST_MISMATCH";

}  // namespace pingyi::result::reason
