#include "services/result/domain/tie_breaker.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/result/domain/majority.h"
#include "services/result/domain/score.h"

namespace pingyi::result {
namespace {

TieKey ScoreKey(const std::optional<Rational>& score, bool negated) {
  return score.has_value() ? TieKey{negated ? -*score : *score} : TieKey{};
}

}  // namespace

TieComparison::TieComparison(const TieBreaker& breaker, const Form& form)
    : breaker_(breaker), up_to_rank_(breaker.up_to_rank) {
  if (const auto* score = std::get_if<GroupScoreComparison>(&breaker.comparison)) {
    index_ = form.GroupIndex(score->group).value();
  } else if (const auto* score = std::get_if<CriterionScoreComparison>(&breaker.comparison)) {
    index_ = form.CriterionIndex(score->criterion).value();
  } else if (const auto* count = std::get_if<MarkCountComparison>(&breaker.comparison)) {
    scope_ = ScopeFilter(count->scope, form);
    points_ = ParseNumber(count->points).value();
  } else if (const auto* countback = std::get_if<CountbackComparison>(&breaker.comparison)) {
    scope_ = ScopeFilter(countback->scope, form);
  } else if (const auto* gauge = std::get_if<MajorityGaugeComparison>(&breaker.comparison)) {
    scope_ = ScopeFilter(gauge->scope, form);
  } else if (const auto* value = std::get_if<MajorityValueComparison>(&breaker.comparison)) {
    scope_ = ScopeFilter(value->scope, form);
  }
}

TieKey TieComparison::KeyOf(const PolicyRules& policy, const Form& form, const SubjectTally& tally,
                            const std::vector<GroupResult>& groups,
                            const std::vector<CriterionResult>& pooled) const {
  const bool negated = Negated(policy, breaker_);
  if (std::holds_alternative<GroupScoreComparison>(breaker_.comparison)) {
    const std::optional<Rational>& score = groups[index_].score;
    const bool zero = !score.has_value() && policy.missing_group == MissingGroupRule::kZero;
    return zero ? TieKey{Rational()} : ScoreKey(score, negated);
  }
  if (std::holds_alternative<CriterionScoreComparison>(breaker_.comparison)) {
    return ScoreKey(
        pooled.empty() ? CriterionScore(policy, form, groups, index_) : pooled[index_].score,
        negated);
  }
  if (std::holds_alternative<MarkCountComparison>(breaker_.comparison)) {
    return {Rational(CountMarks(form, tally))};
  }
  if (std::holds_alternative<CountbackComparison>(breaker_.comparison)) {
    return Countback(form, tally, negated);
  }
  if (!std::holds_alternative<PositionComparison>(breaker_.comparison)) {
    return Majority(policy, form, tally);
  }
  return {Rational(-int64_t{tally.position})};
}

bool TieComparison::Counts(const Rational& points) const {
  using Relation = MarkCountComparison::Relation;
  switch (std::get<MarkCountComparison>(breaker_.comparison).relation) {
    case Relation::kEqual:
      return points == points_;
    case Relation::kAtLeast:
      return points >= points_;
    case Relation::kAbove:
      return points > points_;
    case Relation::kUnspecified:
      break;
  }
  return false;
}

int64_t TieComparison::CountMarks(const Form& form, const SubjectTally& tally) const {
  int64_t count = 0;
  for (const TallyCell& cell : tally.cells) {
    if (!scope_.Has(cell)) {
      continue;
    }
    const PointScale& points = form.points(static_cast<size_t>(cell.criterion_index));
    for (const MarkCount& mark : cell.marks) {
      count += Counts(points.PointsOf(mark.mark)) ? mark.count : 0;
    }
  }
  return count;
}

TieKey TieComparison::Majority(const PolicyRules& policy, const Form& form,
                               const SubjectTally& tally) const {
  const auto marks = MarksOf(scope_, form, tally, ParseNumber(policy.abstention_points));
  return std::holds_alternative<MajorityGaugeComparison>(breaker_.comparison)
             ? MajorityGaugeKey(marks)
             : MajorityValueKey(marks);
}

TieKey TieComparison::Countback(const Form& form, const SubjectTally& tally, bool ascending) const {
  std::vector<std::pair<Rational, int64_t>> counts;
  for (const TallyCell& cell : tally.cells) {
    if (!scope_.Has(cell)) {
      continue;
    }
    const PointScale& points = form.points(static_cast<size_t>(cell.criterion_index));
    for (const MarkCount& mark : cell.marks) {
      const Rational value = points.PointsOf(mark.mark);
      counts.emplace_back(ascending ? -value : value, mark.count);
    }
  }
  std::sort(counts.begin(), counts.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  // Marks nobody gave are not in the key. That does not change the comparison: where one subject
  // has marks of some points and the other only of fewer, the first has the greater key.
  TieKey key;
  for (const auto& [points, count] : counts) {
    if (!key.empty() && key[key.size() - 2] == points) {
      key.back() += Rational(count);
    } else {
      key.push_back(points);
      key.emplace_back(count);
    }
  }
  return key;
}

bool Negated(const PolicyRules& policy, const TieBreaker& breaker) {
  if (std::holds_alternative<GroupScoreComparison>(breaker.comparison) ||
      std::holds_alternative<ComponentScoreComparison>(breaker.comparison)) {
    return Ascending(policy.total_order);
  }
  if (std::holds_alternative<CriterionScoreComparison>(breaker.comparison) ||
      std::holds_alternative<CountbackComparison>(breaker.comparison)) {
    return MarksAscending(policy);
  }
  return std::holds_alternative<PositionComparison>(breaker.comparison);
}

}  // namespace pingyi::result
