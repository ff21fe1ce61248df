#include "services/result/domain/component_score.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "services/base/number/decimal.h"

namespace pingyi::result {
namespace {

Rational Number(const std::string& text) { return ParseNumber(text).value(); }

// Held within bounds, either of which may be empty.
Rational Within(Rational value, const std::string& floor, const std::string& cap) {
  if (const std::optional<Rational> least = ParseNumber(floor); least && value < *least) {
    return *least;
  }
  if (const std::optional<Rational> most = ParseNumber(cap); most && value > *most) {
    return *most;
  }
  return value;
}

// On the line between the knots around the ratio.
void TakeFromTable(const PointTable& table, MetricPoints& points) {
  const std::vector<Knot>& knots = table.knots;
  const auto above = std::find_if(knots.begin(), knots.end(), [&](const Knot& knot) {
    return Number(knot.ratio) >= points.ratio;
  });
  const auto high = static_cast<size_t>(above - knots.begin());
  if (above == knots.end() || above == knots.begin() || Number(above->ratio) == points.ratio) {
    const size_t place = std::min(high, knots.size() - 1);
    points.between = {place, place};
    points.points = Number(knots[place].points);
    return;
  }
  points.between = {high - 1, high};
  const Rational from = Number(knots[high - 1].ratio);
  const Rational low = Number(knots[high - 1].points);
  points.points =
      low + (points.ratio - from) * (Number(above->points) - low) / (Number(above->ratio) - from);
}

std::optional<Rational> MetricsScore(const MetricsComponent& rules, MissingComponentRule missing,
                                     const MetricFigures& figures) {
  Combiner combiner(Combination::kMean);
  bool any = false;
  for (const MetricRule& rule : rules.metrics) {
    const MetricFigure* figure = FindFigure(figures, rule.key);
    if (figure != nullptr) {
      combiner.Add(Number(rule.weight), PointsOf(rule, *figure).within);
      any = true;
    } else if (missing == MissingComponentRule::kZero) {
      combiner.AddZero(Number(rule.weight));
    } else if (missing != MissingComponentRule::kRenormalize) {
      return std::nullopt;
    }
  }
  return any ? std::optional<Rational>(combiner.Result()) : std::nullopt;
}

std::optional<Rational> MeanOfLevels(const CountsComponent& rules, const LevelCounts& counts) {
  Rational sum;
  Rational answers;
  for (const LevelCount& count : counts) {
    const auto level =
        std::find_if(rules.levels.begin(), rules.levels.end(),
                     [&count](const LevelRule& rule) { return rule.key == count.level; });
    sum += Rational(count.count) * Number(level->points);
    answers += Rational(count.count);
  }
  return answers.sign() == 0 ? std::nullopt : std::optional<Rational>(sum / answers);
}

AdjustmentSum SumOf(const AdjustmentItems& items, int sign, const std::string& cap) {
  Rational sum;
  for (const AdjustmentItem& item : items) {
    const Rational points = Number(item.points);
    if (points.sign() == sign) {
      sum += sign < 0 ? -points : points;
    }
  }
  return {sum, Within(sum, "", cap)};
}

}  // namespace

MetricPoints PointsOf(const MetricRule& rule, const MetricFigure& figure) {
  MetricPoints points;
  points.ratio = Number(figure.actual) / Number(figure.target);
  if (const auto* table = std::get_if<PointTable>(&rule.points)) {
    TakeFromTable(*table, points);
  } else {
    const bool higher = rule.direction == MetricDirection::kHigherIsBetter;
    points.points = Number(std::get<PointsAtTarget>(rule.points).points) *
                    (higher ? points.ratio : Rational(2) - points.ratio);
  }
  points.within = Within(points.points, rule.floor, rule.cap);
  return points;
}

const MetricFigure* FindFigure(const MetricFigures& figures, std::string_view metric) {
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [metric](const auto& figure) { return figure.metric == metric; });
  return found == figures.end() ? nullptr : &*found;
}

AdjustmentSum SumOfBonuses(const AdjustmentsComponent& rule, const AdjustmentItems& items) {
  return SumOf(items, 1, rule.bonus_cap);
}

AdjustmentSum SumOfDeductions(const AdjustmentsComponent& rule, const AdjustmentItems& items) {
  return SumOf(items, -1, rule.deduction_cap);
}

