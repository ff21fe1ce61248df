#include "services/result/domain/rounding.h"

#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "services/base/number/rounded_quotient.h"

namespace pingyi::result {
namespace {

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

// |value| times 10^digits, rounded; nullopt if the value needs more than machine integers.
std::optional<unsigned __int128> SmallUnits(const Rational& value, const Rounding& rounding) {
  using Wide = unsigned __int128;
  const auto small = value.small();
  if (!small.has_value()) {
    return std::nullopt;
  }
  const int64_t magnitude = small->numerator < 0 ? -small->numerator : small->numerator;
  // Below 2^63 * 10^10, which is less than 2^97.
  const Wide product =
      Wide{static_cast<uint64_t>(magnitude)} * static_cast<uint64_t>(PowerOfTen(rounding.digits));
  return RoundedQuotient<Wide>(product, static_cast<uint64_t>(small->denominator), rounding.mode);
}

Integer LargeUnits(const Rational& value, const Rounding& rounding) {
  const Integer magnitude =
      value.numerator() * (value.sign() < 0 ? -1 : 1) * PowerOfTen(rounding.digits);
  return RoundedQuotient<Integer>(magnitude, value.denominator(), rounding.mode);
}

}  // namespace

Rational Round(const Rational& value, const Rounding& rounding) {
  const int64_t power = PowerOfTen(rounding.digits);
  const auto units = SmallUnits(value, rounding);
  const Rational magnitude = units.has_value()
                                 ? Rational::Ratio(static_cast<__int128>(*units), power)
                                 : Rational(LargeUnits(value, rounding), Integer(power));
  return value.sign() < 0 ? -magnitude : magnitude;
}

std::string RoundedText(const Rational& value, const Rounding& rounding) {
  const auto units = SmallUnits(value, rounding);
  std::string text =
      units.has_value() ? fmt::format("{}", *units) : LargeUnits(value, rounding).str();
  const auto digits = static_cast<size_t>(rounding.digits);
  const bool zero = text == "0";
  if (text.size() <= digits) {
    text.insert(0, digits + 1 - text.size(), '0');
  }
  if (digits > 0) {
    text.insert(text.size() - digits, 1, '.');
  }
  if (value.sign() < 0 && !zero) {
    text.insert(0, 1, '-');
  }
  return text;
}

std::string ShortText(const Rational& value) {
  for (int digits = 0; digits <= kMaxRoundingDigits; ++digits) {
    const Rounding rounding{digits, RoundingMode::kDown};
    if (Round(value, rounding) == value) {
      return RoundedText(value, rounding);
    }
  }
  return value.ToString();
}

}  // namespace pingyi::result
