#include "services/result/statistics/tie_bands.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "services/result/statistics/number.h"

namespace pingyi::result::statistics {
namespace {

// The 97.5 % point of the normal distribution: 5 % of equal totals are told apart by chance.
constexpr double kQuantile = 1.96;

// Weights as shares of the whole for a mean, as they are for a sum.
class Weights {
 public:
  explicit Weights(bool mean) : mean_(mean) {}
  void Count(const Rational& weight) { sum_ += ToDouble(weight); }
  double Of(const Rational& weight) const { return ToDouble(weight) / (mean_ ? sum_ : 1); }

 private:
  bool mean_;
  double sum_ = 0;
};

// s² / n of a cell; nullopt for a single mark.
std::optional<double> VarianceOfMean(const PointScale& points, const TallyCell& cell) {
  int64_t marks = 0;
  for (const MarkCount& mark : cell.marks) {
    marks += mark.count;
  }
  if (marks < 2) {
    return std::nullopt;
  }
  const double mean = ToDouble(points.Mean(cell.marks, marks));
  double squares = 0;
  for (const MarkCount& mark : cell.marks) {
    const double distance = ToDouble(points.PointsOf(mark.mark)) - mean;
    squares += static_cast<double>(mark.count) * distance * distance;
  }
  const auto n = static_cast<double>(marks);
  return squares / (n - 1) / n;
}

// The cells of one group with marks.
using GroupCells = std::vector<const TallyCell*>;

// The standard errors of the criteria, added by their weights.
std::optional<double> GroupError(const PolicyRules& policy, const Form& form,
                                 const GroupCells& cells) {
  Weights weights(policy.criterion_combination == Combination::kMean);
  for (const TallyCell* cell : cells) {
    weights.Count(form.criteria()[static_cast<size_t>(cell->criterion_index)].weight);
  }
  double error = 0;
  for (const TallyCell* cell : cells) {
    const auto criterion = static_cast<size_t>(cell->criterion_index);
    const std::optional<double> variance = VarianceOfMean(form.points(criterion), *cell);
    if (!variance.has_value()) {
      return std::nullopt;
    }
    error += weights.Of(form.criteria()[criterion].weight) * std::sqrt(*variance);
  }
  return error;
}

// Whether `a` is surely higher.
struct Estimate {
  double total = 0;
  double variance = 0;

  bool SurelyAbove(const Estimate& other) const {
    const double distance = total - other.total;
    return distance > 0 &&
           distance * distance > kQuantile * kQuantile * (variance + other.variance);
  }
};

// Counts subjects, or the places they share where places are numbered without gaps.
class PlaceCount {
 public:
  PlaceCount(bool dense, const std::vector<Standing>& standings) : dense_(dense) {
    int32_t last = 0;
    for (const Standing& standing : standings) {
      last = std::max(last, standing.rank);
    }
    taken_.resize(static_cast<size_t>(last) + 1);
  }

  void Add(const Standing& standing) {
    const auto place = static_cast<size_t>(standing.rank);
    count_ += dense_ && taken_[place] ? 0 : 1;
    taken_[place] = true;
  }
  int32_t count() const { return count_; }

 private:
  bool dense_;
  std::vector<bool> taken_;
  int32_t count_ = 0;
};

}  // namespace

bool HasStandardErrors(const PolicyRules& policy) {
  PolicyRules plain;
  plain.mark_combination = Combination::kMean;
  plain.criterion_combination = policy.criterion_combination;
  plain.group_combination = policy.group_combination;
  plain.missing_group = policy.missing_group;
  plain.grade_thresholds = policy.grade_thresholds;
  plain.rounding = policy.rounding;
  plain.decision_basis = policy.decision_basis;
  plain.tie_breakers = policy.tie_breakers;
  plain.rank_method = policy.rank_method;
  plain.criterion_rounding = policy.criterion_rounding;
  plain.group_rounding = policy.group_rounding;
  plain.grade_share_rules = policy.grade_share_rules;
  plain.grade_quotas = policy.grade_quotas;
  plain.grade_bands = policy.grade_bands;
  plain.quorum = policy.quorum;
  plain.exclusion_rules = policy.exclusion_rules;
  plain.leaderboards = policy.leaderboards;
  plain.mark_shares = policy.mark_shares;
  plain.min_shown_ballots = policy.min_shown_ballots;
  return plain == policy && !Pooled(policy);
}

std::optional<double> StandardError(const PolicyRules& policy, const Form& form,
                                    const SubjectTally& tally) {
  std::vector<GroupCells> groups(form.groups().size());
  for (const TallyCell& cell : tally.cells) {
    if (!cell.marks.empty()) {
      groups[static_cast<size_t>(cell.group_index)].push_back(&cell);
    }
  }
  Weights weights(policy.group_combination == Combination::kMean);
  const bool all_count = policy.missing_group == MissingGroupRule::kZero;
  for (size_t group = 0; group < groups.size(); ++group) {
    if (all_count || !groups[group].empty()) {
      weights.Count(form.groups()[group].weight);
    }
  }
  double variance = 0;
  for (size_t group = 0; group < groups.size(); ++group) {
    const std::optional<double> error = GroupError(policy, form, groups[group]);
    if (!error.has_value()) {
      return std::nullopt;
    }
    const double weighted = weights.Of(form.groups()[group].weight) * *error;
    variance += weighted * weighted;
  }
  return std::sqrt(variance);
}

std::vector<TieBand> TieBands(const PolicyRules& policy, const Form& form, const Tally& tally,
                              const std::vector<SubjectMask>& masks,
                              const std::vector<Standing>& standings) {
  std::vector<TieBand> bands(standings.size());
  std::vector<Estimate> estimates;
  for (size_t i = 0; i < standings.size(); ++i) {
    TieBand& band = bands[i];
    const double total = standings[i].total;
    if (!masks[i].any()) {
      band.standard_error = StandardError(policy, form, tally.subjects[i]);
    }
    const double error = band.standard_error.value_or(0);
    if (band.standard_error.has_value()) {
      band.low = total - kQuantile * error;
      band.high = total + kQuantile * error;
    }
    estimates.push_back({.total = total, .variance = error * error});
  }
  const PlaceCount none(policy.rank_method == RankMethod::kDense, standings);
  for (size_t i = 0; i < bands.size(); ++i) {
    if (!bands[i].standard_error.has_value() || standings[i].rank == 0) {
      continue;
    }
    PlaceCount above = none;
    PlaceCount below = none;
    PlaceCount all = none;
    for (size_t k = 0; k < bands.size(); ++k) {
      if (standings[k].rank == 0) {
        continue;
      }
      all.Add(standings[k]);
      if (estimates[k].SurelyAbove(estimates[i])) {
        above.Add(standings[k]);
      } else if (estimates[i].SurelyAbove(estimates[k])) {
        below.Add(standings[k]);
      }
    }
    bands[i].first_rank = above.count() + 1;
    bands[i].last_rank = all.count() - below.count();
  }
  return bands;
}

}  // namespace pingyi::result::statistics
