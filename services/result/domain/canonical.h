// The byte form of results that is hashed, and later signed, as the comment on
// pingyi.result.v1.SubjectResult states it.
#pragma once

#include <string>

#include "services/result/domain/form.h"
#include "services/result/domain/leaderboard.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

// What a run has beside its results; a run without it has the digest it always had.
struct ResultExtras {
  std::string salt = {};  // of the tally
  std::string inputs_digest = {};
  Leaderboards leaderboards = {};
};

// The lines. `results` must be in the order of Aggregate.
std::string CanonicalResults(const RoundFacts& facts, const std::string& tally_digest,
                             const PolicyRules& policy, const std::string& policy_digest,
                             const RoundResults& results, const ResultExtras& extras = {});

// SHA-256 over them, as 64 hex digits.
std::string ResultDigest(const RoundFacts& facts, const std::string& tally_digest,
                         const PolicyRules& policy, const std::string& policy_digest,
                         const RoundResults& results, const ResultExtras& extras = {});

}  // namespace pingyi::result
