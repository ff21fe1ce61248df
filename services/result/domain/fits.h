// Whether a policy can be applied to a round.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Whether the policy divides by the numbers of expected voters anywhere.
bool NeedsExpectedVoters(const PolicyRules& policy);

// The form ready to compute with, if the policy is valid, the round's facts can be computed with,
// and every group and criterion that the policy names is one of the round. Else
// FAILED_PRECONDITION POLICY_DOES_NOT_FIT with every violation, of "scoring_policy..." or
// "round...".
absl::StatusOr<Form> FitPolicy(const PolicyRules& policy, const RoundFacts& facts);

}  // namespace pingyi::result
