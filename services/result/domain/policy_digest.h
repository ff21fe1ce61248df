// The canonical form of a policy and its digest, as the comment on pingyi.result.v1.ScoringPolicy
// states them. Two policies that say the same have the same digest: numbers are written in lowest
// terms and the keys of a scope in order.
#pragma once

#include <string>

#include "services/result/domain/policy.h"

namespace pingyi::result {

// The lines. The policy must be valid (policy_check.h), here and below.
std::string CanonicalPolicy(const PolicyRules& policy);

// SHA-256 over them, as 64 hex digits.
std::string PolicyDigest(const PolicyRules& policy);

}  // namespace pingyi::result
