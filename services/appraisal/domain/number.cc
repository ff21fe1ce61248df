#include "services/appraisal/domain/number.h"

#include <algorithm>

namespace pingyi::appraisal {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The library would read a leading zero as the sign of an octal number.
Integer FromDigits(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? Integer(0) : Integer(std::string(digits.substr(first)));
}

// How often `factor` divides `number`, which loses these factors.
int TakeFactor(Integer& number, int factor) {
  int times = 0;
  while (number % factor == 0) {
    number /= factor;
    ++times;
  }
  return times;
}

}  // namespace

std::optional<Rational> ParseDecimal(std::string_view text) {
  if (text.size() > kMaxNumberLength) return std::nullopt;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (!IsDigits(whole)) return std::nullopt;
  Rational number = FromDigits(whole);
  if (point != std::string_view::npos) {
    const std::string_view part = text.substr(point + 1);
    if (!IsDigits(part)) return std::nullopt;
    const Integer scale =
        boost::multiprecision::pow(Integer(10), static_cast<unsigned>(part.size()));
    number += Rational(FromDigits(part), scale);
  }
  return negative ? Rational(-number) : number;
}

std::optional<Rational> ParseNumber(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return ParseDecimal(text);
  if (text.size() > kMaxNumberLength) return std::nullopt;
  const std::string_view above = text.substr(0, slash);
  const std::string_view below = text.substr(slash + 1);
  const bool negative = above.starts_with('-');
  const std::string_view digits = above.substr(negative ? 1 : 0);
  if (!IsDigits(digits) || !IsDigits(below)) return std::nullopt;
  const Integer denominator = FromDigits(below);
  if (denominator == 0) return std::nullopt;
  Integer numerator = FromDigits(digits);
  if (negative) numerator = -numerator;
  return Rational(numerator, denominator);
}

std::string FormatNumber(const Rational& number) {
  const Integer denominator = boost::multiprecision::denominator(number);
  Integer rest = denominator;
  const int twos = TakeFactor(rest, 2);
  const int fives = TakeFactor(rest, 5);
  if (rest != 1) return number.str();
  const auto places = static_cast<unsigned>(std::max(twos, fives));
  const Integer scaled = boost::multiprecision::numerator(number) *
                         boost::multiprecision::pow(Integer(10), places) / denominator;
  const Integer magnitude = boost::multiprecision::abs(scaled);
  std::string digits = magnitude.str();
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return (scaled < 0 ? "-" : "") + digits;
}

}  // namespace pingyi::appraisal
