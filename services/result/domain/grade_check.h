// Whether the grades of a policy and the rules that limit them make sense. Their pools and the
// bands are checked in subject_check.h.
#pragma once

#include <string_view>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Appends every fault of grade_thresholds with its path below `path`. Part of CheckPolicy.
void CheckGrades(const PolicyRules& policy, std::string_view path,
                 std::vector<FieldViolation>& violations);

// Likewise of grade_share_rules and grade_quotas.
void CheckGradeLimits(const PolicyRules& policy, std::string_view path,
                      std::vector<FieldViolation>& violations);

}  // namespace pingyi::result
