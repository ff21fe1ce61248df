#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/generated_enum_reflection.h>

#include "services/base/crypto/encoding.h"
#include "services/base/number/decimal.h"
#include "services/cli/check/component_lines.h"
#include "services/cli/check/digest.h"
#include "services/cli/check/subject_lines.h"

namespace pingyi::cli {
namespace {

using google::protobuf::RepeatedPtrField;
using result::v1::GradeThreshold;
using result::v1::Rounding;
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
    case TieBreaker::kComponentScore:
      return "component-score " + breaker.component_score().component();
    case TieBreaker::kMajorityGauge:
      return fmt::format("majority-gauge {} {}", Keys(breaker.majority_gauge().scope().groups()),
                         Keys(breaker.majority_gauge().scope().criteria()));
    case TieBreaker::kMajorityValue:
      return fmt::format("majority-value {} {}", Keys(breaker.majority_value().scope().groups()),
                         Keys(breaker.majority_value().scope().criteria()));
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

std::string ModeText(Rounding::Mode mode) { return Bare(mode, "MODE_"); }

// The lines of rules that a policy need not have. A number that is none is noted and ends the work.
class FurtherLines {
 public:
  explicit FurtherLines(const ScoringPolicy& policy) {
    Number("abstention", policy.abstention_points());
    if (policy.mean_denominator() > result::v1::DENOMINATOR_MARKS) {
      text_ += fmt::format("denominator {}\n", Bare(policy.mean_denominator(), "DENOMINATOR_"));
    }
    if (policy.has_extremes()) Add(policy.extremes());
    if (policy.has_criterion_factors()) Add(policy.criterion_factors());
    if (policy.has_criterion_rounding()) Add("criterion", policy.criterion_rounding());
    if (policy.has_group_rounding()) Add("group", policy.group_rounding());
    Number("floor", policy.total_floor());
    Number("cap", policy.total_cap());
    AddSorted(policy.grade_share_rules());
    Append(QuotaLines(policy));
    if (policy.has_quorum()) {
      text_ += fmt::format("quorum {} {}\n", NumberOrDash(policy.quorum().overall()),
                           NumberOrDash(policy.quorum().each_group()));
    }
    Append(SubjectLines(policy));
    Append(ComponentLines(policy));
    AddOrder(policy);
    if (policy.min_shown_ballots() != 0) {
      text_ += fmt::format("shown {}\n", policy.min_shown_ballots());
    }
  }

  absl::StatusOr<std::string> Result() && {
    if (!status_.ok()) return status_;
    return std::move(text_);
  }

 private:
  void Append(const absl::StatusOr<std::string>& lines) {
    if (!lines.ok()) status_ = lines.status();
    text_ += lines.value_or("");
  }
  std::string NumberText(const std::string& number) {
    const absl::StatusOr<std::string> lowest = Lowest(number);
    if (!lowest.ok()) status_ = lowest.status();
    return lowest.value_or("");
  }
  std::string NumberOrDash(const std::string& number) {
    return number.empty() ? "-" : NumberText(number);
  }
  void Number(std::string_view name, const std::string& number) {
    if (!number.empty()) text_ += fmt::format("{} {}\n", name, NumberText(number));
  }
  void Add(std::string_view step, const Rounding& rounding) {
    text_ += fmt::format("{}-rounding {} {}\n", step, rounding.digits(), ModeText(rounding.mode()));
  }
  void Add(const result::v1::Extremes& extremes) {
    const auto& share = extremes.share();
    text_ += fmt::format("extremes {} ", extremes.min_marks());
    text_ += extremes.has_share()
                 ? fmt::format("share {} {}", NumberText(share.share()), ModeText(share.rounding()))
                 : fmt::format("count {}", extremes.count());
    text_ += extremes.over() == result::v1::Extremes::OVER_BALLOT_TOTAL ? " BALLOT_TOTAL\n" : "\n";
  }
  void Add(const result::v1::CriterionFactors& factors) {
    const bool fail = factors.missing() == result::v1::CriterionFactors::MISSING_FAIL;
    text_ += fmt::format("factors {} {} {} {} {}\n", factors.key(), NumberText(factors.min()),
                         NumberText(factors.max()), fail ? "FAIL" : "ONE", factors.title());
  }

