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
inline constexpr std::string_view kComponentMissing = "COMPONENT_MISSING";
inline constexpr std::string_view kFactorMissing = "FACTOR_MISSING";
inline constexpr std::string_view kExtremesDiffer = "EXTREMES_DIFFER";  // in POLICY_DOES_NOT_FIT
inline constexpr std::string_view kComponentUnknown = "COMPONENT_UNKNOWN";
inline constexpr std::string_view kComponentCycle = "COMPONENT_CYCLE";
inline constexpr std::string_view kUnknownExclusion = "UNKNOWN_EXCLUSION";
inline constexpr std::string_view kUnknownPool = "UNKNOWN_POOL";
inline constexpr std::string_view kRoundAggregated = "ROUND_AGGREGATED";
inline constexpr std::string_view kSourceNotShown = "SOURCE_NOT_SHOWN";
inline constexpr std::string_view kRoundNotFrozen = "ROUND_NOT_FROZEN";
inline constexpr std::string_view kTieUndecided = "TIE_UNDECIDED";
inline constexpr std::string_view kDecisionNotInForce = "DECISION_NOT_IN_FORCE";
inline constexpr std::string_view kCalendarTooShort = "CALENDAR_TOO_SHORT";
inline constexpr std::string_view kNotInPublicity = "NOT_IN_PUBLICITY";
inline constexpr std::string_view kReleaseAmended = "RELEASE_AMENDED";
inline constexpr std::string_view kObjectionAnswered = "OBJECTION_ANSWERED";
inline constexpr std::string_view kObjectionNotUpheld = "OBJECTION_NOT_UPHELD";
// PERMISSION_DENIED.
inline constexpr std::string_view kActorNotPermitted = "ACTOR_NOT_PERMITTED";
// INVALID_ARGUMENT.
inline constexpr std::string_view kUnknownGrade = "UNKNOWN_GRADE";
inline constexpr std::string_view kPublicityTooShort = "PUBLICITY_TOO_SHORT";
inline constexpr std::string_view kComponentWeightsZero = "COMPONENT_WEIGHTS_ZERO";
inline constexpr std::string_view kFactorOutOfBounds = "FACTOR_OUT_OF_BOUNDS";
inline constexpr std::string_view kKnotsOutOfOrder = "KNOTS_OUT_OF_ORDER";
// ABORTED.
inline constexpr std::string_view kAggregationRunning = "AGGREGATION_RUNNING";
// ALREADY_EXISTS.
inline constexpr std::string_view kAlreadyReleased = "ALREADY_RELEASED";
// DATA_LOSS.
inline constexpr std::string_view kTallyDigestMismatch = "TALLY_DIGEST_MISMATCH";

}  // namespace pingyi::result::reason
