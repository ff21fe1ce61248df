#include "services/result/domain/component_lines.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "services/base/number/decimal.h"

namespace pingyi::result {
namespace {

constexpr std::array<std::string_view, 4> kModes = {"HALF_UP", "HALF_EVEN", "DOWN", "UP"};
constexpr std::array<std::string_view, 3> kMissing = {"RENORMALIZE", "ZERO", "FAIL"};

template <typename Enum, size_t kCount>
std::string_view NameOf(Enum value, const std::array<std::string_view, kCount>& names) {
  return names.at(static_cast<size_t>(value) - 1);
}

std::string Lowest(const std::string& number) { return ParseNumber(number).value().ToString(); }

std::string OrDash(const std::string& number) { return number.empty() ? "-" : Lowest(number); }

std::string Line(const std::monostate&) { return ""; }  // no valid policy has it
std::string Line(const BallotComponent&) { return "ballot\n"; }
std::string Line(const FactorsComponent&) { return ""; }  // FactorsLine
std::string Line(const FixedScoreComponent&) { return "fixed-score\n"; }
std::string Line(const ReviewScoreComponent& kind) {
  return fmt::format("review-score {}\n", Lowest(kind.max_points));
}
std::string Line(const OtherRoundComponent& kind) {
  return fmt::format("other-round {} {}\n", Lowest(kind.factor),
                     kind.basis == DecisionBasis::kExact ? "EXACT" : "ROUNDED");
}
std::string Line(const AdjustmentsComponent& kind) {
  return fmt::format("adjustments {} {}\n", OrDash(kind.bonus_cap), OrDash(kind.deduction_cap));
}
std::string Line(const CountsComponent& kind) {
  std::string text = "satisfaction-counts\n";
  for (const LevelRule& level : kind.levels) {
    text += fmt::format("level {} {} {}\n", level.key, Lowest(level.points), level.title);
  }
  return text;
}
std::string Line(const MetricsComponent& kind) {
  std::string text = "metrics\n";
  for (const MetricRule& metric : kind.metrics) {
    const bool higher = metric.direction == MetricDirection::kHigherIsBetter;
    text += fmt::format("metric {} {} {} {} {} {}\n", metric.key, Lowest(metric.weight),
                        higher ? "HIGHER" : "LOWER", OrDash(metric.floor), OrDash(metric.cap),
                        metric.title);
    if (const auto* at_target = std::get_if<PointsAtTarget>(&metric.points)) {
      text += fmt::format("at-target {}\n", Lowest(at_target->points));
      continue;
    }
    for (const Knot& knot : std::get<PointTable>(metric.points).knots) {
      text += fmt::format("knot {} {}\n", Lowest(knot.ratio), Lowest(knot.points));
    }
  }
  return text;
}

}  // namespace

std::string FactorsLine(const PolicyRules& policy) {
  if (!policy.criterion_factors.has_value()) {
    return "";
  }
  const auto& rule = std::get<FactorsComponent>(policy.criterion_factors->kind);
  return fmt::format("factors {} {} {} {} {}\n", policy.criterion_factors->key, Lowest(rule.min),
                     Lowest(rule.max), rule.missing == MissingFactorRule::kFail ? "FAIL" : "ONE",
                     policy.criterion_factors->title);
}

std::string ComponentLines(const PolicyRules& policy) {
  if (policy.components.empty()) {
    return "";
  }
  std::string text = fmt::format(
      "components {}\n", policy.component_combination == Combination::kMean ? "MEAN" : "SUM");
  for (const Component& component : policy.components) {
    const bool plain = !IsAdjustments(component);
    text += fmt::format("component {} {} {} {}\n", component.key, OrDash(component.weight),
                        plain ? NameOf(component.missing, kMissing) : "-", component.title);
    if (component.rounding.has_value()) {
      text += fmt::format("component-rounding {} {}\n", component.rounding->digits,
                          NameOf(component.rounding->mode, kModes));
    }
    text += std::visit([](const auto& kind) { return Line(kind); }, component.kind);
  }
  return text;
}

}  // namespace pingyi::result
