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

namespace pingyi::result {
namespace {

// The names of an enumeration's values 1, 2, ...
template <typename Enum, size_t kCount>
std::string_view NameOf(Enum value, const std::array<std::string_view, kCount>& names) {
  return names.at(static_cast<size_t>(value) - 1);
}

constexpr std::array<std::string_view, 3> kCombinations = {"MEAN", "SUM", "MEDIAN"};
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

bool Differs(Denominator denominator) {
  return denominator != Denominator::kUnspecified && denominator != Denominator::kMarks;
}

std::string Line(const Extremes& extremes) {
  if (const auto* count = std::get_if<int32_t>(&extremes.drop)) {
    return fmt::format("extremes {} count {}\n", extremes.min_marks, *count);
  }
  const auto& dropped = std::get<DroppedShare>(extremes.drop);
  return fmt::format("extremes {} share {} {}\n", extremes.min_marks, Lowest(dropped.share),
                     NameOf(dropped.rounding, kModes));
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
  text += Line("criterion-rounding", policy.criterion_rounding);
  text += Line("group-rounding", policy.group_rounding);
  text += Line("floor", policy.total_floor);
  text += Line("cap", policy.total_cap);
  return text;
}

constexpr std::array<std::string_view, 2> kShareMarks = {"at-most", "at-least"};
constexpr std::array<std::string_view, 4> kShareLimits = {"above", "at-least", "below", "at-most"};
constexpr std::array<std::string_view, 1> kPools = {"ALL_SUBJECTS"};
constexpr std::array<std::string_view, 2> kTies = {"ALL_IN", "ALL_OUT"};

std::string Line(const GradeShareRule& rule) {
  return fmt::format("share-rule {} {} {} {} {} {} {} {}\n", rule.best_grade,
                     Keys(rule.scope.groups), Keys(rule.scope.criteria),
                     NameOf(rule.marks, kShareMarks), Lowest(rule.points),
                     NameOf(rule.limit, kShareLimits), Lowest(rule.share),
                     Differs(rule.denominator) ? NameOf(rule.denominator, kDenominators) : "MARKS");
}

std::string Line(const GradeQuota& quota) {
  return fmt::format("quota {} {} {} {} {} {}\n", quota.grade, NameOf(quota.pool, kPools),
                     Lowest(quota.share), NameOf(quota.rounding, kModes), quota.minimum,
                     NameOf(quota.tie, kTies));
}

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
  return text;
}

std::string PolicyDigest(const PolicyRules& policy) {
  return crypto::Hex(crypto::Sha256(CanonicalPolicy(policy)));
}

}  // namespace pingyi::result
