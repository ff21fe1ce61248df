#include "services/result/statistics/number.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace pingyi::result::statistics {

double ToDouble(const Rational& value) {
  if (const auto small = value.small()) {
    return static_cast<double>(small->numerator) / static_cast<double>(small->denominator);
  }
  return boost::multiprecision::cpp_rational(value.numerator(), value.denominator())
      .convert_to<double>();
}

std::string ToText(const std::optional<double>& value, int digits) {
  if (!value.has_value() || !std::isfinite(*value)) {
    return "";
  }
  std::string text = fmt::format("{:.{}f}", *value, digits);
  const bool zero = std::all_of(text.begin(), text.end(),
                                [](char c) { return c == '-' || c == '0' || c == '.'; });
  return zero && text.front() == '-' ? text.substr(1) : text;
}

}  // namespace pingyi::result::statistics
