// Grades (等次) by the total.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// The thresholds of a valid policy, read once.
class GradeLadder {
 public:
  // `ascending`: lower totals are better, and what is said below of a least total holds for the
  // greatest.
  explicit GradeLadder(const std::vector<GradeThreshold>& thresholds, bool ascending = false);

  // Whether grades have least totals; else the best is open to every total.
  bool by_total() const { return least_.size() + 1 == size_; }
  // The index of the best grade whose least total is reached, the last one if none is; nullopt if
  // the policy gives no grades.
  std::optional<size_t> GradeOf(const Rational& total) const;
  // The least total of a grade but the last.
  const Rational& least(size_t grade) const { return least_[grade]; }

 private:
  size_t size_;
  bool ascending_;
  std::vector<Rational> least_;  // of all but the last, falling; rising if ascending
};

}  // namespace pingyi::result
