#include "services/result/domain/order_check.h"

#include <optional>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "services/base/number/rational.h"
#include "services/base/status/reason.h"
#include "services/result/domain/field_check.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

class OrderChecker : FieldCheck {
 public:
  OrderChecker(const PolicyRules& policy, std::string_view path,
               std::vector<FieldViolation>& violations)
      : FieldCheck(path, violations), policy_(policy) {}

  void Run() {
    CheckOrder("total_order", policy_.total_order);
    if (policy_.best_criteria < 0 || policy_.best_criteria > kMaxBestCriteria) {
      Add("best_criteria", reason::kInvalidField, "must be 1 to 50, or 0 for all.");
    }
    if (policy_.group_rank_points.has_value()) {
      CheckRankPoints(*policy_.group_rank_points);
    }
    if (policy_.mark_shares.has_value()) {
      CheckShares(*policy_.mark_shares);
    }
    CheckAscending();
    CheckPool();
    CheckComparisons();
  }

 private:
  void CheckOrder(std::string_view field, TotalOrder order) {
    if (order < TotalOrder::kUnspecified || order > TotalOrder::kAscending) {
      Add(field, reason::kInvalidField, "must be DESCENDING or ASCENDING.");
    }
  }

  void CheckRankPoints(const GroupRankPoints& rule) {
    if (std::holds_alternative<std::monostate>(rule.points)) {
      Add("group_rank_points", reason::kRequiredFieldMissing,
          "must say which points: table, or place, which must be true.");
    } else if (const auto* table = std::get_if<std::vector<std::string>>(&rule.points)) {
      CheckTable(*table);
    } else if (!Ascending(policy_.total_order)) {
      Add("group_rank_points.place", reason::kInvalidField,
          "needs total_order ASCENDING: the first place is the lowest number.");
    }
    CheckChoice("group_rank_points.tie", rule.tie, RankPointsTie::kMeanOfPlaces,
                "must be BEST_PLACE or MEAN_OF_PLACES.");
    CheckOrder("group_rank_points.score_order", rule.score_order);
    if (Pooled(policy_)) {
      Add("group_rank_points", reason::kInvalidField,
          "cannot be chosen with group_combination POOLED: pooled groups have no scores.");
    }
  }

  // No place may be worth more than a better one.
  void CheckTable(const std::vector<std::string>& table) {
    if (table.empty()) {
      Add("group_rank_points.table.points", reason::kRequiredFieldMissing,
          "must give the points of the first place at least.");
    }
    if (table.size() > kMaxRankPoints) {
      Add("group_rank_points.table.points", reason::kLimitExceeded, "must be at most 1000 places.");
      return;
    }
    const bool ascending = Ascending(policy_.total_order);
    std::optional<Rational> before;
    for (size_t i = 0; i < table.size(); ++i) {
      const std::string field = fmt::format("group_rank_points.table.points[{}]", i);
      const std::optional<Rational> points = CheckNumber(field, table[i]);
      if (!points.has_value()) {
        continue;
      }
      if (before.has_value() && (ascending ? *points < *before : *points > *before)) {
        Add(field, reason::kInvalidField,
            ascending ? "must not be less than the points of the place before: lower is better."
                      : "must not be more than the points of the place before.");
      }
      before = points;
    }
  }

  void CheckShares(const MarkSharesRule& rule) {
    if (rule.digits < 0 || rule.digits > kMaxShareDigits) {
      Add("mark_shares.digits", reason::kInvalidField, "must be 0 to 8.");
    }
    CheckChoice("mark_shares.method", rule.method, ShareMethod::kLargestRemainder,
                "must be EACH_HALF_UP, CUMULATIVE_HALF_UP or LARGEST_REMAINDER.");
  }

  // A group or voter that gave nothing must not come out as the best.
  void CheckAscending() {
    if (Ascending(policy_.total_order) && policy_.missing_group == MissingGroupRule::kZero) {
      Add("missing_group", reason::kInvalidField,
          "ZERO would be the best score where lower totals are better: choose RENORMALIZE or "
          "FAIL.");
    }
    if (MarksAscending(policy_) && policy_.mark_combination == Combination::kSum) {
      Add("mark_combination", reason::kInvalidField,
          "must not be SUM where fewer points are the better mark: every mark that was not given "
          "would count as the best mark. Choose MEAN.");
    }
    if (MarksAscending(policy_) && policy_.mean_denominator > Denominator::kMarks) {
      Add("mean_denominator", reason::kInvalidField,
          "must be MARKS where fewer points are the better mark: every mark that was not given "
          "would count as the best mark.");
    }
  }

  void CheckPool() {
    if (Pooled(policy_) && policy_.group_rounding.has_value()) {
      Add("group_rounding", reason::kInvalidField,
          "cannot be chosen with group_combination POOLED: pooled groups have no scores.");
    }
  }

  void CheckComparisons() {
    for (size_t i = 0; i < policy_.tie_breakers.size(); ++i) {
      const auto& comparison = policy_.tie_breakers[i].comparison;
      if (Pooled(policy_) && std::holds_alternative<GroupScoreComparison>(comparison)) {
        Add(fmt::format("tie_breakers[{}].group_score", i), reason::kInvalidField,
            "cannot be compared with group_combination POOLED: pooled groups have no scores.");
      }
      const bool gauge = std::holds_alternative<MajorityGaugeComparison>(comparison);
      if (MarksAscending(policy_) &&
          (gauge || std::holds_alternative<MajorityValueComparison>(comparison))) {
        Add(fmt::format("tie_breakers[{}].majority_{}", i, gauge ? "gauge" : "value"),
            reason::kInvalidField,
            "cannot be compared where fewer points are the better mark: it goes by the lower "
            "median.");
      }
    }
  }

  const PolicyRules& policy_;
};

}  // namespace

void CheckOrderRules(const PolicyRules& policy, std::string_view path,
                     std::vector<FieldViolation>& violations) {
  OrderChecker(policy, path, violations).Run();
}

}  // namespace pingyi::result
