// The lines of a policy's rules about subjects, written from the message and the contract's comment
// alone.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/policy.pb.h"

namespace pingyi::cli {

// All quotas with their pools; empty without quotas. INVALID_ARGUMENT for a number that is none.
absl::StatusOr<std::string> QuotaLines(const result::v1::ScoringPolicy& policy);

// Weights by type, bands, exclusions and leaderboards; empty without them. Likewise.
absl::StatusOr<std::string> SubjectLines(const result::v1::ScoringPolicy& policy);

}  // namespace pingyi::cli
