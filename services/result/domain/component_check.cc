#include "services/result/domain/component_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "services/base/number/rational.h"
#include "services/base/status/key.h"
#include "services/base/status/reason.h"
#include "services/result/domain/field_check.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

namespace base = ::pingyi::reason;

class Checker : FieldCheck {
 public:
  Checker(const PolicyRules& policy, std::string_view path, std::vector<FieldViolation>& violations)
      : FieldCheck(path, violations), policy_(policy) {}

  void Run() {
    if (policy_.components.empty()) {
      if (policy_.component_combination != Combination::kUnspecified) {
        Add("component_combination", base::kInvalidField, "must be absent without components.");
      }
      return;
    }
    if (policy_.components.size() > kMaxComponents) {
      Add("components", base::kLimitExceeded, "must be at most 20 components.");
      return;
    }
    CheckCombination();
    CheckKinds();
    Rational weights;
    std::set<std::string_view> keys;
    bool known = true;
    for (size_t i = 0; i < policy_.components.size(); ++i) {
      const std::string field = fmt::format("components[{}]", i);
      const Component& component = policy_.components[i];
      CheckNames(field, component.key, component.title, keys);
      CheckMissing(field, component);
      if (component.rounding.has_value()) {
        CheckRounding(field + ".rounding", *component.rounding);
      }
      const std::optional<Rational> weight = CheckWeight(field, component);
      known = known && weight.has_value();
      weights += weight.value_or(Rational());
      std::visit([&](const auto& kind) { Check(field, kind); }, component.kind);
    }
    if (known && weights.sign() == 0) {
      Add("components", reason::kComponentWeightsZero,
          "must have weights that are more than 0 together.");
    }
  }

 private:
  void CheckCombination() {
    const Combination combination = policy_.component_combination;
    if (combination != Combination::kMean && combination != Combination::kSum) {
      Add("component_combination",
          combination == Combination::kUnspecified ? base::kRequiredFieldMissing
                                                   : base::kInvalidField,
          "must be MEAN or SUM: it says how the components are combined.");
    }
  }

  void CheckKinds() {
    const auto& all = policy_.components;
    if (std::count_if(all.begin(), all.end(), IsBallot) != 1) {
      Add("components", base::kInvalidField, "must have exactly one component that is the ballot.");
    }
    if (std::count_if(all.begin(), all.end(), IsAdjustments) > 1) {
      Add("components", base::kInvalidField, "must have at most one component of adjustments.");
    }
  }

  void CheckNames(const std::string& field, const std::string& key, const std::string& title,
                  std::set<std::string_view>& keys) {
    if (!IsKey(key)) {
      Add(field + ".key", key.empty() ? base::kRequiredFieldMissing : base::kInvalidField,
          "must be 1 to 63 characters of a-z, 0-9 and \"_\".");
    } else if (!keys.insert(key).second) {
      Add(field + ".key", base::kInvalidField, "must not be there twice.");
    }
    CheckTitle(field + ".title", title);
  }

  void CheckMissing(const std::string& field, const Component& component) {
    const MissingComponentRule rule = component.missing;
    if (IsAdjustments(component)) {
      if (rule != MissingComponentRule::kUnspecified) {
        Add(field + ".missing", base::kInvalidField,
            "must be absent of adjustments: who has none has 0.");
      }
      return;
    }
    if (rule < MissingComponentRule::kRenormalize || rule > MissingComponentRule::kFail) {
      Add(field + ".missing",
          rule == MissingComponentRule::kUnspecified ? base::kRequiredFieldMissing
                                                     : base::kInvalidField,
          "must be RENORMALIZE, ZERO or FAIL: there is no default.");
    }
    if (rule == MissingComponentRule::kRenormalize &&
        policy_.component_combination == Combination::kSum) {
      Add(field + ".missing", base::kInvalidField,
          "RENORMALIZE scales weights up to the whole, which a sum of components does not have: "
          "choose ZERO or FAIL, or combine the components by MEAN.");
    }
    if (rule == MissingComponentRule::kZero && Ascending(policy_.total_order)) {
      Add(field + ".missing", base::kInvalidField,
          "must not be ZERO where lower totals are better: it would be the best score.");
    }
  }

