// The step of an explanation that tells of the ballots left out by their totals.
#pragma once

#include <cstdint>

#include "services/result/domain/explain.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Of a group, or of a pool: `counted` ballots rate the subject and were counted, `left_out` were
// left out, at both ends together. For a policy that is OverBallotTotal.
ExplanationNode LeftOutNode(const PolicyRules& policy, int64_t counted, int64_t left_out);

}  // namespace pingyi::result
