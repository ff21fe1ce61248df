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

std::string MarkFormula(const std::vector<std::string>& products, const Rational& sum,
                        int64_t divisor) {
  constexpr size_t kMaxTerms = 40;
  std::string formula =
      products.size() > kMaxTerms ? ShortText(sum) : fmt::format("{}", fmt::join(products, " + "));
  if (divisor == 0) {
    return formula;
  }
  if (products.size() > 1 && products.size() <= kMaxTerms) {
    formula = "(" + formula + ")";
  }
  return fmt::format("{} / {}", formula, divisor);
}

Words ModeWords(RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kHalfUp:
      return {"halves away from zero", "四舍五入"};
    case RoundingMode::kHalfEven:
      return {"halves to the even digit", "四舍六入五成双"};
    case RoundingMode::kUp:
      return {"away from zero", "进一"};
    case RoundingMode::kDown:
    case RoundingMode::kUnspecified:
      break;
  }
  return {"towards zero", "舍去"};
}

Words BasisWords(DecisionBasis basis) {
  return basis == DecisionBasis::kRounded ? Words{"the rounded total", "取舍后的总分"}
                                          : Words{"the exact total", "未取舍的总分"};
}

std::string RoundedSuffix(const Rational& exact, const Rounding& rounding) {
  return Round(exact, rounding) == exact
             ? ""
             : fmt::format(" = {} ≈ {}", exact.ToString(), RoundedText(exact, rounding));
}

std::string Shown(const Rational& value, const Rounding& rounding) {
  return (Round(value, rounding) == value ? "" : "≈ ") + RoundedText(value, rounding);
}

}  // namespace pingyi::result
