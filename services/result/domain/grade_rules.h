// What happens to a grade after the thresholds, in this order:
//
//   1. grade_thresholds   by the total: grade.h.
//   2. grade_share_rules  each rule that holds leaves no grade better than its own; of several the
//                         worst decides, so that their order does not matter.
//   3. grade_quotas       from the best grade down; whoever is beyond a quota gets the next grade,
//                         and counts there.
//
// A quota is filled by place among those who hold the grade, so it comes after the ranking; places
// themselves are not changed by grades.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/form.h"
#include "services/result/domain/mark_scope.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
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
  // A share of nothing is 0.
  MarkShare ShareOf(const Form& form, const SubjectTally& tally) const;

 private:
  GradeShareRule rule_;
  size_t best_grade_;
  ScopeFilter scope_;
  Rational points_;
  Rational share_;
  std::optional<Rational> abstention_;
  std::optional<int64_t> divisor_;  // unless it is the marks
};

// How a quota was filled.
struct QuotaOutcome {
  size_t quota = 0;  // its place in the policy
  size_t grade = 0;
  int64_t pool = 0;
  int64_t limit = 0;
  int64_t holders = 0;  // who had the grade before
  int64_t kept = 0;
  int32_t edge_place = 0;  // the place that a tie at the edge is for; 0: there was none
  int64_t edge_size = 0;   // how many share it
};

// Applies the quotas to `grades`, by subject. `order` are the subjects by rank.
std::vector<QuotaOutcome> ApplyQuotas(const PolicyRules& policy,
                                      const std::vector<SubjectResult>& subjects,
                                      const std::vector<size_t>& order,
                                      std::vector<size_t>& grades);

}  // namespace pingyi::result
