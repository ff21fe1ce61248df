// Whether the rules of a policy about orders, places, best criteria and shares make sense by
// themselves and beside the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

inline constexpr int32_t kMaxBestCriteria = 50;
inline constexpr size_t kMaxRankPoints = 1000;
inline constexpr int kMaxShareDigits = 8;

// Appends every fault with its path below `path`. Part of CheckPolicy.
void CheckOrderRules(const PolicyRules& policy, std::string_view path,
                     std::vector<FieldViolation>& violations);

}  // namespace pingyi::result
