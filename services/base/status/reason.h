// The reasons that any service may answer with; each is listed, with its meaning, in
// pingyi.common.v1.ErrorReason. Reasons of one service alone live in that service's domain.
#pragma once

#include <string_view>

namespace pingyi::reason {

// Wrong input (INVALID_ARGUMENT).
inline constexpr std::string_view kInvalidField = "INVALID_FIELD";
inline constexpr std::string_view kMalformedUtf8 = "MALFORMED_UTF8";
inline constexpr std::string_view kInvalidPageToken = "INVALID_PAGE_TOKEN";
inline constexpr std::string_view kInvalidPageSize = "INVALID_PAGE_SIZE";
inline constexpr std::string_view kInvalidRequestId = "INVALID_REQUEST_ID";
inline constexpr std::string_view kInvalidActor = "INVALID_ACTOR";

// Conflicts with what is stored.
inline constexpr std::string_view kEtagMismatch = "ETAG_MISMATCH";         // ABORTED
inline constexpr std::string_view kConflict = "CONFLICT";                  // ABORTED
inline constexpr std::string_view kRequestIdReused = "REQUEST_ID_REUSED";  // ALREADY_EXISTS

// The service cannot do it now.
inline constexpr std::string_view kServerOverloaded = "SERVER_OVERLOADED";  // RESOURCE_EXHAUSTED
inline constexpr std::string_view kServerDraining = "SERVER_DRAINING";      // UNAVAILABLE
inline constexpr std::string_view kDatabaseUnavailable = "DATABASE_UNAVAILABLE";  // UNAVAILABLE
inline constexpr std::string_view kDeadlineExceeded = "DEADLINE_EXCEEDED";  // DEADLINE_EXCEEDED
inline constexpr std::string_view kCancelled = "CANCELLED";                 // CANCELLED

// A fault of ours (INTERNAL): the message names an incident and the log of the service tells the
// cause.
inline constexpr std::string_view kInternal = "INTERNAL";

}  // namespace pingyi::reason
