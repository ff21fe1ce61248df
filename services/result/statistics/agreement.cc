#include "services/result/statistics/agreement.h"

#include <cstdint>
#include <map>

namespace pingyi::result::statistics {
namespace {

int64_t Size(const std::vector<MarkCount>& unit) {
  int64_t size = 0;
  for (const MarkCount& mark : unit) {
    size += mark.count;
  }
  return size;
}

// The squared distances of all ordered pairs among values that occur so often.
class PairDistances {
 public:
  void Add(double rank, int64_t count) {
    const auto times = static_cast<double>(count);
    count_ += times;
    sum_ += times * rank;
    squares_ += times * rank * rank;
  }
  double Sum() const { return 2 * (count_ * squares_ - sum_ * sum_); }

 private:
  double count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

// Where each mark stands among all of them: half of its own kind are before it. Taken from the
// middle, so that squares stay small.
std::map<int32_t, double> MidRanks(const std::map<int32_t, int64_t>& totals, int64_t all) {
  std::map<int32_t, double> ranks;
  double before = -static_cast<double>(all) / 2;
  for (const auto& [mark, count] : totals) {
    ranks[mark] = before + static_cast<double>(count) / 2;
    before += static_cast<double>(count);
  }
  return ranks;
}

}  // namespace

std::optional<double> OrdinalAlpha(const std::vector<std::vector<MarkCount>>& units) {
  std::map<int32_t, int64_t> totals;
  int64_t all = 0;
  for (const std::vector<MarkCount>& unit : units) {
    if (Size(unit) < 2) {
      continue;
    }
    for (const MarkCount& mark : unit) {
      totals[mark.mark] += mark.count;
      all += mark.count;
    }
  }
  if (totals.size() < 2) {
    return std::nullopt;
  }
  const std::map<int32_t, double> ranks = MidRanks(totals, all);
  PairDistances expected;
  for (const auto& [mark, count] : totals) {
    expected.Add(ranks.at(mark), count);
  }
  double observed = 0;
  for (const std::vector<MarkCount>& unit : units) {
    const int64_t size = Size(unit);
    if (size < 2) {
      continue;
    }
    PairDistances within;
    for (const MarkCount& mark : unit) {
      within.Add(ranks.at(mark.mark), mark.count);
    }
    observed += within.Sum() / static_cast<double>(size - 1);
  }
  return 1 - static_cast<double>(all - 1) * observed / expected.Sum();
}

}  // namespace pingyi::result::statistics