  std::optional<Rational> CheckWeight(const std::string& field, const Component& component) {
    if (IsAdjustments(component)) {
      if (!component.weight.empty()) {
        Add(field + ".weight", base::kInvalidField,
            "must be empty of adjustments: they are added to the total.");
      }
      return Rational();
    }
    std::optional<Rational> weight = CheckNumber(field + ".weight", component.weight);
    if (weight.has_value() && weight->sign() < 0) {
      Add(field + ".weight", base::kInvalidNumber, "must be 0 or more.");
      return std::nullopt;
    }
    return weight;
  }

  void Check(const std::string& field, const std::monostate&) {
    Add(field, base::kRequiredFieldMissing,
        "must say what it is: ballot, review_score, metrics, other_round, satisfaction_counts, "
        "fixed_score or adjustments.");
  }
  void Check(const std::string&, const BallotComponent&) {}
  void Check(const std::string&, const FixedScoreComponent&) {}
  void Check(const std::string&, const FactorsComponent&) {}  // none of the components is

  // More points are the better ones of these kinds, whatever the policy's order.
  void CheckHigherIsBetter(const std::string& field) {
    if (Ascending(policy_.total_order)) {
      Add(field, base::kInvalidField,
          "cannot be where lower totals are better: its points reward, so they would count against "
          "those who earned them.");
    }
  }

  void Check(const std::string& field, const ReviewScoreComponent& kind) {
    CheckHigherIsBetter(field + ".review_score");
    CheckPositive(field + ".review_score.max_points", kind.max_points);
  }

  void Check(const std::string& field, const OtherRoundComponent& kind) {
    CheckPositive(field + ".other_round.factor", kind.factor);
    if (kind.basis != DecisionBasis::kExact && kind.basis != DecisionBasis::kRounded) {
      Add(field + ".other_round.basis", base::kRequiredFieldMissing, "must be EXACT or ROUNDED.");
    }
  }

  void Check(const std::string& field, const AdjustmentsComponent& kind) {
    CheckHigherIsBetter(field + ".adjustments");
    if (!kind.bonus_cap.empty()) {
      CheckPositive(field + ".adjustments.bonus_cap", kind.bonus_cap);
    }
    if (!kind.deduction_cap.empty()) {
      CheckPositive(field + ".adjustments.deduction_cap", kind.deduction_cap);
    }
  }

  // Whether a list has entries, and not more than it may.
  bool CheckSize(const std::string& field, size_t size, size_t most) {
    if (size == 0 || size > most) {
      Add(field, size == 0 ? base::kRequiredFieldMissing : base::kLimitExceeded,
          fmt::format("must be 1 to {}.", most));
    }
    return size <= most;
  }

  void Check(const std::string& field, const CountsComponent& kind) {
    const std::string list = field + ".satisfaction_counts.levels";
    if (!CheckSize(list, kind.levels.size(), kMaxLevels)) {
      return;
    }
    std::set<std::string_view> keys;
    for (size_t i = 0; i < kind.levels.size(); ++i) {
      const std::string level = fmt::format("{}[{}]", list, i);
      CheckNames(level, kind.levels[i].key, kind.levels[i].title, keys);
      CheckNumber(level + ".points", kind.levels[i].points);
    }
  }

  void Check(const std::string& field, const MetricsComponent& kind) {
    CheckHigherIsBetter(field + ".metrics");
    const std::string list = field + ".metrics.metrics";
    if (!CheckSize(list, kind.metrics.size(), kMaxMetrics)) {
      return;
    }
    std::set<std::string_view> keys;
    for (size_t i = 0; i < kind.metrics.size(); ++i) {
      const MetricRule& metric = kind.metrics[i];
      const std::string item = fmt::format("{}[{}]", list, i);
      CheckNames(item, metric.key, metric.title, keys);
      CheckPositive(item + ".weight", metric.weight);
      if (metric.direction != MetricDirection::kHigherIsBetter &&
          metric.direction != MetricDirection::kLowerIsBetter) {
        Add(item + ".direction", base::kRequiredFieldMissing,
            "must be HIGHER_IS_BETTER or LOWER_IS_BETTER.");
      }
      CheckPoints(item, metric);
      CheckBounds(item, metric);
    }
  }

  void CheckPoints(const std::string& field, const MetricRule& metric) {
    if (const auto* at_target = std::get_if<PointsAtTarget>(&metric.points)) {
      CheckPositive(field + ".points_at_target", at_target->points);
    } else if (const auto* table = std::get_if<PointTable>(&metric.points)) {
      CheckTable(field + ".point_table.knots", *table,
                 metric.direction == MetricDirection::kLowerIsBetter);
    } else {
      Add(field, base::kRequiredFieldMissing,
          "must say what a ratio is worth: points_at_target or point_table.");
    }
  }

