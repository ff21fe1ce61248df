// The one place where absl::Status becomes grpc::Status and back.
#pragma once

#include <string_view>

#include <absl/status/status.h>
#include <grpcpp/support/status.h>

namespace pingyi::rpc {

// What a status may weigh on the wire. A larger one would break the 8 KiB limit of metadata and
// reach the client as an unrelated RESOURCE_EXHAUSTED.
inline constexpr size_t kMaxMessageBytes = 1024;
inline constexpr size_t kMaxDetailsBytes = 4096;

// The status with google.rpc details: ErrorInfo (reason, domain "pingyi", metadata); the violations
// as PreconditionFailure for FAILED_PRECONDITION and as BadRequest otherwise; RetryInfo where the
// same call may succeed later. The message is cut to kMaxMessageBytes; violations that do not fit
// are dropped from the end, then metadata. A status for which HidesMessage() is true gets the
// message "internal error, incident <incident>" instead of its own.
grpc::Status ToGrpc(const absl::Status& status, std::string_view incident = "none");

// True for INTERNAL and UNKNOWN without a reason: faults nobody foresaw, whose text may tell more
// than a client should know. It belongs into the log, beside the incident.
bool HidesMessage(const absl::Status& status);

// The status of a call to another service, with reason, violations and metadata (see
// status/error.h).
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace pingyi::rpc
