// Scoring policies: from the contract's message to plain data.
#pragma once

#include "pingyi/result/v1/policy.pb.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// The rules as they stand, valid or not.
PolicyRules ToRules(const v1::ScoringPolicy& policy);

}  // namespace pingyi::result
