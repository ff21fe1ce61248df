// Pieces of text that the steps of an explanation share.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {

// A weighted figure of a formula.
struct Term {
  Rational weight;
  Rational value;
};

// "(40 × 91 + 30 × 355/4) / 70", or without the division for a sum. Where all weights are 1 they
// are not written. At least one term.
std::string WeightedFormula(Combination combination, const std::vector<Term>& terms);

// The sum of the products, over the divisor unless that is 0. Of more than 40 products the sum
// itself is given: the products are those of the step's children.
std::string MarkFormula(const std::vector<std::string>& products, const Rational& sum,
                        int64_t divisor);

// A piece of text in both languages.
struct Words {
  const char* en;
  const char* zh;
};

// What a rounding does with what it cuts off.
Words ModeWords(RoundingMode mode);

// What grades and ranks go by.
Words BasisWords(DecisionBasis basis);

// What a formula ends with whose value is rounded: " = 355/4 ≈ 88.8"; nothing where that changes
// nothing.
std::string RoundedSuffix(const Rational& exact, const Rounding& rounding);

// "89.08" if that is the exact value, else "≈ 89.08".
std::string Shown(const Rational& value, const Rounding& rounding);

}  // namespace pingyi::result
