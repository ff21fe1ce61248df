#include "services/result/domain/standings.h"

#include <algorithm>

namespace pingyi::result {

TierRules::TierRules(const PolicyRules& policy, const Form& form) {
  scopes_.reserve(policy.tiers.size());
  for (const MarkScope& tier : policy.tiers) {
    scopes_.emplace_back(tier, form);
  }
}

size_t TierRules::TierOf(const SubjectTally& tally) const {
  const auto reached = [&tally](const ScopeFilter& scope) {
    return std::any_of(tally.cells.begin(), tally.cells.end(), [&scope](const TallyCell& cell) {
      return scope.Has(cell) && !cell.marks.empty();
    });
  };
  return static_cast<size_t>(std::find_if(scopes_.begin(), scopes_.end(), reached) -
                             scopes_.begin());
}

}  // namespace pingyi::result
