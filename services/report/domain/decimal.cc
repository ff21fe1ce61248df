#include "services/report/domain/decimal.h"

#include <algorithm>
#include <optional>

namespace pingyi::report {
namespace {

struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;  // empty when there is no point
};

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Parts> Split(std::string_view text) {
  Parts parts;
  if (!text.empty() && text.front() == '-') {
    parts.negative = true;
    text.remove_prefix(1);
  }
  const size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  if (point != std::string_view::npos) {
    parts.fraction = text.substr(point + 1);
    if (parts.fraction.empty()) return std::nullopt;
  }
  if (parts.whole.empty() || !AllDigits(parts.whole) || !AllDigits(parts.fraction)) {
    return std::nullopt;
  }
  return parts;
}

}  // namespace

bool IsDecimal(std::string_view text) {
  const std::optional<Parts> parts = Split(text);
  return parts && parts->whole.size() <= 18 && parts->fraction.size() <= 9;
}

bool IsScore(std::string_view text) {
  const std::optional<Parts> parts = Split(text);
  if (!parts || parts->negative || parts->whole.size() > 3 || parts->fraction.size() > 4) {
    return false;
  }
  int whole = 0;
  for (const char c : parts->whole) whole = whole * 10 + (c - '0');
  if (whole != 100) return whole < 100;
  return std::all_of(parts->fraction.begin(), parts->fraction.end(),
                     [](char c) { return c == '0'; });
}

}  // namespace pingyi::report
