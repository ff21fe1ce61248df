#include "services/result/domain/grade.h"

#include <algorithm>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"

namespace pingyi::result {

GradeLadder::GradeLadder(const std::vector<GradeThreshold>& thresholds, bool ascending)
    : size_(thresholds.size()), ascending_(ascending) {
  // Where bands alone give the grades there are no least totals.
  for (size_t i = 0; i + 1 < size_ && !thresholds[i].min_total.empty(); ++i) {
    least_.push_back(ParseNumber(thresholds[i].min_total).value());
  }
}

std::optional<size_t> GradeLadder::GradeOf(const Rational& total) const {
  if (size_ == 0) {
    return std::nullopt;
  }
  if (!by_total()) {
    return 0;
  }
  const auto reached = std::find_if(least_.begin(), least_.end(), [&](const Rational& least) {
    return ascending_ ? total <= least : total >= least;
  });
  return static_cast<size_t>(reached - least_.begin());
}

}  // namespace pingyi::result
