// Whether the components of a policy make sense by themselves and beside its other rules.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

inline constexpr size_t kMaxComponents = 20;
inline constexpr size_t kMaxMetrics = 100;
inline constexpr size_t kMaxKnots = 50;
inline constexpr size_t kMaxLevels = 20;

// Appends every fault with its path below `path`. Part of CheckPolicy.
void CheckComponents(const PolicyRules& policy, std::string_view path,
                     std::vector<FieldViolation>& violations);

}  // namespace pingyi::result