  std::string Line(const result::v1::GradeShareRule& rule) {
    const bool low = rule.marks_case() == result::v1::GradeShareRule::kPointsAtMost;
    const std::string points = low ? rule.points_at_most() : rule.points_at_least();
    const auto denominator =
        std::max(rule.denominator(), result::v1::DENOMINATOR_MARKS);  // unspecified is the same
    const std::string up_to = rule.up_to_grade().empty() ? "" : " up-to " + rule.up_to_grade();
    return fmt::format("share-rule {} {} {} {} {} {} {}{}\n", rule.best_grade(),
                       Keys(rule.scope().groups()), Keys(rule.scope().criteria()),
                       low ? "at-most" : "at-least", NumberText(points), LimitText(rule),
                       Bare(denominator, "DENOMINATOR_"), up_to);
  }
  std::string LimitText(const result::v1::GradeShareRule& rule) {
    switch (rule.limit_case()) {
      case result::v1::GradeShareRule::kShareAbove:
        return "above " + NumberText(rule.share_above());
      case result::v1::GradeShareRule::kShareAtLeast:
        return "at-least " + NumberText(rule.share_at_least());
      case result::v1::GradeShareRule::kShareBelow:
        return "below " + NumberText(rule.share_below());
      default:
        return "at-most " + NumberText(rule.share_at_most());
    }
  }
  void AddOrder(const ScoringPolicy& policy) {
    if (policy.total_order() == result::v1::TOTAL_ORDER_ASCENDING) text_ += "order ASCENDING\n";
    if (policy.best_criteria() != 0) {
      text_ += fmt::format("best-criteria {}\n", policy.best_criteria());
    }
    if (policy.has_group_rank_points()) Add(policy.group_rank_points());
    for (const TieBreaker::MarkScope& tier : policy.tiers()) {
      text_ += fmt::format("tier {} {}\n", Keys(tier.groups()), Keys(tier.criteria()));
    }
    if (policy.has_mark_shares()) {
      const auto& shares = policy.mark_shares();
      text_ +=
          fmt::format("mark-shares {} {} {}\n", shares.digits(), Bare(shares.method(), "METHOD_"),
                      shares.with_abstentions() ? "MARKS_AND_ABSTENTIONS" : "MARKS");
    }
  }
  void Add(const result::v1::GroupRankPoints& rule) {
    std::vector<std::string> numbers;
    for (const std::string& number : rule.table().points()) numbers.push_back(NumberText(number));
    const bool ascending = rule.score_order() == result::v1::TOTAL_ORDER_ASCENDING;
    text_ += fmt::format("rank-points {} {} {}\n", ascending ? "ASCENDING" : "DESCENDING",
                         Bare(rule.tie(), "TIE_"),
                         rule.place() ? "place" : fmt::format("{}", fmt::join(numbers, ",")));
  }
  template <typename Rule>
  void AddSorted(const RepeatedPtrField<Rule>& rules) {
    std::vector<std::string> lines;
    for (const Rule& rule : rules) lines.push_back(Line(rule));
    std::ranges::sort(lines);
    text_ += fmt::format("{}", fmt::join(lines, ""));
  }

  std::string text_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::string> PolicyDigest(const ScoringPolicy& policy) {
  const absl::StatusOr<std::string> grades = GradeLines(policy);
  if (!grades.ok()) return grades;
  const absl::StatusOr<std::string> ties = TieLines(policy);
  if (!ties.ok()) return ties;
  const absl::StatusOr<std::string> further = FurtherLines(policy).Result();
  if (!further.ok()) return further;
  const std::string text = fmt::format(
      "pingyi-policy-v1\nmarks {}\ncriteria {}\ngroups {}\nmissing {}\n{}rounding {} {}\n"
      "basis {}\n{}rank {}\n{}",
      Bare(policy.mark_combination(), "COMBINATION_"),
      Bare(policy.criterion_combination(), "COMBINATION_"),
      Bare(policy.group_combination(), "COMBINATION_"),
      Bare(policy.missing_group(), "MISSING_GROUP_RULE_"), *grades, policy.rounding().digits(),
      Bare(policy.rounding().mode(), "MODE_"), Bare(policy.decision_basis(), "DECISION_BASIS_"),
      *ties, Bare(policy.rank_method(), "RANK_METHOD_"), *further);
  return crypto::Hex(crypto::Sha256(text));
}

}  // namespace pingyi::cli
