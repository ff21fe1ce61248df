// Scoring policies between the contract, the domain and the store.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/policy.pb.h"
#include "services/result/domain/policy.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// The rules as they stand, valid or not.
PolicyRules ToRules(const v1::ScoringPolicy& policy);

// The bytes in which the rules alone are stored, and back; DATA_LOSS for bytes that are no policy.
std::string SerializeRules(const v1::ScoringPolicy& policy);
absl::StatusOr<v1::ScoringPolicy> ParseRules(const std::string& bytes);

absl::StatusOr<v1::ScoringPolicy> ToProto(const PolicyVersion& policy);

}  // namespace pingyi::result
