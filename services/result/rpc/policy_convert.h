// Scoring policies between the contract and the store; wire/policy makes the domain's rules of
// them.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/policy.pb.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// The bytes in which the rules alone are stored, and back; DATA_LOSS for bytes that are no policy.
std::string SerializeRules(const v1::ScoringPolicy& policy);
absl::StatusOr<v1::ScoringPolicy> ParseRules(const std::string& bytes);

absl::StatusOr<v1::ScoringPolicy> ToProto(const PolicyVersion& policy);

}  // namespace pingyi::result
