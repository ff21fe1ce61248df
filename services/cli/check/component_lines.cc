#include "services/cli/check/component_lines.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "services/base/number/decimal.h"

namespace pingyi::cli {
namespace {

using result::v1::Component;

// Takes the lines together. A number that is none is noted and ends the work.
class Writer {
 public:
  explicit Writer(const result::v1::ScoringPolicy& policy) {
    const bool mean = policy.component_combination() == result::v1::COMBINATION_MEAN;
    Line("components {}", mean ? "MEAN" : "SUM");
    for (const Component& component : policy.components()) Add(component);
  }

  absl::StatusOr<std::string> Result() && {
    if (!status_.ok()) return status_;
    return std::move(text_);
  }

 private:
  template <typename... Args>
  void Line(fmt::format_string<Args...> form, Args&&... args) {
    text_ += fmt::format(form, std::forward<Args>(args)...) + "\n";
  }

  std::string Number(const std::string& number) {
    const std::optional<Rational> parsed = ParseNumber(number);
    if (parsed) return parsed->ToString();
    status_ = absl::InvalidArgumentError(fmt::format("\"{}\" is no number", number));
    return "";
  }
  std::string OrDash(const std::string& number) { return number.empty() ? "-" : Number(number); }

  static const char* MissingText(result::v1::MissingComponentRule rule) {
    switch (rule) {
      case result::v1::MISSING_COMPONENT_RULE_RENORMALIZE:
        return "RENORMALIZE";
      case result::v1::MISSING_COMPONENT_RULE_ZERO:
        return "ZERO";
      case result::v1::MISSING_COMPONENT_RULE_FAIL:
        return "FAIL";
      default:
        return "-";
    }
  }

  void Add(const Component& component) {
    Line("component {} {} {} {}", component.key(), OrDash(component.weight()),
         MissingText(component.missing()), component.title());
    if (component.has_rounding()) {
      constexpr const char* kModes[] = {"", "HALF_UP", "HALF_EVEN", "DOWN", "UP"};
      const int mode = component.rounding().mode();
      Line("component-rounding {} {}", component.rounding().digits(),
           mode > 0 && mode < 5 ? kModes[mode] : "");
    }
    AddKind(component);
  }

  void AddKind(const Component& component) {
    switch (component.kind_case()) {
      case Component::kBallot:
        return Line("ballot");
      case Component::kReviewScore:
        return Line("review-score {}", Number(component.review_score().max_points()));
      case Component::kMetrics:
        return Add(component.metrics());
      case Component::kOtherRound:
        return Line("other-round {} {}", Number(component.other_round().factor()),
                    component.other_round().basis() == result::v1::DECISION_BASIS_EXACT
                        ? "EXACT"
                        : "ROUNDED");
      case Component::kSatisfactionCounts:
        return Add(component.satisfaction_counts());
      case Component::kFixedScore:
        return Line("fixed-score");
      case Component::kAdjustments:
        return Line("adjustments {} {}", OrDash(component.adjustments().bonus_cap()),
                    OrDash(component.adjustments().deduction_cap()));
      default:
        status_ = absl::InvalidArgumentError("a component of a kind unknown to this program");
    }
  }

  void Add(const Component::Metrics& metrics) {
    Line("metrics");
    for (const Component::Metric& metric : metrics.metrics()) {
      const bool higher = metric.direction() == Component::Metric::DIRECTION_HIGHER_IS_BETTER;
      Line("metric {} {} {} {} {} {}", metric.key(), Number(metric.weight()),
           higher ? "HIGHER" : "LOWER", OrDash(metric.floor()), OrDash(metric.cap()),
           metric.title());
      if (metric.has_point_table()) {
        for (const Component::Knot& knot : metric.point_table().knots()) {
          Line("knot {} {}", Number(knot.ratio()), Number(knot.points()));
        }
      } else {
        Line("at-target {}", Number(metric.points_at_target()));
      }
    }
  }

  void Add(const Component::SatisfactionCounts& counts) {
    Line("satisfaction-counts");
    for (const Component::Level& level : counts.levels()) {
      Line("level {} {} {}", level.key(), Number(level.points()), level.title());
    }
  }

  std::string text_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::string> ComponentLines(const result::v1::ScoringPolicy& policy) {
  if (policy.components().empty()) return "";
  return Writer(policy).Result();
}

}  // namespace pingyi::cli
