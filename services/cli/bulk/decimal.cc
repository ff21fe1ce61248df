#include "services/cli/bulk/decimal.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <fmt/format.h>

namespace pingyi::cli {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// A decimal taken apart.
struct Parts {
  bool negative = false;
  std::string whole;
  std::string fraction;
};

std::optional<Parts> Split(std::string_view text) {
  Parts parts;
  if (text.starts_with('-') || text.starts_with('+')) {
    parts.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  if (point != std::string_view::npos) parts.fraction = text.substr(point + 1);
  const bool good =
      IsDigits(parts.whole) && (point == std::string_view::npos || IsDigits(parts.fraction));
  return good ? std::optional(parts) : std::nullopt;
}

// The decimal times 10^digits.
std::optional<int64_t> Scaled(const Parts& parts, size_t digits) {
  const std::string text = (parts.negative ? "-" : "") + parts.whole + parts.fraction +
                           std::string(digits - parts.fraction.size(), '0');
  int64_t number = 0;
  return absl::SimpleAtoi(text, &number) ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string NormalDecimal(std::string_view text) {
  std::optional<Parts> parts = Split(text);
  if (!parts) return std::string(text);
  parts->whole.erase(0, std::min(parts->whole.find_first_not_of('0'), parts->whole.size() - 1));
  parts->fraction.erase(parts->fraction.find_last_not_of('0') + 1);
  if (parts->whole == "0" && parts->fraction.empty()) return "0";
  return fmt::format("{}{}{}{}", parts->negative ? "-" : "", parts->whole,
                     parts->fraction.empty() ? "" : ".", parts->fraction);
}

std::optional<std::string> DecimalStep(std::string_view start, std::string_view step,
                                       int64_t count) {
  const std::optional<Parts> from = Split(start);
  const std::optional<Parts> by = Split(step);
  if (!from || !by) return std::nullopt;
  const size_t digits = std::max(from->fraction.size(), by->fraction.size());
  const std::optional<int64_t> a = Scaled(*from, digits);
  const std::optional<int64_t> b = Scaled(*by, digits);
  int64_t product = 0;
  int64_t sum = 0;
  if (!a || !b || __builtin_mul_overflow(*b, count, &product) ||
      __builtin_add_overflow(*a, product, &sum)) {
    return std::nullopt;
  }
  std::string text = std::to_string(sum < 0 ? -sum : sum);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - digits, 1, '.');
  return (sum < 0 ? "-" : "") + text;
}

std::string Percent(int64_t part, int64_t whole) {
  if (whole <= 0) return "";
  const int64_t tenths = (part * 2000 + whole) / (2 * whole);
  return fmt::format("{}.{}%", tenths / 10, tenths % 10);
}

}  // namespace pingyi::cli
