// The steps of an explanation that tell of tiers, places by a group's score, best criteria, pools
// and shares of marks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "services/result/domain/computation.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/rank_points.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The tier a subject is in; nullopt where the policy has none.
std::optional<ExplanationNode> ExplainTier(const PolicyRules& policy,
                                           const Computation& computation, size_t subject);

// How far a subject's marks lean from their median, for each majority_gauge of the policy, also
// where no tie was broken by it.
std::vector<ExplanationNode> ExplainGauges(const PolicyRules& policy,
                                           const Computation& computation, size_t subject);

// The points for a place.
ExplanationNode RankPointsNode(const PolicyRules& policy, const RankPlace& place);

// Which criteria count; nullopt where all do.
std::optional<ExplanationNode> BestCriteriaNode(const PolicyRules& policy, const Form& form,
                                                const std::vector<CriterionResult>& criteria);

// That the groups are pooled.
ExplanationNode PoolNode(const Form& form);

// The shares of the marks of a cell, which may be pooled; the policy must have mark_shares. The key
// is the criterion's.
ExplanationNode SharesNode(const PolicyRules& policy, const Form& form, const TallyCell& cell);

}  // namespace pingyi::result
