// The one error of the house: an absl::Status that also carries a stable reason, the fields that
// are wrong and facts for the caller. Inside the services only absl::Status travels;
// services/base/rpc turns it into google.rpc details at the edge. This library knows neither
// protobuf nor gRPC, so that the domain folders may use it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

namespace pingyi {

// One field of the input that breaks a rule.
struct FieldViolation {
  std::string field;        // path in the request, e.g. "round.groups[1].weight"
  std::string description;  // what is wrong and what would be right, one sentence
  std::string
      reason;  // stable UPPER_SNAKE name, listed in pingyi.common.v1.ErrorReason; may be empty

  bool operator==(const FieldViolation&) const = default;
};

// What an error carries beyond code and message.
struct ErrorDetails {
  std::string reason;  // stable UPPER_SNAKE name, listed in pingyi.common.v1.ErrorReason
  std::vector<FieldViolation> violations;
  std::map<std::string, std::string>
      metadata;  // e.g. {"round": "rounds/r1"}; never marks, names or credentials

  bool operator==(const ErrorDetails&) const = default;
};

// An error with details. `code` must not be kOk; the message is for people and never holds SQL,
// marks, names of persons or credentials.
absl::Status MakeError(absl::StatusCode code, std::string_view message,
                       const ErrorDetails& details);

// An error with just a reason.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message);

// INVALID_ARGUMENT naming every field that is wrong; OK when there is none. The reason is that of
// the first violation that has one, else INVALID_FIELD.
absl::Status InvalidFields(std::vector<FieldViolation> violations);

// The details of an error; empty ones for a status that carries none.
ErrorDetails DetailsOf(const absl::Status& status);

}  // namespace pingyi
