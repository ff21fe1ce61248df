// The part of an explanation that tells of the grade: thresholds, share rules and quotas.
#pragma once

#include <cstddef>
#include <optional>

#include "services/result/domain/computation.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// The node of a subject's grade. By thresholds alone it is one node; else it has the thresholds,
// the share rules and the quotas the subject came under below it, in the order they are applied in.
// The policy must give grades.
ExplanationNode ExplainGrade(const PolicyRules& policy, const Computation& computation,
                             size_t subject);

// The turnout against the quorum; nullopt if the policy has none.
std::optional<ExplanationNode> ExplainQuorum(const PolicyRules& policy,
                                             const Computation& computation);

}  // namespace pingyi::result
