// What the marks of one criterion are worth. Points are brought to whole multiples of one unit when
// the form is read, so that adding up marks is integer arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/base/number/rational.h"

namespace pingyi::result {

struct MarkCount;

class PointScale {
 public:
  // A scale of grades, best first.
  static PointScale Graded(std::vector<Rational> points);
  // Numbers from `min` on, `steps` steps above it.
  static PointScale Numeric(Rational min, Rational step, int32_t steps);

  // How many marks the scale has: marks are 0 to size() - 1.
  int32_t size() const { return size_; }
  // What a mark is worth.
  Rational PointsOf(int32_t mark) const;
  // Whether grades are listed (best first); else mark 0 is the least number.
  bool graded() const { return graded_; }
  // The least and the most points a mark can have.
  Rational min() const;
  Rational max() const;

  // The points of all these marks together, exact. Marks must be on the scale.
  Rational Sum(const std::vector<MarkCount>& marks) const { return SumOver(marks, 1); }
  // The same divided by the number of marks, which must not be 0.
  Rational Mean(const std::vector<MarkCount>& marks, int64_t mark_count) const {
    return SumOver(marks, mark_count);
  }

 private:
  PointScale() = default;
  void Scale(const std::vector<Rational>& values);
  Rational SumOver(const std::vector<MarkCount>& marks, int64_t divisor) const;

  bool graded_ = true;
  int32_t size_ = 0;
  std::vector<Rational> points_;  // of the grades; or least mark and step
  // The same as multiples of 1 / denominator_; empty if a number is too large for that.
  std::vector<int64_t> scaled_;
  int64_t denominator_ = 1;
};

}  // namespace pingyi::result
