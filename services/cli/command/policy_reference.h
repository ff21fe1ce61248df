// The policy that a round is frozen with.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/appraisal/v1/round.pb.h"
#include "services/cli/call/session.h"

namespace pingyi::cli {

// Asks the result service for a policy's digest, so that nobody has to copy 64 digits by hand:
// "p" (its newest version), "p/2", or the full name "policies/p/versions/2".
absl::StatusOr<appraisal::v1::ScoringPolicyReference> ReferToPolicy(Session& session,
                                                                    const std::string& policy);

// The full name of a version for "p/2"; a full name itself. Empty for "p", which names no version.
std::string PolicyVersionName(const std::string& policy);

}  // namespace pingyi::cli
