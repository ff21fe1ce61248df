// Numbers as people write them: decimals and fractions in, decimals with a fixed number of digits
// out. Nothing here passes through floating point.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "services/result/domain/rational.h"

namespace pingyi::result {

// The longest number that is read.
inline constexpr size_t kMaxNumberLength = 40;

// "30", "-0.5", "87.50": ASCII digits with at most one point between digits and a leading "-".
// nullopt for anything else and for what is longer than kMaxNumberLength.
std::optional<Rational> ParseDecimal(std::string_view text);

// A decimal, or a fraction "1/3" of two integers without a sign but in front; the lower one not 0.
std::optional<Rational> ParseNumber(std::string_view text);

// What happens to what is cut off. The numbers are those of the contract.
enum class RoundingMode {
  kUnspecified = 0,
  kHalfUp = 1,    // to the nearest, halves away from zero (四舍五入)
  kHalfEven = 2,  // to the nearest, halves to the even neighbour (GB/T 8170)
  kDown = 3,      // towards zero
  kUp = 4,        // away from zero
};

inline constexpr int kMaxRoundingDigits = 10;

struct Rounding {
  int digits = 0;  // after the point, 0 to kMaxRoundingDigits
  RoundingMode mode = RoundingMode::kUnspecified;

  bool operator==(const Rounding&) const = default;
};

// The rounded value, exact. The rounding must be a valid one, here and below.
Rational Round(const Rational& value, const Rounding& rounding);

// The rounded value with exactly `rounding.digits` digits after the point, e.g. "89.08". A value
// that rounds to zero has no sign.
std::string RoundedText(const Rational& value, const Rounding& rounding);

// The exact value as people write it: "87.5" if at most kMaxRoundingDigits digits after the point
// suffice, else the fraction "200/3".
std::string ShortText(const Rational& value);

}  // namespace pingyi::result
