// Exact numbers as the texts and lengths of a report. Nothing here is floating point: the same
// release gives the same bytes everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/base/number/rational.h"

namespace pingyi::exporting {

// The number with exactly so many digits after the point, halves away from zero: "-0.33".
std::string FixedText(const Rational& number, int digits);

// Shares of the counts in tenths of a per cent that sum to exactly 1000, by largest remainder, of
// equal ones the first; all 0 where every count is.
std::vector<int64_t> PerMille(std::span<const int64_t> counts);

// 333 is "33.3".
std::string PercentText(int64_t per_mille);

// part / whole in per cent with one digit, half up; empty where whole is not positive.
std::string PercentOf(int64_t part, int64_t whole);

// The decimal "94.29" as a number; nullopt for what is none.
std::optional<Rational> DecimalValue(const std::string& text);

// The least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is not less than the
// positive number: where a scale ends.
Rational ScaleEnd(const Rational& number);

}  // namespace pingyi::exporting
