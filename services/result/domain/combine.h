// How several weighted figures become one.
#pragma once

#include "services/base/number/rational.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Takes in figures one by one. What is not taken in is left out with its weight.
class Combiner {
 public:
  explicit Combiner(Combination combination) : combination_(combination) {}

  // The weight must be positive.
  void Add(const Rational& weight, const Rational& value);
  // A figure of zero: nothing in a sum, but its weight counts in a mean.
  void AddZero(const Rational& weight);
  // Whether anything was added.
  bool empty() const { return empty_; }
  // The weighted sum, or that over the sum of the weights. Something must have been added.
  Rational Result() const;

 private:
  Combination combination_;
  bool empty_ = true;
  Rational sum_;
  Rational weights_;
};

}  // namespace pingyi::result
