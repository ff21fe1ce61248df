// The part of `pingyi policy show` about subjects.
#pragma once

#include <absl/status/status.h>

#include "pingyi/result/v1/policy.pb.h"
#include "services/cli/command/context.h"

namespace pingyi::cli {

// Weights by type, bands, exclusions and leaderboards, as far as the policy has them.
absl::Status PrintSubjectRules(Context& context, const result::v1::ScoringPolicy& policy);

}  // namespace pingyi::cli
