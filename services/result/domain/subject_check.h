// Whether the rules of a policy about subjects – weights by type, quotas' pools, bands, exclusions,
// leaderboards – make sense by themselves and beside the others, and fit a round.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

inline constexpr size_t kMaxTypeWeights = 50;
inline constexpr size_t kMaxPoolNames = 1000;
inline constexpr size_t kMaxPoolName = 200;
inline constexpr size_t kMaxSubjectType = 63;
inline constexpr size_t kMaxExclusionRules = 20;
inline constexpr size_t kMaxLeaderboards = 50;
inline constexpr size_t kMaxBoardTypes = 50;

// Appends every fault with its path below `path`. Part of CheckPolicy.
void CheckSubjectRules(const PolicyRules& policy, std::string_view path,
                       std::vector<FieldViolation>& violations);

// Appends a fault for every group and criterion that the round does not have. Part of FitPolicy.
void FitSubjectRules(const PolicyRules& policy, const Form& form,
                     std::vector<FieldViolation>& violations);

}  // namespace pingyi::result
