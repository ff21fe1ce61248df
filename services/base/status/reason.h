// The reasons that any service may answer with; pingyi.common.v1.ErrorReason tells the meaning of
// each. Reasons of one service alone live in that service's domain.
#pragma once

#include <string_view>

namespace pingyi::reason {

// Wrong input: INVALID_ARGUMENT.
inline constexpr std::string_view kInvalidField = "INVALID_FIELD";
inline constexpr std::string_view kRequiredFieldMissing = "REQUIRED_FIELD_MISSING";
inline constexpr std::string_view kMalformedUtf8 = "MALFORMED_UTF8";
inline constexpr std::string_view kLimitExceeded = "LIMIT_EXCEEDED";
inline constexpr std::string_view kInvalidResourceName = "INVALID_RESOURCE_NAME";
inline constexpr std::string_view kInvalidRequestId = "INVALID_REQUEST_ID";
inline constexpr std::string_view kInvalidPageToken = "INVALID_PAGE_TOKEN";
inline constexpr std::string_view kInvalidFieldMask = "INVALID_FIELD_MASK";
inline constexpr std::string_view kInvalidNumber = "INVALID_NUMBER";
inline constexpr std::string_view kInvalidActor = "INVALID_ACTOR";

// The calling system may not call this method at all: PERMISSION_DENIED.
inline constexpr std::string_view kCallerNotPermitted = "CALLER_NOT_PERMITTED";

// What is stored does not allow it: ALREADY_EXISTS, ALREADY_EXISTS, NOT_FOUND, ABORTED.
inline constexpr std::string_view kRequestIdReused = "REQUEST_ID_REUSED";
inline constexpr std::string_view kResourceExists = "RESOURCE_EXISTS";
inline constexpr std::string_view kResourceNotFound = "RESOURCE_NOT_FOUND";
inline constexpr std::string_view kEtagMismatch = "ETAG_MISMATCH";

// Not now: RESOURCE_EXHAUSTED, UNAVAILABLE three times, ABORTED, DEADLINE_EXCEEDED.
inline constexpr std::string_view kServerOverloaded = "SERVER_OVERLOADED";
inline constexpr std::string_view kServerDraining = "SERVER_DRAINING";
inline constexpr std::string_view kStorageUnavailable = "STORAGE_UNAVAILABLE";
inline constexpr std::string_view kUpstreamUnavailable = "UPSTREAM_UNAVAILABLE";
inline constexpr std::string_view kStorageConflict = "STORAGE_CONFLICT";
inline constexpr std::string_view kDeadlineExceeded = "DEADLINE_EXCEEDED";

// A fault of ours: INTERNAL. The message names an incident, and the service's log tells the cause.
inline constexpr std::string_view kInternal = "INTERNAL";

}  // namespace pingyi::reason
