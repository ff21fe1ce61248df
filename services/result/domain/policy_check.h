// Whether a policy makes sense by itself. Whether it fits a round is asked in fits.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

inline constexpr size_t kMaxGradeThresholds = 20;
inline constexpr size_t kMaxTieBreakers = 20;
inline constexpr size_t kMaxScopeKeys = 50;
inline constexpr size_t kMaxGradeRules = 20;
inline constexpr size_t kMaxQuotas = 100;
inline constexpr size_t kMaxTiers = 10;
inline constexpr int32_t kLeastMinShown = 3;
inline constexpr int32_t kMostMinShown = 1000;
inline constexpr int32_t kMaxQuotaMinimum = 10'000;
inline constexpr int32_t kMaxDroppedMarks = 1000;
inline constexpr int64_t kMaxMinMarks = 1'000'000;

// Every fault of the policy, each with its own path below `path`, e.g.
// "scoring_policy.tie_breakers[2].mark_count.points_equal"; empty: it is valid.
std::vector<FieldViolation> CheckPolicy(const PolicyRules& policy,
                                        std::string_view path = "scoring_policy");

}  // namespace pingyi::result
