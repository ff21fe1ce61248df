#include "services/result/domain/policy_digest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/number/decimal.h"
#include "services/result/domain/component_lines.h"
#include "services/result/domain/subject_lines.h"

namespace pingyi::result {
namespace {

// The names of an enumeration's values 1, 2, ...
template <typename Enum, size_t kCount>
std::string_view NameOf(Enum value, const std::array<std::string_view, kCount>& names) {
  return names.at(static_cast<size_t>(value) - 1);
}

constexpr std::array<std::string_view, 5> kCombinations = {"MEAN", "SUM", "MEDIAN", "LOWER_MEDIAN",
                                                           "POOLED"};
constexpr std::array<std::string_view, 3> kMissingGroupRules = {"RENORMALIZE", "ZERO", "FAIL"};
constexpr std::array<std::string_view, 4> kModes = {"HALF_UP", "HALF_EVEN", "DOWN", "UP"};
constexpr std::array<std::string_view, 2> kBases = {"EXACT", "ROUNDED"};
constexpr std::array<std::string_view, 2> kRankMethods = {"STANDARD_COMPETITION", "DENSE"};
constexpr std::array<std::string_view, 4> kDenominators = {"MARKS", "VALID_BALLOTS",
                                                           "RETURNED_BALLOTS", "EXPECTED_VOTERS"};
constexpr std::array<std::string_view, 3> kRelations = {"equal", "at-least", "above"};

std::string Lowest(const std::string& number) { return ParseNumber(number).value().ToString(); }

std::string Keys(std::vector<std::string> keys) {
  if (keys.empty()) {
    return "*";
  }
  std::sort(keys.begin(), keys.end());
  return fmt::format("{}", fmt::join(keys, ","));
}

std::string Line(const std::monostate&) { return ""; }  // no valid policy has it
std::string Line(const GroupScoreComparison& comparison) {
  return "group-score " + comparison.group;
}
std::string Line(const CriterionScoreComparison& comparison) {
  return "criterion-score " + comparison.criterion;
}
std::string Line(const MarkCountComparison& comparison) {
  return fmt::format("mark-count {} {} {} {}", Keys(comparison.scope.groups),
                     Keys(comparison.scope.criteria), NameOf(comparison.relation, kRelations),
                     Lowest(comparison.points));
}
std::string Line(const CountbackComparison& comparison) {
  return fmt::format("countback {} {}", Keys(comparison.scope.groups),
                     Keys(comparison.scope.criteria));
}
std::string Line(const PositionComparison&) { return "position"; }
std::string Line(const ComponentScoreComparison& comparison) {
  return "component-score " + comparison.component;
}
std::string Line(const MajorityGaugeComparison& comparison) {
  return fmt::format("majority-gauge {} {}", Keys(comparison.scope.groups),
                     Keys(comparison.scope.criteria));
}
std::string Line(const MajorityValueComparison& comparison) {
  return fmt::format("majority-value {} {}", Keys(comparison.scope.groups),
                     Keys(comparison.scope.criteria));
}

bool Differs(Denominator denominator) {
  return denominator != Denominator::kUnspecified && denominator != Denominator::kMarks;
}

std::string Line(const Extremes& extremes) {
  const char* over = extremes.over == ExtremesOver::kBallotTotal ? " BALLOT_TOTAL" : "";
  if (const auto* count = std::get_if<int32_t>(&extremes.drop)) {
    return fmt::format("extremes {} count {}{}\n", extremes.min_marks, *count, over);
  }
  const auto& dropped = std::get<DroppedShare>(extremes.drop);
  return fmt::format("extremes {} share {} {}{}\n", extremes.min_marks, Lowest(dropped.share),
                     NameOf(dropped.rounding, kModes), over);
}

std::string Line(std::string_view name, const std::optional<Rounding>& rounding) {
  return rounding.has_value()
             ? fmt::format("{} {} {}\n", name, rounding->digits, NameOf(rounding->mode, kModes))
             : "";
}

std::string Line(std::string_view name, const std::string& number) {
  return number.empty() ? "" : fmt::format("{} {}\n", name, Lowest(number));
}

// The lines of rules about marks, steps and the total that a policy need not have.
std::string ScoreLines(const PolicyRules& policy) {
  std::string text = Line("abstention", policy.abstention_points);
  if (Differs(policy.mean_denominator)) {
    text += fmt::format("denominator {}\n", NameOf(policy.mean_denominator, kDenominators));
  }
  text += policy.extremes.has_value() ? Line(*policy.extremes) : "";
  text += FactorsLine(policy);
  text += Line("criterion-rounding", policy.criterion_rounding);
  text += Line("group-rounding", policy.group_rounding);
  text += Line("floor", policy.total_floor);
  text += Line("cap", policy.total_cap);
  return text;
}

constexpr std::array<std::string_view, 2> kShareMarks = {"at-most", "at-least"};
constexpr std::array<std::string_view, 4> kShareLimits = {"above", "at-least", "below", "at-most"};

std::string Line(const GradeShareRule& rule) {
  const std::string up_to = rule.up_to_grade.empty() ? "" : " up-to " + rule.up_to_grade;
  return fmt::format(
      "share-rule {} {} {} {} {} {} {} {}{}\n", rule.best_grade, Keys(rule.scope.groups),
      Keys(rule.scope.criteria), NameOf(rule.marks, kShareMarks), Lowest(rule.points),
      NameOf(rule.limit, kShareLimits), Lowest(rule.share),
      Differs(rule.denominator) ? NameOf(rule.denominator, kDenominators) : "MARKS", up_to);
}

std::string Line(const GradeQuota& quota) { return QuotaLines(quota); }

std::string Share(const std::string& share) { return share.empty() ? "-" : Lowest(share); }

// The lines of a list whose order does not matter, in byte order.
template <typename Rule>
std::string Lines(const std::vector<Rule>& rules) {
  std::vector<std::string> lines;
  lines.reserve(rules.size());
  for (const Rule& rule : rules) {
    lines.push_back(Line(rule));
  }
  std::sort(lines.begin(), lines.end());
  return fmt::format("{}", fmt::join(lines, ""));
}

// The lines of rules about grades and the quorum that a policy need not have.
std::string GradeLines(const PolicyRules& policy) {
  std::string text = Lines(policy.grade_share_rules) + Lines(policy.grade_quotas);
  if (policy.quorum.has_value()) {
    text += fmt::format("quorum {} {}\n", Share(policy.quorum->overall),
                        Share(policy.quorum->each_group));
  }
  return text + SubjectLines(policy);
}

constexpr std::array<std::string_view, 2> kRankPointsTies = {"BEST_PLACE", "MEAN_OF_PLACES"};
constexpr std::array<std::string_view, 3> kShareMethods = {"EACH_HALF_UP", "CUMULATIVE_HALF_UP",
                                                           "LARGEST_REMAINDER"};

std::string Line(const GroupRankPoints& rule) {
  std::string points = "place";
  if (const auto* table = std::get_if<std::vector<std::string>>(&rule.points)) {
    std::vector<std::string> numbers;
    numbers.reserve(table->size());
    for (const std::string& number : *table) {
      numbers.push_back(Lowest(number));
    }
    points = fmt::format("{}", fmt::join(numbers, ","));
  }
  return fmt::format("rank-points {} {} {}\n",
                     Ascending(rule.score_order) ? "ASCENDING" : "DESCENDING",
                     NameOf(rule.tie, kRankPointsTies), points);
}

// The lines of rules about orders and shares that a policy need not have.
std::string OrderLines(const PolicyRules& policy) {
  std::string text = Ascending(policy.total_order) ? "order ASCENDING\n" : "";
  if (policy.best_criteria > 0) {
    text += fmt::format("best-criteria {}\n", policy.best_criteria);
  }
  text += policy.group_rank_points.has_value() ? Line(*policy.group_rank_points) : "";
  for (const MarkScope& tier : policy.tiers) {
    text += fmt::format("tier {} {}\n", Keys(tier.groups), Keys(tier.criteria));
  }
  if (policy.mark_shares.has_value()) {
    text += fmt::format("mark-shares {} {} {}\n", policy.mark_shares->digits,
                        NameOf(policy.mark_shares->method, kShareMethods),
                        policy.mark_shares->with_abstentions ? "MARKS_AND_ABSTENTIONS" : "MARKS");
  }
  return text;
}

}  // namespace

std::string CanonicalPolicy(const PolicyRules& policy) {
  std::string text = "pingyi-policy-v1\n";
  text += fmt::format("marks {}\n", NameOf(policy.mark_combination, kCombinations));
  text += fmt::format("criteria {}\n", NameOf(policy.criterion_combination, kCombinations));
  text += fmt::format("groups {}\n", NameOf(policy.group_combination, kCombinations));
  text += fmt::format("missing {}\n", NameOf(policy.missing_group, kMissingGroupRules));
  for (const GradeThreshold& grade : policy.grade_thresholds) {
    text += fmt::format("grade {} {} {}\n", grade.grade,
                        grade.min_total.empty() ? "-" : Lowest(grade.min_total), grade.title);
  }
  text +=
      fmt::format("rounding {} {}\n", policy.rounding.digits, NameOf(policy.rounding.mode, kModes));
  text += fmt::format("basis {}\n", NameOf(policy.decision_basis, kBases));
  for (const TieBreaker& breaker : policy.tie_breakers) {
    text += fmt::format(
        "tie {} {}\n", breaker.up_to_rank,
        std::visit([](const auto& comparison) { return Line(comparison); }, breaker.comparison));
  }
  text += fmt::format("rank {}\n", NameOf(policy.rank_method, kRankMethods));
  text += ScoreLines(policy);
  text += GradeLines(policy);
  text += ComponentLines(policy);
  text += OrderLines(policy);
  if (policy.min_shown_ballots != 0) {
    text += fmt::format("shown {}\n", policy.min_shown_ballots);
  }
  return text;
}

std::string PolicyDigest(const PolicyRules& policy) {
  return crypto::Hex(crypto::Sha256(CanonicalPolicy(policy)));
}

}  // namespace pingyi::result
