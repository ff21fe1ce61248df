// The rules of a policy about subjects: from the contract's message to plain data.
#pragma once

#include "pingyi/result/v1/policy.pb.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Weights by type, bands, exclusions and leaderboards as they stand, valid or not. Part of ToRules.
void TakeSubjectRules(const v1::ScoringPolicy& policy, PolicyRules& rules);

}  // namespace pingyi::result
