#include "services/result/domain/policy_digest.h"

#include <algorithm>
#include <array>
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

constexpr std::array<std::string_view, 2> kCombinations = {"MEAN", "SUM"};
constexpr std::array<std::string_view, 3> kMissingGroupRules = {"RENORMALIZE", "ZERO", "FAIL"};
constexpr std::array<std::string_view, 4> kModes = {"HALF_UP", "HALF_EVEN", "DOWN", "UP"};
constexpr std::array<std::string_view, 2> kBases = {"EXACT", "ROUNDED"};
constexpr std::array<std::string_view, 1> kRankMethods = {"STANDARD_COMPETITION"};
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
  return text;
}

std::string PolicyDigest(const PolicyRules& policy) {
  return crypto::Hex(crypto::Sha256(CanonicalPolicy(policy)));
}

}  // namespace pingyi::result
