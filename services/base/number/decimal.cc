#include "services/base/number/decimal.h"

#include <algorithm>

namespace pingyi {
namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Not Integer(string): that takes a leading zero for octal.
Integer ReadDigits(std::string_view digits, Integer value = 0) {
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

Integer PowerOfTen(size_t exponent) {
  return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

// How often `factor` divides `number`, which loses these factors.
size_t TakeFactor(Integer& number, int factor) {
  size_t times = 0;
  while (number % factor == 0) {
    number /= factor;
    ++times;
  }
  return times;
}

}  // namespace

std::optional<DecimalParts> SplitDecimal(std::string_view text) {
  DecimalParts parts;
  parts.negative = text.starts_with('-');
  if (parts.negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  if (!AllDigits(parts.whole)) return std::nullopt;
  if (point != std::string_view::npos) {
    parts.fraction = text.substr(point + 1);
    if (!AllDigits(parts.fraction)) return std::nullopt;
  }
  return parts;
}

std::optional<Rational> ParseDecimal(std::string_view text) {
  if (text.size() > kMaxNumberLength) return std::nullopt;
  const std::optional<DecimalParts> parts = SplitDecimal(text);
  if (!parts) return std::nullopt;
  const Integer digits = ReadDigits(parts->fraction, ReadDigits(parts->whole));
  return Rational(parts->negative ? Integer(-digits) : digits, PowerOfTen(parts->fraction.size()));
}

std::optional<Rational> ParseNumber(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return ParseDecimal(text);
  const std::string_view upper = text.substr(0, slash);
  const std::string_view lower = text.substr(slash + 1);
  if (text.size() > kMaxNumberLength || !AllDigits(lower) ||
      upper.find('.') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<Rational> numerator = ParseDecimal(upper);
  const Integer denominator = ReadDigits(lower);
  if (!numerator || denominator == 0) return std::nullopt;
  return *numerator / Rational(denominator, 1);
}

std::string ExactText(const Rational& number) {
  Integer rest = number.denominator();
  const size_t twos = TakeFactor(rest, 2);
  const size_t fives = TakeFactor(rest, 5);
  if (rest != 1) return number.ToString();
  const size_t places = std::max(twos, fives);
  const Integer scaled = number.numerator() * PowerOfTen(places) / number.denominator();
  std::string digits = Integer(boost::multiprecision::abs(scaled)).str();
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return number.sign() < 0 ? "-" + digits : digits;
}

}  // namespace pingyi
