#include "services/result/domain/grade.h"

#include <algorithm>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"

namespace pingyi::result {

GradeLadder::GradeLadder(const std::vector<GradeThreshold>& thresholds) : size_(thresholds.size()) {
  for (size_t i = 0; i + 1 < size_; ++i) {
    least_.push_back(ParseNumber(thresholds[i].min_total).value());
  }
}

std::optional<size_t> GradeLadder::GradeOf(const Rational& total) const {
  if (size_ == 0) {
    return std::nullopt;
  }
  const auto reached = std::find_if(least_.begin(), least_.end(),
                                    [&total](const Rational& least) { return total >= least; });
  return static_cast<size_t>(reached - least_.begin());
}

}  // namespace pingyi::result
