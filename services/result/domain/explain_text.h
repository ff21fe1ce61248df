// Pieces of text that the steps of an explanation share.
#pragma once

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

// "89.08" if that is the exact value, else "≈ 89.08".
std::string Shown(const Rational& value, const Rounding& rounding);

}  // namespace pingyi::result
