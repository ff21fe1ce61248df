// Rounding as a policy asks for it, and decimals with a fixed number of digits.
#pragma once

#include <string>

#include "services/base/number/rational.h"

namespace pingyi::result {

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
