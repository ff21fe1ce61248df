#include "services/report/domain/decimal.h"

#include <algorithm>
#include <optional>

#include "services/base/number/decimal.h"

namespace pingyi::report {

bool IsDecimal(std::string_view text) {
  const std::optional<DecimalParts> parts = SplitDecimal(text);
  return parts && parts->whole.size() <= 18 && parts->fraction.size() <= 9;
}

bool IsScore(std::string_view text) {
  const std::optional<DecimalParts> parts = SplitDecimal(text);
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
