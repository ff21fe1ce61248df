// The lines of a policy's canonical form that are about subjects, as the comment on
// pingyi.result.v1.ScoringPolicy states them.
#pragma once

#include <string>

#include "services/result/domain/policy.h"

namespace pingyi::result {

// One quota with its pools.
std::string QuotaLines(const GradeQuota& quota);

// Weights by type, bands, exclusions and leaderboards; empty for a policy without them.
std::string SubjectLines(const PolicyRules& policy);

}  // namespace pingyi::result
