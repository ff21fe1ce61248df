// The canonical form of a policy and its digest. Two policies that say the same have the same
// digest: numbers are written in lowest terms and the keys of a scope in order.
//
// The form is these lines, each ended by "\n":
//   pingyi-policy-v1
//   marks MEAN|SUM
//   criteria MEAN|SUM
//   groups MEAN|SUM
//   missing RENORMALIZE|ZERO|FAIL
//   grade <key> <min total or -> <title>                                for each threshold, in
//   order rounding <digits> HALF_UP|HALF_EVEN|DOWN|UP basis EXACT|ROUNDED tie <up to rank>
//   group-score <group>                                for each breaker, in order tie <up to rank>
//   criterion-score <criterion> tie <up to rank> mark-count <groups> <criteria>
//   equal|at-least|above <points> tie <up to rank> countback <groups> <criteria> tie <up to rank>
//   position rank STANDARD_COMPETITION
// <groups> and <criteria> are keys joined by "," in byte order, or "*" for all.
#pragma once

#include <string>

#include "services/result/domain/policy.h"

namespace pingyi::result {

// The lines above. The policy must be valid (policy_check.h), here and below.
std::string CanonicalPolicy(const PolicyRules& policy);

// SHA-256 over them, as 64 hex digits.
std::string PolicyDigest(const PolicyRules& policy);

}  // namespace pingyi::result
