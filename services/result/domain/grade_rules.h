// What happens to a grade after the thresholds, in this order:
//
//   1. grade_thresholds   by the total: grade.h.
//   2. grade_share_rules  each rule that holds leaves no grade better than its own; of several the
//                         worst decides, so that their order does not matter.
//   3. exclusion_rules    leave no grade better than theirs, or none: roster.h.
//   4. grade_bands        by place: bands.h.
//   5. grade_quotas       by place among those who hold the grade: quota.h.
//
// Bands and quotas come after the ranking; places themselves are not changed by grades.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/form.h"
#include "services/result/domain/mark_scope.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The place of a key among the grades; the policy must be valid.
size_t GradeIndex(const PolicyRules& policy, const std::string& key);

// How many marks of a subject a rule counts, out of how many.
struct MarkShare {
  int64_t count = 0;
  int64_t of = 0;
  bool holds = false;
};

// A share rule of a policy that fits the form, read once.
class ShareRule {
 public:
  ShareRule(const PolicyRules& policy, const GradeShareRule& rule, const Form& form,
            const std::vector<GroupBallots>& ballots);

  // The best grade that is left where the rule holds.
  size_t best_grade() const { return best_grade_; }
  // Whether it is for who has this grade by the total.
  bool Concerns(size_t grade) const { return grade >= up_to_grade_; }
  // A share of nothing is 0.
  MarkShare ShareOf(const Form& form, const SubjectTally& tally) const;

 private:
  GradeShareRule rule_;
  size_t best_grade_;
  size_t up_to_grade_;
  ScopeFilter scope_;
  Rational points_;
  Rational share_;
  std::optional<Rational> abstention_;
  std::optional<int64_t> divisor_;  // unless it is the marks; ballots left out come off it
};

// Whether grades are given by more than the thresholds.
bool HasGradeRules(const PolicyRules& policy);

}  // namespace pingyi::result
