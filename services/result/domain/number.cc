#include "services/result/domain/number.h"

#include <algorithm>

#include <fmt/format.h>

namespace pingyi::result {
namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Not Integer(string): that takes a leading zero for octal.
Integer ReadDigits(std::string_view digits, Integer value = 0) {
  for (const char digit : digits) {
    value = value * 10 + (digit - '0');
  }
  return value;
}

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

// The magnitude of a quotient of magnitudes, rounded; `Int` is unsigned __int128 or Integer.
template <typename Int>
Int RoundedQuotient(const Int& numerator, const Int& denominator, RoundingMode mode) {
  Int quotient = numerator / denominator;
  const Int rest = numerator - quotient * denominator;
  const Int other = denominator - rest;  // the distance to the next integer
  bool up = false;
  switch (mode) {
    case RoundingMode::kHalfUp:
      up = rest >= other;
      break;
    case RoundingMode::kHalfEven:
      up = rest > other || (rest == other && quotient % 2 != 0);
      break;
    case RoundingMode::kUp:
      up = rest != 0;
      break;
    case RoundingMode::kDown:
    case RoundingMode::kUnspecified:
      break;
  }
  if (up) {
    quotient += 1;
  }
  return quotient;
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

std::optional<Rational> ParseDecimal(std::string_view text) {
  if (text.size() > kMaxNumberLength) {
    return std::nullopt;
  }
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) {
    text.remove_prefix(1);
  }
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (!AllDigits(whole) || (point != std::string_view::npos && !AllDigits(part))) {
    return std::nullopt;
  }
  const Integer digits = ReadDigits(part, ReadDigits(whole));
  const Integer power = ReadDigits(std::string(part.size(), '0'), 1);
  return Rational(negative ? Integer(-digits) : digits, power);
}

std::optional<Rational> ParseNumber(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return ParseDecimal(text);
  }
  const std::string_view lower = text.substr(slash + 1);
  if (text.size() > kMaxNumberLength || !AllDigits(lower) ||
      text.find('.') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<Rational> upper = ParseDecimal(text.substr(0, slash));
  const Integer denominator = ReadDigits(lower);
  if (!upper.has_value() || denominator == 0) {
    return std::nullopt;
  }
  return *upper / Rational(denominator, 1);
}

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
