#include "services/result/domain/combine.h"

namespace pingyi::result {

void Combiner::Add(const Rational& weight, const Rational& value) {
  sum_ += weight * value;
  AddZero(weight);
}

void Combiner::AddZero(const Rational& weight) {
  if (combination_ == Combination::kMean) {
    weights_ += weight;
  }
  empty_ = false;
}

Rational Combiner::Result() const {
  return combination_ == Combination::kMean ? sum_ / weights_ : sum_;
}

}  // namespace pingyi::result
