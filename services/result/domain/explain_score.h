// The part of an explanation from the total down to the counts.
#pragma once

#include <optional>
#include <vector>

#include "services/result/domain/explain.h"
#include "services/result/domain/factors.h"
#include "services/result/domain/form.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/rank_points.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The node of the total with the groups, criteria and marks below it. `tally` is the subject's and
// sorted, `result` is what was computed from it, `places` the places by the groups' scores, by
// group, or empty; `factors` are the round's.
ExplanationNode ExplainTotal(const PolicyRules& policy, const Form& form, const MarkRules& rules,
                             const FactorTable& factors, const SubjectTally& tally,
                             const SubjectResult& result,
                             const std::vector<std::optional<RankPlace>>& places = {});

}  // namespace pingyi::result
