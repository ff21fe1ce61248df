// The scores of one subject: marks to criteria to groups to the total.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// What each group gave, in the round's order, by mark_combination and criterion_combination. The
// tally must have passed CheckTally.
std::vector<GroupResult> ScoreGroups(const PolicyRules& policy, const Form& form,
                                     const SubjectTally& tally);

// The groups' scores combined by group_combination and the missing-group rule; nullopt if that rule
// gives no total.
std::optional<Rational> Total(const PolicyRules& policy, const Form& form,
                              const std::vector<GroupResult>& groups);

// One criterion's scores combined over the groups by the same rules. The missing-group rule is for
// groups without any mark; a group that marked other criteria but not this one is left out. nullopt
// if no group marked it.
std::optional<Rational> CriterionScore(const PolicyRules& policy, const Form& form,
                                       const std::vector<GroupResult>& groups, size_t criterion);

}  // namespace pingyi::result