  void CheckTable(const std::string& field, const PointTable& table, bool falling) {
    if (table.knots.size() < 2 || table.knots.size() > kMaxKnots) {
      Add(field, table.knots.empty() ? base::kRequiredFieldMissing : base::kLimitExceeded,
          "must be 2 to 50 knots.");
      return;
    }
    std::optional<Rational> ratio_before;
    std::optional<Rational> points_before;
    for (size_t i = 0; i < table.knots.size(); ++i) {
      const std::string knot = fmt::format("{}[{}]", field, i);
      const std::optional<Rational> ratio = CheckNumber(knot + ".ratio", table.knots[i].ratio);
      const std::optional<Rational> points = CheckNumber(knot + ".points", table.knots[i].points);
      if (ratio.has_value() && ratio_before.has_value() && *ratio <= *ratio_before) {
        Add(knot + ".ratio", reason::kKnotsOutOfOrder,
            "must be more than the ratio of the knot before.");
      }
      if (points.has_value() && points_before.has_value() &&
          (falling ? *points > *points_before : *points < *points_before)) {
        Add(knot + ".points", reason::kKnotsOutOfOrder,
            falling ? "must not be more than the points of the knot before: less is better."
                    : "must not be less than the points of the knot before: more is better.");
      }
      ratio_before = ratio;
      points_before = points;
    }
  }

  void CheckBounds(const std::string& field, const MetricRule& metric) {
    std::optional<Rational> floor;
    if (!metric.floor.empty()) {
      floor = CheckNumber(field + ".floor", metric.floor);
    }
    if (metric.cap.empty()) {
      return;
    }
    const std::optional<Rational> cap = CheckNumber(field + ".cap", metric.cap);
    if (floor.has_value() && cap.has_value() && *floor >= *cap) {
      Add(field + ".cap", base::kInvalidField, "must be greater than floor.");
    }
  }

  const PolicyRules& policy_;
};

// The factors of criteria, which are recorded as a component's figures are.
class FactorChecker : FieldCheck {
 public:
  using FieldCheck::FieldCheck;

  void Run(const PolicyRules& policy, const Component& factors) {
    CheckKey("criterion_factors.key", factors.key);
    const bool taken =
        std::any_of(policy.components.begin(), policy.components.end(),
                    [&factors](const Component& other) { return other.key == factors.key; });
    if (taken) {
      Add("criterion_factors.key", base::kInvalidField, "must not be the key of a component.");
    }
    CheckTitle("criterion_factors.title", factors.title);
    const auto& rule = std::get<FactorsComponent>(factors.kind);
    const std::optional<Rational> min = CheckPositive("criterion_factors.min", rule.min);
    const std::optional<Rational> max = CheckPositive("criterion_factors.max", rule.max);
    if (min.has_value() && max.has_value() && *max < *min) {
      Add("criterion_factors.max", base::kInvalidField, "must not be less than min.");
    }
    if (rule.missing < MissingFactorRule::kUnspecified || rule.missing > MissingFactorRule::kFail) {
      Add("criterion_factors.missing", base::kInvalidField, "must be ONE or FAIL.");
    }
  }
};

void CheckTieBreakers(const PolicyRules& policy, std::string_view path,
                      std::vector<FieldViolation>& violations) {
  for (size_t i = 0; i < policy.tie_breakers.size(); ++i) {
    const auto* comparison =
        std::get_if<ComponentScoreComparison>(&policy.tie_breakers[i].comparison);
    if (comparison == nullptr) {
      continue;
    }
    const bool known =
        std::any_of(policy.components.begin(), policy.components.end(),
                    [comparison](const Component& component) {
                      return component.key == comparison->component && !IsAdjustments(component);
                    });
    if (!known) {
      violations.push_back({fmt::format("{}.tie_breakers[{}].component_score.component", path, i),
                            "must be the key of one of components, but not of the adjustments.",
                            std::string(comparison->component.empty() ? base::kRequiredFieldMissing
                                                                      : base::kInvalidField)});
    }
  }
}

}  // namespace

void CheckComponents(const PolicyRules& policy, std::string_view path,
                     std::vector<FieldViolation>& violations) {
  Checker(policy, path, violations).Run();
  if (policy.criterion_factors.has_value()) {
    FactorChecker(path, violations).Run(policy, *policy.criterion_factors);
  }
  CheckTieBreakers(policy, path, violations);
}

}  // namespace pingyi::result
