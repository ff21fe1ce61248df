// What the components beside the ballot are worth, and how all of them become the total.
//
//   review score   figure × max_points / 100
//   metric         points of actual / target, by proportion or table, within floor and cap
//   metrics        weighted mean of those that have figures
//   other round    figure × factor
//   counts         sum of count × points / sum of counts
//   fixed score    the figure
//   adjustments    bonus points up to the cap less deduction points up to theirs
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/combine.h"
#include "services/result/domain/component_figures.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tie_breaker.h"

namespace pingyi::result {

// The points of a metric, step by step.
struct MetricPoints {
  Rational ratio;
  // The knots on either side by their places in the table, the same where the ratio is beyond the
  // table or on a knot; absent without a table.
  std::optional<std::pair<size_t, size_t>> between = {};
  Rational points;  // before the bounds
  Rational within;  // after them
};
// The figure must have passed CheckFigures.
MetricPoints PointsOf(const MetricRule& rule, const MetricFigure& figure);

// The figure of a metric; null if there is none.
const MetricFigure* FindFigure(const MetricFigures& figures, std::string_view metric);

// A component's score before it is rounded; nullopt if it is missing. Not for the ballot.
// `figures` may be null: none were recorded for the subject.
std::optional<Rational> ComponentScore(const Component& component, const SubjectFigures* figures);

// A sum of adjustments of one sign, before and after the cap; both without a sign.
struct AdjustmentSum {
  Rational sum;
  Rational counted;
};
AdjustmentSum SumOfBonuses(const AdjustmentsComponent& rule, const AdjustmentItems& items);
AdjustmentSum SumOfDeductions(const AdjustmentsComponent& rule, const AdjustmentItems& items);

// The total of combined components, or where nothing with a weight is left or a component must not
// be missing, which ones are missing.
struct ComponentTotal {
  std::optional<Rational> total;
  std::vector<size_t> missing = {};  // by their places in the policy
};

// A tied subject's key (tie_breaker.h) by the score of a component; empty where it is missing.
TieKey ComponentKey(const PolicyRules& policy, const TieBreaker& breaker,
                    std::string_view component, const std::vector<ComponentResult>& results);

// The components of a valid policy with their figures, read once. Both must outlive it.
class ComponentScorer {
 public:
  ComponentScorer(const PolicyRules& policy, const std::vector<ComponentFigures>& figures);

  // Whether the policy has components.
  bool any() const { return !policy_.components.empty(); }
  // The figures of a subject; null if there are none.
  const SubjectFigures* FiguresOf(size_t component, const std::string& subject) const;
  // Sets the scores and contributions of all components; `ballot` is the ballot's score, absent if
  // no group gave a mark.
  ComponentTotal Score(const std::string& subject, const std::optional<Rational>& ballot,
                       std::vector<ComponentResult>& results) const;

  // A component's weight; 0 of adjustments.
  const Rational& weight(size_t component) const { return weights_[component]; }

 private:
  std::optional<Rational> ScoreOf(size_t component, const std::string& subject,
                                  const std::optional<Rational>& ballot) const;

  const PolicyRules& policy_;
  std::vector<Rational> weights_;
  std::vector<std::map<std::string_view, const SubjectFigures*>> figures_;  // by component
};

}  // namespace pingyi::result