std::optional<Rational> ComponentScore(const Component& component, const SubjectFigures* figures) {
  if (const auto* rule = std::get_if<AdjustmentsComponent>(&component.kind)) {
    const AdjustmentItems items =
        figures == nullptr ? AdjustmentItems() : std::get<AdjustmentItems>(figures->figures);
    return SumOfBonuses(*rule, items).counted - SumOfDeductions(*rule, items).counted;
  }
  if (figures == nullptr) {
    return std::nullopt;
  }
  if (const auto* rule = std::get_if<MetricsComponent>(&component.kind)) {
    return MetricsScore(*rule, component.missing, std::get<MetricFigures>(figures->figures));
  }
  if (const auto* rule = std::get_if<CountsComponent>(&component.kind)) {
    return MeanOfLevels(*rule, std::get<LevelCounts>(figures->figures));
  }
  const Rational score = Number(std::get<ScoreFigure>(figures->figures).score);
  if (const auto* rule = std::get_if<ReviewScoreComponent>(&component.kind)) {
    return score * Number(rule->max_points) / Rational(100);
  }
  if (const auto* rule = std::get_if<OtherRoundComponent>(&component.kind)) {
    return score * Number(rule->factor);
  }
  return score;
}

TieKey ComponentKey(const PolicyRules& policy, const TieBreaker& breaker,
                    std::string_view component, const std::vector<ComponentResult>& results) {
  for (size_t i = 0; i < results.size(); ++i) {
    if (policy.components[i].key == component && results[i].score.has_value()) {
      return {Negated(policy, breaker) ? -*results[i].score : *results[i].score};
    }
  }
  return {};
}

ComponentScorer::ComponentScorer(const PolicyRules& policy,
                                 const std::vector<ComponentFigures>& figures)
    : policy_(policy), figures_(policy.components.size()) {
  for (size_t i = 0; i < policy.components.size(); ++i) {
    const Component& component = policy.components[i];
    weights_.push_back(ParseNumber(component.weight).value_or(Rational()));
    for (const ComponentFigures& recorded : figures) {
      if (recorded.component != component.key) {
        continue;
      }
      for (const SubjectFigures& subject : recorded.subjects) {
        figures_[i].emplace(subject.subject, &subject);
      }
    }
  }
}

const SubjectFigures* ComponentScorer::FiguresOf(size_t component,
                                                 const std::string& subject) const {
  const auto found = figures_[component].find(subject);
  return found == figures_[component].end() ? nullptr : found->second;
}

std::optional<Rational> ComponentScorer::ScoreOf(size_t component, const std::string& subject,
                                                 const std::optional<Rational>& ballot) const {
  const Component& rule = policy_.components[component];
  std::optional<Rational> score =
      IsBallot(rule) ? ballot : ComponentScore(rule, FiguresOf(component, subject));
  if (score.has_value() && rule.rounding.has_value()) {
    return Round(*score, *rule.rounding);
  }
  return score;
}

ComponentTotal ComponentScorer::Score(const std::string& subject,
                                      const std::optional<Rational>& ballot,
                                      std::vector<ComponentResult>& results) const {
  const size_t count = policy_.components.size();
  results.assign(count, {});
  ComponentTotal total;
  Rational weights;  // of those that count
  for (size_t i = 0; i < count; ++i) {
    const Component& component = policy_.components[i];
    results[i].score = ScoreOf(i, subject, ballot);
    const bool missing = !results[i].score.has_value();
    if (!missing || component.missing == MissingComponentRule::kZero) {
      results[i].contribution = weights_[i] * results[i].score.value_or(Rational());
      weights += weights_[i];
    } else if (component.missing == MissingComponentRule::kFail) {
      total.missing.push_back(i);
    }
    if (IsAdjustments(component)) {
      results[i].contribution = results[i].score;
    }
  }
  if (total.missing.empty() && weights.sign() == 0) {
    for (size_t i = 0; i < count; ++i) {
      if (weights_[i].sign() > 0) {
        total.missing.push_back(i);
      }
    }
  }
  if (!total.missing.empty()) {
    return total;
  }
  total.total = Rational();
  const bool mean = policy_.component_combination == Combination::kMean;
  for (size_t i = 0; i < count; ++i) {
    if (!results[i].contribution.has_value()) {
      continue;
    }
    if (mean && !IsAdjustments(policy_.components[i])) {
      *results[i].contribution /= weights;
    }
    *total.total += *results[i].contribution;
  }
  return total;
}

}  // namespace pingyi::result
