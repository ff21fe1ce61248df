// The components of a total as plain data: what pingyi.result.v1.Component says, with numbers still
// as text. The enumerators have the contract's numbers.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/result/domain/rounding.h"

namespace pingyi::result {

enum class DecisionBasis : int;  // policy.h

// What happens when a component has no score for a subject.
enum class MissingComponentRule { kUnspecified = 0, kRenormalize = 1, kZero = 2, kFail = 3 };

// Which way of a metric is better.
enum class MetricDirection { kUnspecified = 0, kHigherIsBetter = 1, kLowerIsBetter = 2 };

struct BallotComponent {
  bool operator==(const BallotComponent&) const = default;
};

struct ReviewScoreComponent {
  std::string max_points;  // of a review score of 100

  bool operator==(const ReviewScoreComponent&) const = default;
};

struct Knot {
  std::string ratio;
  std::string points;

  bool operator==(const Knot&) const = default;
};

// Points for a ratio of what was reached over the target.
struct PointsAtTarget {
  std::string points;

  bool operator==(const PointsAtTarget&) const = default;
};
struct PointTable {
  std::vector<Knot> knots;  // ratios rising

  bool operator==(const PointTable&) const = default;
};

struct MetricRule {
  std::string key;
  std::string title;
  std::string weight;
  MetricDirection direction = MetricDirection::kUnspecified;
  std::variant<std::monostate, PointsAtTarget, PointTable> points = {};  // monostate: a fault
  std::string floor = {};
  std::string cap = {};

  bool operator==(const MetricRule&) const = default;
};

struct MetricsComponent {
  std::vector<MetricRule> metrics;

  bool operator==(const MetricsComponent&) const = default;
};

struct OtherRoundComponent {
  std::string factor;
  DecisionBasis basis = {};

  bool operator==(const OtherRoundComponent&) const = default;
};

struct LevelRule {
  std::string key;
  std::string title;
  std::string points;

  bool operator==(const LevelRule&) const = default;
};

struct CountsComponent {
  std::vector<LevelRule> levels;

  bool operator==(const CountsComponent&) const = default;
};

struct FixedScoreComponent {
  bool operator==(const FixedScoreComponent&) const = default;
};

struct AdjustmentsComponent {
  std::string bonus_cap = {};
  std::string deduction_cap = {};

  bool operator==(const AdjustmentsComponent&) const = default;
};

// What a criterion's score is multiplied by where no factor was recorded; unspecified is kOne.
enum class MissingFactorRule { kUnspecified = 0, kOne = 1, kFail = 2 };

// Factors of subjects and criteria (难度系数). No part of the total but of criteria: a policy's
// criterion_factors is of this kind, and none of its components.
struct FactorsComponent {
  std::string min = {};
  std::string max = {};
  MissingFactorRule missing = MissingFactorRule::kUnspecified;

  bool operator==(const FactorsComponent&) const = default;
};

struct Component {
  std::string key;
  std::string title;
  std::string weight;  // empty of adjustments
  MissingComponentRule missing = MissingComponentRule::kUnspecified;
  std::optional<Rounding> rounding = {};
  // monostate: none was given, which is a fault.
  std::variant<std::monostate, BallotComponent, ReviewScoreComponent, MetricsComponent,
               OtherRoundComponent, CountsComponent, FixedScoreComponent, AdjustmentsComponent,
               FactorsComponent>
      kind = {};

  bool operator==(const Component&) const = default;
};

inline bool IsBallot(const Component& component) {
  return std::holds_alternative<BallotComponent>(component.kind);
}
inline bool IsAdjustments(const Component& component) {
  return std::holds_alternative<AdjustmentsComponent>(component.kind);
}

// A tie-breaker's comparison of a component's score.
struct ComponentScoreComparison {
  std::string component;

  bool operator==(const ComponentScoreComparison&) const = default;
};

}  // namespace pingyi::result
