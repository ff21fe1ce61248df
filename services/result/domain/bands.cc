#include "services/result/domain/bands.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/result/domain/edge.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

int64_t Whole(const Rational& value, RoundingMode mode) {
  return Round(value, {0, mode}).numerator().convert_to<int64_t>();
}

std::vector<int64_t> LargestRemainderEnds(const std::vector<Rational>& sizes, int64_t pool) {
  std::vector<int64_t> whole;
  whole.reserve(sizes.size());
  std::vector<size_t> by_remainder(sizes.size());
  std::iota(by_remainder.begin(), by_remainder.end(), size_t{0});
  for (const Rational& size : sizes) {
    whole.push_back(Whole(size, RoundingMode::kDown));
  }
  std::stable_sort(by_remainder.begin(), by_remainder.end(), [&](size_t a, size_t b) {
    return sizes[a] - Rational(whole[a]) > sizes[b] - Rational(whole[b]);
  });
  const int64_t left = pool - std::accumulate(whole.begin(), whole.end(), int64_t{0});
  for (size_t i = 0; i < static_cast<size_t>(left); ++i) {
    ++whole[by_remainder[i]];
  }
  std::partial_sum(whole.begin(), whole.end(), whole.begin());
  return whole;
}

// The bands of one pool, filled one after the other.
class PoolBands {
 public:
  PoolBands(const PolicyRules& policy, const std::vector<SubjectResult>& subjects,
            std::vector<size_t> members, GradeState& state)
      : policy_(policy), subjects_(subjects), waiting_(std::move(members)), state_(state) {}

  std::vector<BandOutcome> Fill(const std::string& name) {
    const GradeBands& bands = *policy_.grade_bands;
    const auto pool = static_cast<int64_t>(waiting_.size());
    const std::vector<int64_t> ends = BandEnds(bands, pool);
    std::vector<BandOutcome> outcomes;
    int64_t before = 0;
    for (size_t i = 0; i < bands.bands.size(); ++i) {
      BandOutcome outcome{.band = i,
                          .grade = GradeIndex(policy_, bands.bands[i].grade),
                          .pool_name = name,
                          .pool = pool,
                          .end = ends[i],
                          .before = before};
      Take(i + 1 == bands.bands.size(), outcome);
      before += outcome.taken;
      outcomes.push_back(std::move(outcome));
    }
    return outcomes;
  }

 private:
  // Gives the band's grade to those whose turn it is.
  void Take(bool last, BandOutcome& outcome) {
    std::vector<size_t> able;
    std::copy_if(waiting_.begin(), waiting_.end(), std::back_inserter(able),
                 [&](size_t subject) { return last || state_.grades[subject] <= outcome.grade; });
    const QuotaTie tie = policy_.grade_bands->tie;
    const auto size = static_cast<int64_t>(able.size());
    const Edge edge = CutAt(subjects_, able, last ? size : outcome.end - outcome.before, tie);
    outcome.waiting = size;
    outcome.taken = static_cast<int64_t>(edge.kept);
    outcome.edge_place = edge.place;
    outcome.edge_size = static_cast<int64_t>(edge.end - edge.begin);
    for (size_t i = edge.begin; tie == QuotaTie::kCommittee && i < edge.end; ++i) {
      std::optional<size_t>& open = state_.undecided[able[i]];
      open = std::min(open.value_or(outcome.grade), outcome.grade);
    }
    outcome.members.assign(able.begin(), able.begin() + static_cast<std::ptrdiff_t>(edge.kept));
    std::vector<size_t> left;  // by place, as both lists are
    size_t taken = 0;
    for (const size_t subject : waiting_) {
      if (taken < edge.kept && subject == able[taken]) {
        state_.grades[subject] = std::max(state_.grades[subject], outcome.grade);
        ++taken;
      } else {
        left.push_back(subject);
      }
    }
    waiting_ = std::move(left);
  }

  const PolicyRules& policy_;
  const std::vector<SubjectResult>& subjects_;
  std::vector<size_t> waiting_;
  GradeState& state_;
};

}  // namespace

std::vector<int64_t> BandEnds(const GradeBands& bands, int64_t pool) {
  std::vector<Rational> sizes;
  for (const GradeBand& band : bands.bands) {
    sizes.push_back(ParseNumber(band.share).value() * Rational(pool));
  }
  if (bands.rounding == BandRounding::kLargestRemainder) {
    return LargestRemainderEnds(sizes, pool);
  }
  std::vector<int64_t> ends;
  Rational sum;
  for (const Rational& size : sizes) {
    sum += size;
    ends.push_back(Whole(sum, RoundingMode::kHalfUp));
  }
  return ends;
}

std::vector<BandOutcome> ApplyBands(const PolicyRules& policy, const Roster& roster,
                                    const std::vector<SubjectResult>& subjects,
                                    const std::vector<size_t>& order, GradeState& state) {
  std::map<std::string, std::vector<size_t>> pools;
  for (const size_t subject : order) {
    if (roster.graded(subject)) {
      pools[roster.PoolOf(policy.grade_bands->pool, subject)].push_back(subject);
    }
  }
  std::vector<BandOutcome> outcomes;
  for (auto& [name, members] : pools) {
    for (BandOutcome& outcome : PoolBands(policy, subjects, std::move(members), state).Fill(name)) {
      outcomes.push_back(std::move(outcome));
    }
  }
  return outcomes;
}

}  // namespace pingyi::result
