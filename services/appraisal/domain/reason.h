// The reasons of AppraisalService's errors; each is listed, with its status code and meaning, in
// pingyi.common.v1.ErrorReason.
#pragma once

#include <string_view>

#include "services/base/status/reason.h"

namespace pingyi::appraisal::reason {

// Those of any service that the domain uses.
using pingyi::reason::kInvalidField;
using pingyi::reason::kInvalidNumber;
using pingyi::reason::kInvalidResourceName;
using pingyi::reason::kLimitExceeded;
using pingyi::reason::kRequiredFieldMissing;
using pingyi::reason::kResourceExists;
using pingyi::reason::kResourceNotFound;

// The state of the round (FAILED_PRECONDITION).
inline constexpr std::string_view kRoundNotOpen = "ROUND_NOT_OPEN";
inline constexpr std::string_view kRoundFrozen = "ROUND_FROZEN";
inline constexpr std::string_view kRoundNotClosed = "ROUND_NOT_CLOSED";
inline constexpr std::string_view kRoundVoid = "ROUND_VOID";
inline constexpr std::string_view kRoundIncomplete = "ROUND_INCOMPLETE";
inline constexpr std::string_view kVotingNotBegun = "VOTING_NOT_BEGUN";
inline constexpr std::string_view kVotingEnded = "VOTING_ENDED";
inline constexpr std::string_view kDeadlineNotLater = "DEADLINE_NOT_LATER";
inline constexpr std::string_view kRoundAnonymous = "ROUND_ANONYMOUS";

// Credentials.
inline constexpr std::string_view kCredentialUnknown = "CREDENTIAL_UNKNOWN";  // PERMISSION_DENIED
inline constexpr std::string_view kCredentialRevoked = "CREDENTIAL_REVOKED";  // PERMISSION_DENIED
inline constexpr std::string_view kCredentialUsed = "CREDENTIAL_USED";        // ALREADY_EXISTS
inline constexpr std::string_view kCredentialsAlreadyIssued =
    "CREDENTIALS_ALREADY_ISSUED";  // ALREADY_EXISTS
inline constexpr std::string_view kCredentialsExceedExpected =
    "CREDENTIALS_EXCEED_EXPECTED";                                           // FAILED_PRECONDITION
inline constexpr std::string_view kCredentialsInUse = "CREDENTIALS_IN_USE";  // FAILED_PRECONDITION

// What is wrong with a ballot (INVALID_ARGUMENT).
inline constexpr std::string_view kBallotIncomplete = "BALLOT_INCOMPLETE";
inline constexpr std::string_view kMarkOffScale = "MARK_OFF_SCALE";
inline constexpr std::string_view kDuplicateMark = "DUPLICATE_MARK";
inline constexpr std::string_view kUnknownOnForm = "UNKNOWN_ON_FORM";
inline constexpr std::string_view kMarkLimitExceeded = "MARK_LIMIT_EXCEEDED";
inline constexpr std::string_view kSelfVote = "SELF_VOTE";
inline constexpr std::string_view kAbstentionNotAllowed = "ABSTENTION_NOT_ALLOWED";

}  // namespace pingyi::appraisal::reason
