// The byte form of results that is hashed, and later signed, as the comment on
// pingyi.result.v1.SubjectResult states it.
#pragma once

#include <string>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

// The lines. `results` must be in the order of Aggregate.
std::string CanonicalResults(const RoundFacts& facts, const std::string& tally_digest,
                             const PolicyRules& policy, const std::string& policy_digest,
                             const RoundResults& results);

// SHA-256 over them, as 64 hex digits.
std::string ResultDigest(const RoundFacts& facts, const std::string& tally_digest,
                         const PolicyRules& policy, const std::string& policy_digest,
                         const RoundResults& results);

}  // namespace pingyi::result
