#include "services/result/domain/points.h"

#include <utility>

#include "services/result/domain/tally.h"

namespace pingyi::result {
namespace {

using Wide = __int128;

// A quarter of the range: then neither max - min nor the points of 2^63 marks overflow in Sum.
constexpr int64_t kLimit = int64_t{1} << 62;

}  // namespace

PointScale PointScale::Graded(std::vector<Rational> points) {
  PointScale scale;
  scale.size_ = static_cast<int32_t>(points.size());
  scale.Scale(points);
  scale.points_ = std::move(points);
  return scale;
}

PointScale PointScale::Numeric(Rational min, Rational step, int32_t steps) {
  PointScale scale;
  scale.graded_ = false;
  scale.size_ = steps + 1;
  scale.Scale({min, step, min + step * Rational(steps)});
  scale.points_ = {std::move(min), std::move(step)};
  return scale;
}

void PointScale::Scale(const std::vector<Rational>& values) {
  Integer common = 1;
  for (const Rational& value : values) {
    common = boost::multiprecision::lcm(common, value.denominator());
  }
  if (common > kLimit) {
    return;
  }
  std::vector<int64_t> scaled;
  for (const Rational& value : values) {
    const Integer multiple = value.numerator() * (common / value.denominator());
    if (multiple > kLimit || multiple < -kLimit) {
      return;
    }
    scaled.push_back(multiple.convert_to<int64_t>());
  }
  scaled_ = std::move(scaled);
  denominator_ = common.convert_to<int64_t>();
}

Rational PointScale::PointsOf(int32_t mark) const {
  return graded_ ? points_[static_cast<size_t>(mark)] : points_[0] + points_[1] * Rational(mark);
}

Rational PointScale::min() const { return PointsOf(graded_ ? size_ - 1 : 0); }

Rational PointScale::max() const { return PointsOf(graded_ ? 0 : size_ - 1); }

Rational PointScale::SumOver(const std::vector<MarkCount>& marks, int64_t divisor) const {
  if (scaled_.empty()) {
    Rational sum;
    for (const MarkCount& mark : marks) {
      sum += PointsOf(mark.mark) * Rational(mark.count);
    }
    return sum / Rational(divisor);
  }
  Wide sum = 0;
  if (graded_) {
    for (const MarkCount& mark : marks) {
      sum += Wide{scaled_[static_cast<size_t>(mark.mark)]} * mark.count;
    }
  } else {
    for (const MarkCount& mark : marks) {
      sum += (scaled_[0] + Wide{scaled_[1]} * mark.mark) * mark.count;
    }
  }
  return Rational::Ratio(sum, Wide{denominator_} * divisor);
}

}  // namespace pingyi::result
