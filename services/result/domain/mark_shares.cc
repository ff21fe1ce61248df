#include "services/result/domain/mark_shares.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

constexpr int64_t kWhole = 100;

std::vector<Rational> Each(const std::vector<int64_t>& counts, int64_t all, const Rounding& by) {
  std::vector<Rational> shares;
  shares.reserve(counts.size());
  for (const int64_t count : counts) {
    shares.push_back(Round(Rational::Ratio(__int128{kWhole} * count, all), by));
  }
  return shares;
}

std::vector<Rational> Cumulative(const std::vector<int64_t>& counts, int64_t all, int digits) {
  std::vector<Rational> shares;
  shares.reserve(counts.size());
  int64_t running = 0;
  Rational before;
  for (const int64_t count : counts) {
    running += count;
    const Rational rounded =
        Round(Rational::Ratio(__int128{kWhole} * running, all), {digits, RoundingMode::kHalfUp});
    shares.push_back(rounded - before);
    before = rounded;
  }
  return shares;
}

std::vector<Rational> LargestRemainder(const std::vector<int64_t>& counts, int64_t all,
                                       int digits) {
  std::vector<Rational> shares = Each(counts, all, {digits, RoundingMode::kDown});
  std::vector<Rational> cut(counts.size());
  Rational missing(kWhole);
  for (size_t i = 0; i < counts.size(); ++i) {
    cut[i] = Rational::Ratio(__int128{kWhole} * counts[i], all) - shares[i];
    missing -= shares[i];
  }
  std::vector<size_t> order(counts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return cut[a] > cut[b]; });
  Rational unit(1);
  for (int i = 0; i < digits; ++i) {
    unit /= Rational(10);
  }
  for (auto next = order.begin(); missing.sign() > 0; ++next) {
    shares[*next] += unit;
    missing -= unit;
  }
  return shares;
}

}  // namespace

std::vector<Rational> RoundedShares(const MarkSharesRule& rule,
                                    const std::vector<int64_t>& counts) {
  const int64_t all = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  if (all == 0) {
    return std::vector<Rational>(counts.size());
  }
  switch (rule.method) {
    case ShareMethod::kCumulativeHalfUp:
      return Cumulative(counts, all, rule.digits);
    case ShareMethod::kLargestRemainder:
      return LargestRemainder(counts, all, rule.digits);
    case ShareMethod::kEachHalfUp:
    case ShareMethod::kUnspecified:
      break;
  }
  return Each(counts, all, {rule.digits, RoundingMode::kHalfUp});
}

std::vector<MarkShareLine> SharesOf(const PolicyRules& policy, const PointScale& points,
                                    const TallyCell& cell) {
  std::vector<MarkShareLine> lines;
  if (points.graded()) {
    for (int32_t mark = 0; mark < points.size(); ++mark) {
      lines.push_back({mark, 0, {}});
    }
    for (const MarkCount& mark : cell.marks) {
      lines[static_cast<size_t>(mark.mark)].count = mark.count;
    }
  } else {
    for (const MarkCount& mark : cell.marks) {
      lines.push_back({mark.mark, mark.count, {}});
    }
  }
  if (points.graded() == MarksAscending(policy)) {
    std::reverse(lines.begin(), lines.end());
  }
  if (policy.mark_shares->with_abstentions) {
    lines.push_back({std::nullopt, cell.abstentions, {}});
  }
  std::vector<int64_t> counts;
  counts.reserve(lines.size());
  for (const MarkShareLine& line : lines) {
    counts.push_back(line.count);
  }
  const std::vector<Rational> shares = RoundedShares(*policy.mark_shares, counts);
  for (size_t i = 0; i < lines.size(); ++i) {
    lines[i].share = shares[i];
  }
  return lines;
}

}  // namespace pingyi::result
