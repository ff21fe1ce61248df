#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/generated_enum_reflection.h>

#include "services/base/crypto/encoding.h"
#include "services/base/number/decimal.h"
#include "services/cli/check/digest.h"

namespace pingyi::cli {
namespace {

using google::protobuf::RepeatedPtrField;
using result::v1::GradeThreshold;
using result::v1::ScoringPolicy;
using result::v1::TieBreaker;

// The name of an enumeration's value without the prefix.
template <typename Enum>
std::string Bare(Enum value, std::string_view prefix) {
  const auto* found = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value);
  if (found == nullptr) return std::to_string(static_cast<int>(value));
  const std::string& name = found->name();
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

absl::StatusOr<std::string> Lowest(const std::string& number) {
  const std::optional<Rational> parsed = ParseNumber(number);
  if (!parsed) return absl::InvalidArgumentError(fmt::format("\"{}\" is no number", number));
  return parsed->ToString();
}

std::string Keys(const RepeatedPtrField<std::string>& keys) {
  if (keys.empty()) return "*";
  std::vector<std::string> sorted(keys.begin(), keys.end());
  std::ranges::sort(sorted);
  return fmt::format("{}", fmt::join(sorted, ","));
}

absl::StatusOr<std::string> MarkCountText(const TieBreaker::MarkCount& count) {
  const bool equal = count.marks_case() == TieBreaker::MarkCount::kPointsEqual;
  const bool at_least = count.marks_case() == TieBreaker::MarkCount::kPointsAtLeast;
  const absl::StatusOr<std::string> points = Lowest(
      equal ? count.points_equal() : (at_least ? count.points_at_least() : count.points_above()));
  if (!points.ok()) return points;
  return fmt::format("mark-count {} {} {} {}", Keys(count.scope().groups()),
                     Keys(count.scope().criteria()),
                     equal ? "equal" : (at_least ? "at-least" : "above"), *points);
}

absl::StatusOr<std::string> ComparisonText(const TieBreaker& breaker) {
  switch (breaker.comparison_case()) {
    case TieBreaker::kGroupScore:
      return "group-score " + breaker.group_score().group();
    case TieBreaker::kCriterionScore:
      return "criterion-score " + breaker.criterion_score().criterion();
    case TieBreaker::kMarkCount:
      return MarkCountText(breaker.mark_count());
    case TieBreaker::kCountback:
      return fmt::format("countback {} {}", Keys(breaker.countback().scope().groups()),
                         Keys(breaker.countback().scope().criteria()));
    case TieBreaker::kPosition:
      return "position";
    default:
      return absl::InvalidArgumentError("a tie-breaker of a kind unknown to this program");
  }
}

absl::StatusOr<std::string> GradeLines(const ScoringPolicy& policy) {
  std::string text;
  for (const GradeThreshold& grade : policy.grade_thresholds()) {
    absl::StatusOr<std::string> least = "-";
    if (!grade.min_total().empty()) least = Lowest(grade.min_total());
    if (!least.ok()) return least;
    text += fmt::format("grade {} {} {}\n", grade.grade(), *least, grade.title());
  }
  return text;
}

absl::StatusOr<std::string> TieLines(const ScoringPolicy& policy) {
  std::string text;
  for (const TieBreaker& breaker : policy.tie_breakers()) {
    const absl::StatusOr<std::string> comparison = ComparisonText(breaker);
    if (!comparison.ok()) return comparison;
    text += fmt::format("tie {} {}\n", breaker.up_to_rank(), *comparison);
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> PolicyDigest(const ScoringPolicy& policy) {
  const absl::StatusOr<std::string> grades = GradeLines(policy);
  if (!grades.ok()) return grades;
  const absl::StatusOr<std::string> ties = TieLines(policy);
  if (!ties.ok()) return ties;
  const std::string text = fmt::format(
      "pingyi-policy-v1\nmarks {}\ncriteria {}\ngroups {}\nmissing {}\n{}rounding {} {}\n"
      "basis {}\n{}rank {}\n",
      Bare(policy.mark_combination(), "COMBINATION_"),
      Bare(policy.criterion_combination(), "COMBINATION_"),
      Bare(policy.group_combination(), "COMBINATION_"),
      Bare(policy.missing_group(), "MISSING_GROUP_RULE_"), *grades, policy.rounding().digits(),
      Bare(policy.rounding().mode(), "MODE_"), Bare(policy.decision_basis(), "DECISION_BASIS_"),
      *ties, Bare(policy.rank_method(), "RANK_METHOD_"));
  return crypto::Hex(crypto::Sha256(text));
}

}  // namespace pingyi::cli
