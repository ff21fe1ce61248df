// Numbers of statistics: in floating point and out again as text.
#pragma once

#include <optional>
#include <string>

#include "services/base/number/rational.h"

namespace pingyi::result::statistics {

// The nearest double, or one beside it.
double ToDouble(const Rational& value);

// The value with so many digits after the point, halves to the even neighbour of the binary value;
// never "-0". Empty without a value, or for one that is no finite number.
std::string ToText(const std::optional<double>& value, int digits);

}  // namespace pingyi::result::statistics
