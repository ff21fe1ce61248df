#include "services/result/domain/explain_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/base/number/rational.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {

std::string WeightedFormula(Combination combination, const std::vector<Term>& terms) {
  const bool plain = std::all_of(terms.begin(), terms.end(),
                                 [](const Term& term) { return term.weight == Rational(1); });
  std::vector<std::string> products;
  Rational weights;
  for (const Term& term : terms) {
    products.push_back(plain ? term.value.ToString()
                             : ShortText(term.weight) + " × " + term.value.ToString());
    weights += term.weight;
  }
  std::string sum = fmt::format("{}", fmt::join(products, " + "));
  if (combination == Combination::kSum || (plain && terms.size() == 1)) {
    return sum;
  }
  return (terms.size() == 1 ? sum : "(" + sum + ")") + " / " + ShortText(weights);
}

std::string Shown(const Rational& value, const Rounding& rounding) {
  return (Round(value, rounding) == value ? "" : "≈ ") + RoundedText(value, rounding);
}

}  // namespace pingyi::result
