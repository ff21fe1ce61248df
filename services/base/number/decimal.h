// Numbers as people write them: decimals and fractions in, and the exact value out again. Nothing
// here passes through floating point.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "services/base/number/rational.h"

namespace pingyi {

// The longest number that is read.
inline constexpr size_t kMaxNumberLength = 40;

// What a decimal is made of: ASCII digits with at most one point between digits and perhaps a
// leading "-". No exponent, no plus sign, no grouping, no blanks.
struct DecimalParts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;  // empty without a point
};

// nullopt for what is no decimal.
std::optional<DecimalParts> SplitDecimal(std::string_view text);

// "30", "-0.5", "87.50"; nullopt for anything else and for what is longer than kMaxNumberLength.
std::optional<Rational> ParseDecimal(std::string_view text);

// A decimal, or a fraction "1/3" of two integers without a sign but in front; the lower one not 0.
std::optional<Rational> ParseNumber(std::string_view text);

// The decimal of a number that has a finite one, without needless zeros ("87.5"); else the
// fraction.
std::string ExactText(const Rational& number);

}  // namespace pingyi
