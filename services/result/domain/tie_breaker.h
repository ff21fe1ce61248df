// What a tie is broken by. Each comparison becomes a key for each tied subject, computed once; the
// lexicographically greater key is placed first.
//
//   group score      the group's score; a group without marks counts 0 under ZERO, else it has no
//                    score and comes after every score.
//   criterion score  score.h, CriterionScore; without a score after every score.
//   mark count       how many marks of the scope are worth the points.
//   countback        the most valuable marks of the scope and how many there are, then the next
//                    ones, and so on; marks of equal points count together, whatever the criterion.
//   position         the earlier is greater.
//   majority gauge   majority.h, and likewise majority value.
//
// Where lower scores are the better ones they are in the key with the opposite sign, and so are the
// points of a countback where fewer are the better mark.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/result/domain/form.h"
#include "services/result/domain/mark_scope.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// One number for a score, count or position (negated); points and count by turns for a countback;
// empty for a score that is absent.
using TieKey = std::vector<Rational>;

// A tie breaker of a policy that fits the form, read once.
class TieComparison {
 public:
  TieComparison(const TieBreaker& breaker, const Form& form);

  // Whether a tie for this place is broken by it.
  bool AppliesTo(int32_t place) const { return up_to_rank_ == 0 || place <= up_to_rank_; }

  // The subject's key. `groups` are its scores, `pooled` those of the pool if there is one.
  TieKey KeyOf(const PolicyRules& policy, const Form& form, const SubjectTally& tally,
               const std::vector<GroupResult>& groups,
               const std::vector<CriterionResult>& pooled = {}) const;

 private:
  bool Counts(const Rational& points) const;
  int64_t CountMarks(const Form& form, const SubjectTally& tally) const;
  TieKey Countback(const Form& form, const SubjectTally& tally, bool ascending) const;
  TieKey Majority(const PolicyRules& policy, const Form& form, const SubjectTally& tally) const;

  TieBreaker breaker_;
  int32_t up_to_rank_;
  size_t index_ = 0;   // of the group or criterion
  ScopeFilter scope_;  // of a comparison that has one
  Rational points_;    // of a mark count
};

// Whether the figures of the comparison are in its keys with the opposite sign.
bool Negated(const PolicyRules& policy, const TieBreaker& breaker);

}  // namespace pingyi::result
