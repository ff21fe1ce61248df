// The lines of a policy's components in its canonical form.
#pragma once

#include <string>

#include "services/result/domain/policy.h"

namespace pingyi::result {

// As the comment on pingyi.result.v1.ScoringPolicy states them; empty without components. The
// policy must be valid.
std::string ComponentLines(const PolicyRules& policy);

// The line of its criterion_factors; empty where it has none.
std::string FactorsLine(const PolicyRules& policy);

}  // namespace pingyi::result
