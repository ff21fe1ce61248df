// Where marks are counted: a scope of a policy against the groups and criteria of a round.
#pragma once

#include <string>
#include <vector>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

class ScopeFilter {
 public:
  ScopeFilter() = default;  // nothing
  ScopeFilter(const MarkScope& scope, const Form& form);

  bool Has(const TallyCell& cell) const {
    return groups_[static_cast<size_t>(cell.group_index)] &&
           criteria_[static_cast<size_t>(cell.criterion_index)];
  }
  bool HasGroup(size_t group) const { return groups_[group]; }
  int64_t criterion_count() const;

 private:
  std::vector<bool> groups_;
  std::vector<bool> criteria_;
};

}  // namespace pingyi::result
