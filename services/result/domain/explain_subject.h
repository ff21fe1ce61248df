// The parts of an explanation that tell of the subject's type, its exclusion and its band.
#pragma once

#include <cstddef>
#include <optional>

#include "services/result/domain/computation.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Which weights hold for the subject's type; nullopt if the round's do.
std::optional<ExplanationNode> ExplainTypeWeights(const PolicyRules& policy,
                                                  const Computation& computation, size_t subject);

// The subject's exclusion and what it does; nullopt if there is none.
std::optional<ExplanationNode> ExplainExclusion(const PolicyRules& policy,
                                                const Computation& computation, size_t subject);

// The band the subject is in; nullopt if it is in none.
std::optional<ExplanationNode> ExplainBand(const PolicyRules& policy,
                                           const Computation& computation, size_t subject);

}  // namespace pingyi::result
