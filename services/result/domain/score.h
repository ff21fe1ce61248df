// The scores of one subject: marks to criteria to groups to the total.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/result/domain/factors.h"
#include "services/result/domain/form.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// What each group gave, in the round's order, by the rules about marks, criterion_combination with
// best_criteria and the rounding of steps; of pooled groups only how many marks and abstentions.
// The tally must have passed CheckTally.
// `factors` are the subject's by criterion; null if the policy has none.
std::vector<GroupResult> ScoreGroups(const PolicyRules& policy, const Form& form,
                                     const MarkRules& rules, const SubjectTally& tally,
                                     const Factors* factors = nullptr);

// The groups' scores combined by group_combination and the missing-group rule; nullopt if that rule
// gives no total.
std::optional<Rational> Total(const PolicyRules& policy, const Form& form,
                              const std::vector<GroupResult>& groups);

// With group_combination POOLED: each criterion's score over the marks of all groups.
std::vector<CriterionResult> ScorePool(const Form& form, const MarkRules& rules,
                                       const SubjectTally& tally, const Factors* factors = nullptr);

// The same combined by criterion_combination and the missing-group rule; nullopt if that rule gives
// no total. `groups` are those of the subject.
std::optional<Rational> PoolTotal(const PolicyRules& policy, const Form& form,
                                  const std::vector<GroupResult>& groups,
                                  const std::vector<CriterionResult>& pooled);

// Whether criteria are summed where a lower sum is better, so that one without a mark would count
// as the best.
bool SumsAscending(const PolicyRules& policy);

// Whether one of the policy's tiers is about this criterion.
bool NamedByTiers(const PolicyRules& policy, const std::string& criterion);

// Whether a sum of these criteria is no score: where fewer points are the better mark, one that has
// no mark must not count as the best. With best_criteria so many must have one; and one that the
// policy's tiers name may lack, for they place the subjects who have no mark there.
bool LacksCriteria(const PolicyRules& policy, const Form& form,
                   const std::vector<CriterionResult>& criteria);

// Whether the group gave the subject nothing that counts.
bool GaveNothing(const PolicyRules& policy, const GroupResult& group);

// Which of the criteria count: those with a score, of these the best_criteria best. Of equals the
// earlier counts.
std::vector<bool> CountedCriteria(const PolicyRules& policy,
                                  const std::vector<CriterionResult>& criteria);

// One criterion's scores combined over the groups by the same rules. The missing-group rule is for
// groups without any mark; a group that marked other criteria but not this one is left out. nullopt
// if no group marked it.
std::optional<Rational> CriterionScore(const PolicyRules& policy, const Form& form,
                                       const std::vector<GroupResult>& groups, size_t criterion);

// The least and the greatest total of a valid policy, read once.
class TotalBounds {
 public:
  explicit TotalBounds(const PolicyRules& policy);

  // The nearest total within the bounds.
  Rational Within(Rational total) const {
    if (floor_.has_value() && total < *floor_) {
      return *floor_;
    }
    if (cap_.has_value() && total > *cap_) {
      return *cap_;
    }
    return total;
  }
  bool any() const { return floor_.has_value() || cap_.has_value(); }
  const std::optional<Rational>& floor() const { return floor_; }
  const std::optional<Rational>& cap() const { return cap_; }

 private:
  std::optional<Rational> floor_;
  std::optional<Rational> cap_;
};

}  // namespace pingyi::result
