#include "services/export/data/arithmetic.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "services/base/number/decimal.h"

namespace pingyi::exporting {

std::string FixedText(const Rational& number, int digits) {
  Integer scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  const bool negative = number.sign() < 0;
  const Integer numerator = negative ? Integer(-number.numerator()) : number.numerator();
  const Integer denominator = number.denominator();
  const Integer units = (2 * numerator * scale + denominator) / (2 * denominator);
  std::string text = units.str();
  const auto places = static_cast<size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, ".");
  return negative && units != 0 ? "-" + text : text;
}

std::vector<int64_t> PerMille(std::span<const int64_t> counts) {
  const int64_t total = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  std::vector<int64_t> shares(counts.size(), 0);
  if (total <= 0) return shares;
  std::vector<size_t> order(counts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  int64_t left = 1000;
  for (size_t i = 0; i < counts.size(); ++i) left -= shares[i] = counts[i] * 1000 / total;
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](size_t i) { return counts[i] * 1000 % total; });
  for (size_t i = 0; i < static_cast<size_t>(left); ++i) ++shares[order[i]];
  return shares;
}

std::string PercentText(int64_t per_mille) {
  return fmt::format("{}.{}", per_mille / 10, per_mille % 10);
}

std::string PercentOf(int64_t part, int64_t whole) {
  return whole <= 0 ? "" : FixedText(Rational::Ratio(__int128{part} * 100, whole), 1);
}

std::optional<Rational> DecimalValue(const std::string& text) { return ParseDecimal(text); }

Rational ScaleEnd(const Rational& number) {
  constexpr std::array<int, 10> kTenths = {10, 12, 15, 20, 25, 30, 40, 50, 60, 80};
  Rational power = Rational::Ratio(1, 10);
  while (power * Rational(10) > number && power * Rational(1'000'000) > Rational(1))
    power /= Rational(10);
  for (;; power *= Rational(10)) {
    for (const int tenths : kTenths) {
      if (Rational end = power * Rational::Ratio(tenths, 10); end >= number) return end;
    }
  }
}

}  // namespace pingyi::exporting
