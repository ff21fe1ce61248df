// Who is before whom before the tie breakers: by tier, then by the total.
#pragma once

#include <cstddef>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/form.h"
#include "services/result/domain/mark_scope.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The tiers of a policy that fits the form, read once.
class TierRules {
 public:
  TierRules(const PolicyRules& policy, const Form& form);

  bool any() const { return !scopes_.empty(); }
  // The first tier in whose scope the subject has a mark, from 0; their number if there is none.
  size_t TierOf(const SubjectTally& tally) const;

 private:
  std::vector<ScopeFilter> scopes_;
};

// Refers to what it is made of.
class Standings {
 public:
  // By subject. `tiers` is empty where there is only one.
  Standings(const std::vector<Rational>& totals, const std::vector<size_t>& tiers, bool ascending)
      : totals_(totals), tiers_(tiers), ascending_(ascending) {}

  size_t size() const { return totals_.size(); }
  bool Before(size_t a, size_t b) const {
    if (!tiers_.empty() && tiers_[a] != tiers_[b]) {
      return tiers_[a] < tiers_[b];
    }
    return ascending_ ? totals_[a] < totals_[b] : totals_[a] > totals_[b];
  }
  bool Level(size_t a, size_t b) const {
    return totals_[a] == totals_[b] && (tiers_.empty() || tiers_[a] == tiers_[b]);
  }

 private:
  const std::vector<Rational>& totals_;
  const std::vector<size_t>& tiers_;
  bool ascending_;
};

}  // namespace pingyi::result
