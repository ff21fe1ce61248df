// The lines of a policy's components, written from the message and the contract's comment alone.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/policy.pb.h"

namespace pingyi::cli {

// Empty without components. INVALID_ARGUMENT for a number that is none.
absl::StatusOr<std::string> ComponentLines(const result::v1::ScoringPolicy& policy);

}  // namespace pingyi::cli
