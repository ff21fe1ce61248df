// The one place where a quotient becomes a whole number.
#pragma once

namespace pingyi {

// numerator / denominator as a whole number, rounded as `mode` says; exact. The numerator must not
// be negative, the denominator must be positive. `Int` is an unsigned machine integer in which
// twice the denominator may not fit, or Integer. `Mode` is an enum with kHalfUp (halves up),
// kHalfEven (halves to the even neighbour), kUp, kDown and kUnspecified, which counts as kDown.
template <typename Int, typename Mode>
Int RoundedQuotient(const Int& numerator, const Int& denominator, Mode mode) {
  Int quotient = numerator / denominator;
  const Int rest = numerator - quotient * denominator;
  const Int other = denominator - rest;  // the distance to the next integer
  bool up = false;
  switch (mode) {
    case Mode::kHalfUp:
      up = rest >= other;
      break;
    case Mode::kHalfEven:
      up = rest > other || (rest == other && quotient % 2 != 0);
      break;
    case Mode::kUp:
      up = rest != 0;
      break;
    case Mode::kDown:
    case Mode::kUnspecified:
      break;
  }
  if (up) {
    quotient += 1;
  }
  return quotient;
}

}  // namespace pingyi
