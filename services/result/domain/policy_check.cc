#include "services/result/domain/policy_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/base/status/reason.h"
#include "services/result/domain/component_check.h"
#include "services/result/domain/key.h"
#include "services/result/domain/order_check.h"
#include "services/result/domain/rounding.h"
#include "services/result/domain/subject_check.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

constexpr std::string_view kNumberForm =
    "must be a decimal like \"87.5\" or a fraction like \"1/3\" of at most 40 characters.";
constexpr std::string_view kKeyForm = "must be 1 to 63 characters of a-z, 0-9 and \"_\".";

class Checker {
 public:
  explicit Checker(std::string_view path) : path_(path) {}

  std::vector<FieldViolation> Run(const PolicyRules& policy) && {
    CheckCombinations(policy);
    CheckGrades(policy);
    CheckRounding("rounding", policy.rounding);
    CheckChoice("decision_basis", policy.decision_basis, DecisionBasis::kRounded,
                "must be EXACT or ROUNDED.");
    CheckTieBreakers(policy.tie_breakers);
    CheckChoice("rank_method", policy.rank_method, RankMethod::kDense,
                "must be STANDARD_COMPETITION or DENSE.");
    CheckMarks(policy);
    CheckStep("criterion_rounding", policy.criterion_rounding);
    CheckStep("group_rounding", policy.group_rounding);
    CheckBounds(policy);
    CheckShareRules(policy);
    CheckQuotas(policy);
    if (policy.quorum.has_value()) {
      CheckQuorum(*policy.quorum);
    }
    CheckTiers(policy.tiers);
    CheckOrderRules(policy, path_, violations_);
    CheckSubjectRules(policy, path_, violations_);
    CheckComponents(policy, path_, violations_);
    CheckShown(policy.min_shown_ballots);
    return std::move(violations_);
  }

 private:
  void Add(std::string_view field, std::string_view reason, std::string_view description) {
    violations_.push_back(
        {fmt::format("{}.{}", path_, field), std::string(description), std::string(reason)});
  }

  // An enumeration whose values are 1 to `last`.
  template <typename Enum>
  void CheckChoice(std::string_view field, Enum value, Enum last, std::string_view description) {
    if (value == Enum{}) {
      Add(field, reason::kRequiredFieldMissing, description);
    } else if (static_cast<int>(value) < 0 || static_cast<int>(value) > static_cast<int>(last)) {
      Add(field, reason::kInvalidField, description);
    }
  }

  void CheckCombinations(const PolicyRules& policy) {
    constexpr std::string_view kText = "must be MEAN or SUM.";
    CheckChoice("mark_combination", policy.mark_combination, Combination::kLowerMedian,
                "must be MEAN, SUM, MEDIAN or LOWER_MEDIAN.");
    CheckChoice("criterion_combination", policy.criterion_combination, Combination::kSum, kText);
    CheckChoice("group_combination", policy.group_combination,
                Pooled(policy) ? Combination::kPooled : Combination::kSum,
                "must be MEAN, SUM or POOLED.");
    CheckChoice("missing_group", policy.missing_group, MissingGroupRule::kFail,
                "must be RENORMALIZE, ZERO or FAIL: there is no default.");
    if (policy.missing_group == MissingGroupRule::kRenormalize &&
        policy.group_combination == Combination::kSum) {
      Add("missing_group", reason::kInvalidField,
          "RENORMALIZE scales weights up to the whole, which a sum of groups does not have: choose "
          "ZERO or FAIL, or combine the groups by MEAN.");
    }
  }

  void CheckShown(int32_t ballots) {
    if (ballots != 0 && (ballots < kLeastMinShown || ballots > kMostMinShown)) {
      Add("min_shown_ballots", reason::kInvalidField,
          "must be 3 to 1000, or 0 for the default: of fewer than 3 ballots one of the voters "
          "knows the others.");
    }
  }

  void CheckRounding(const std::string& field, const Rounding& rounding) {
    if (rounding.digits < 0 || rounding.digits > kMaxRoundingDigits) {
      Add(field + ".digits", reason::kInvalidField, "must be 0 to 10.");
    }
    CheckMode(field + ".mode", rounding.mode);
  }

  void CheckStep(const std::string& field, const std::optional<Rounding>& rounding) {
    if (rounding.has_value()) {
      CheckRounding(field, *rounding);
    }
  }

  void CheckMode(const std::string& field, RoundingMode mode) {
    CheckChoice(field, mode, RoundingMode::kUp, "must be HALF_UP, HALF_EVEN, DOWN or UP.");
  }

  // A denominator that may be left open.
  void CheckDenominator(const std::string& field, Denominator denominator) {
    if (denominator != Denominator::kUnspecified) {
      CheckChoice(field, denominator, Denominator::kExpectedVoters,
                  "must be MARKS, VALID_BALLOTS, RETURNED_BALLOTS or EXPECTED_VOTERS.");
    }
  }

  void CheckMarks(const PolicyRules& policy) {
    if (!policy.abstention_points.empty()) {
      CheckNumber("abstention_points", policy.abstention_points);
    }
    CheckDenominator("mean_denominator", policy.mean_denominator);
    if (policy.mark_combination != Combination::kMean &&
        policy.mean_denominator > Denominator::kMarks) {
      Add("mean_denominator", reason::kInvalidField,
          "can be chosen with mark_combination MEAN only: a sum or median divides by nothing.");
    }
    if (policy.extremes.has_value()) {
      CheckExtremes(*policy.extremes);
    }
  }

  void CheckExtremes(const Extremes& extremes) {
    int64_t least = 1;
    if (const auto* count = std::get_if<int32_t>(&extremes.drop)) {
      if (*count < 1 || *count > kMaxDroppedMarks) {
        Add("extremes.count", reason::kInvalidField, "must be 1 to 1000.");
      } else {
        least = 2 * int64_t{*count} + 1;
      }
    } else if (const auto* dropped = std::get_if<DroppedShare>(&extremes.drop)) {
      CheckDroppedShare(*dropped);
    } else {
      Add("extremes", reason::kRequiredFieldMissing,
          "must say how many marks are dropped at either end: count or share.");
    }
    if (extremes.min_marks < least || extremes.min_marks > kMaxMinMarks) {
      Add("extremes.min_marks", reason::kInvalidField,
          fmt::format("must be {} to 1000000, so that a mark is left.", least));
    }
  }

  void CheckDroppedShare(const DroppedShare& dropped) {
    const std::optional<Rational> share = CheckNumber("extremes.share.share", dropped.share);
    if (share.has_value() && (share->sign() <= 0 || *share >= Rational::Ratio(1, 2))) {
      Add("extremes.share.share", reason::kInvalidNumber,
          "must be greater than 0 and less than 1/2: it is dropped at either end.");
    }
    CheckMode("extremes.share.rounding", dropped.rounding);
  }

  void CheckBounds(const PolicyRules& policy) {
    const std::optional<Rational> floor = CheckBound("total_floor", policy.total_floor, policy);
    const std::optional<Rational> cap = CheckBound("total_cap", policy.total_cap, policy);
    if (floor.has_value() && cap.has_value() && *floor >= *cap) {
      Add("total_cap", reason::kInvalidField, "must be greater than total_floor.");
    }
  }

  // The place of a key among the grades; a violation if it is none of them.
  std::optional<size_t> CheckGrade(const std::string& field, const std::string& key,
                                   const PolicyRules& policy) {
    for (size_t i = 0; i < policy.grade_thresholds.size(); ++i) {
      if (policy.grade_thresholds[i].grade == key) {
        return i;
      }
    }
    Add(field, key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must be the key of one of grade_thresholds.");
    return std::nullopt;
  }

  // A share from 0 to 1; `zero` says whether 0 is one.
  void CheckShare(const std::string& field, const std::string& text, bool zero) {
    const std::optional<Rational> share = CheckNumber(field, text);
    if (share.has_value() &&
        (share->sign() < 0 || (!zero && share->sign() == 0) || *share > Rational(1))) {
      Add(field, reason::kInvalidNumber,
          zero ? "must be a share from 0 to 1, e.g. \"1/3\"."
               : "must be a share greater than 0 and at most 1, e.g. \"0.2\".");
    }
  }

  void CheckShareRules(const PolicyRules& policy) {
    if (policy.grade_share_rules.size() > kMaxGradeRules) {
      Add("grade_share_rules", reason::kLimitExceeded, "must be at most 20 rules.");
      return;
    }
    for (size_t i = 0; i < policy.grade_share_rules.size(); ++i) {
      const GradeShareRule& rule = policy.grade_share_rules[i];
      const std::string field = fmt::format("grade_share_rules[{}]", i);
      const std::optional<size_t> best = CheckGrade(field + ".best_grade", rule.best_grade, policy);
      if (best == 0u) {
        Add(field + ".best_grade", reason::kInvalidField,
            "must not be the best grade: the rule would limit nothing.");
      }
      CheckScope(field + ".scope", rule.scope);
      if (!rule.up_to_grade.empty()) {
        const auto up_to = CheckGrade(field + ".up_to_grade", rule.up_to_grade, policy);
        if (up_to.has_value() && best.has_value() && *up_to >= *best) {
          Add(field + ".up_to_grade", reason::kInvalidField,
              "must be better than best_grade: the rule would limit nothing.");
        }
      }
      CheckShareMarks(field, rule, MarksAscending(policy));
      CheckDenominator(field + ".denominator", rule.denominator);
    }
  }

  // Many low marks or few high ones: so a better mark never makes a grade worse.
  void CheckShareMarks(const std::string& field, const GradeShareRule& rule, bool ascending) {
    const bool low = rule.marks == ShareMarks::kAtMost;
    const bool bad = low != ascending;
    if (rule.marks == ShareMarks::kUnspecified) {
      Add(field, reason::kRequiredFieldMissing,
          "must say which marks: points_at_most or points_at_least.");
    } else {
      CheckNumber(field + (low ? ".points_at_most" : ".points_at_least"), rule.points);
    }
    constexpr std::string_view kNames[] = {"", ".share_above", ".share_at_least", ".share_below",
                                           ".share_at_most"};
    if (rule.limit == ShareLimit::kUnspecified) {
      Add(field, reason::kRequiredFieldMissing,
          "must say which share: share_above, share_at_least, share_below or share_at_most.");
      return;
    }
    const std::string limit = field + std::string(kNames[static_cast<size_t>(rule.limit)]);
    CheckShare(limit, rule.share, true);
    const bool many = rule.limit <= ShareLimit::kAtLeast;
    if (rule.marks != ShareMarks::kUnspecified && many != bad) {
      Add(limit, reason::kInvalidField,
          bad ? "must be share_above or share_at_least: a rule about the marks at the worse end "
                "limits "
                "a grade where there are many."
              : "must be share_below or share_at_most: a rule about the marks at the better end "
                "limits a grade where there are few.");
    }
  }

  void CheckQuotas(const PolicyRules& policy) {
    if (policy.grade_quotas.size() > kMaxQuotas) {
      Add("grade_quotas", reason::kLimitExceeded, "must be at most 100 quotas.");
      return;
    }
    for (size_t i = 0; i < policy.grade_quotas.size(); ++i) {
      const GradeQuota& quota = policy.grade_quotas[i];
      const std::string field = fmt::format("grade_quotas[{}]", i);
      const std::optional<size_t> grade = CheckGrade(field + ".grade", quota.grade, policy);
      if (grade.has_value() && *grade + 1 == policy.grade_thresholds.size()) {
        Add(field + ".grade", reason::kInvalidField,
            "must not be the last grade: there is none below for those beyond the quota.");
      }
      CheckChoice(field + ".pool", quota.pool, QuotaPool::kSubjectType,
                  "must be ALL_SUBJECTS, UNIT or SUBJECT_TYPE.");
      CheckShare(field + ".share", quota.share, false);
      CheckMode(field + ".rounding", quota.rounding);
      if (quota.minimum < 0 || quota.minimum > kMaxQuotaMinimum) {
        Add(field + ".minimum", reason::kInvalidField, "must be 0 to 10000.");
      }
      CheckChoice(field + ".tie", quota.tie, QuotaTie::kCommittee,
                  "must be ALL_IN, ALL_OUT or COMMITTEE.");
    }
  }

  void CheckQuorum(const Quorum& quorum) {
    if (quorum.overall.empty() && quorum.each_group.empty()) {
      Add("quorum", reason::kRequiredFieldMissing, "must have overall, each_group or both.");
    }
    if (!quorum.overall.empty()) {
      CheckShare("quorum.overall", quorum.overall, false);
    }
    if (!quorum.each_group.empty()) {
      CheckShare("quorum.each_group", quorum.each_group, false);
    }
  }

  // A bound that the rounding of the total does not change, so that no rounded total is beyond it.
  std::optional<Rational> CheckBound(const std::string& field, const std::string& text,
                                     const PolicyRules& policy) {
    if (text.empty()) {
      return std::nullopt;
    }
    const std::optional<Rational> bound = CheckNumber(field, text);
    const Rounding down{policy.rounding.digits, RoundingMode::kDown};
    if (bound.has_value() && down.digits >= 0 && down.digits <= kMaxRoundingDigits &&
        Round(*bound, down) != *bound) {
      Add(field, reason::kInvalidNumber,
          "must have no more digits after the point than the rounded total.");
    }
    return bound;
  }

  void CheckGrades(const PolicyRules& policy) {
    const std::vector<GradeThreshold>& grades = policy.grade_thresholds;
    if (grades.size() > kMaxGradeThresholds) {
      Add("grade_thresholds", reason::kLimitExceeded, "must be at most 20 grades.");
      return;  // a hostile list is not worth a violation for each entry
    }
    std::set<std::string_view> keys;
    for (size_t i = 0; i < grades.size(); ++i) {
      const std::string field = fmt::format("grade_thresholds[{}]", i);
      CheckKey(field + ".grade", grades[i].grade);
      if (!keys.insert(grades[i].grade).second) {
        Add(field + ".grade", reason::kInvalidField, "must not repeat the key of another grade.");
      }
      if (!IsTitle(grades[i].title)) {
        Add(field + ".title",
            grades[i].title.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
            "must be 1 to 200 characters without control characters.");
      }
    }
    const bool by_bands = policy.grade_bands.has_value() &&
                          std::all_of(grades.begin(), grades.end(),
                                      [](const auto& grade) { return grade.min_total.empty(); });
    if (!by_bands) {
      CheckThresholds(grades, Ascending(policy.total_order));
    }
  }

  void CheckThresholds(const std::vector<GradeThreshold>& grades, bool ascending) {
    std::optional<Rational> above;
    for (size_t i = 0; i < grades.size(); ++i) {
      const std::string field = fmt::format("grade_thresholds[{}].min_total", i);
      const std::string& text = grades[i].min_total;
      if (i + 1 == grades.size()) {
        if (!text.empty()) {
          Add(field, reason::kInvalidField,
              ascending ? "must be empty: the last grade takes every total above the others."
                        : "must be empty: the last grade takes every total below the others.");
        }
        return;
      }
      const std::optional<Rational> least = CheckNumber(field, text);
      if (least.has_value() && above.has_value() &&
          (ascending ? *least <= *above : *least >= *above)) {
        Add(field, reason::kInvalidField,
            ascending ? "must be more than the greatest total of the grade before."
                      : "must be less than the least total of the grade before.");
      }
      above = least.has_value() ? least : above;
    }
  }

  void CheckTieBreakers(const std::vector<TieBreaker>& breakers) {
    if (breakers.size() > kMaxTieBreakers) {
      Add("tie_breakers", reason::kLimitExceeded, "must be at most 20 comparisons.");
      return;
    }
    for (size_t i = 0; i < breakers.size(); ++i) {
      const std::string field = fmt::format("tie_breakers[{}]", i);
      if (breakers[i].up_to_rank < 0) {
        Add(field + ".up_to_rank", reason::kInvalidField,
            "must be a place from 1 on, or 0 for all ties.");
      }
      std::visit([&](const auto& comparison) { CheckComparison(field, comparison); },
                 breakers[i].comparison);
    }
  }

  void CheckComparison(const std::string& field, const std::monostate&) {
    Add(field, reason::kRequiredFieldMissing,
        "must say what is compared: group_score, criterion_score, mark_count, countback, position, "
        "majority_gauge or majority_value.");
  }
  void CheckComparison(const std::string& field, const GroupScoreComparison& comparison) {
    CheckKey(field + ".group_score.group", comparison.group);
  }
  void CheckComparison(const std::string& field, const CriterionScoreComparison& comparison) {
    CheckKey(field + ".criterion_score.criterion", comparison.criterion);
  }
  void CheckComparison(const std::string& field, const MarkCountComparison& comparison) {
    using Relation = MarkCountComparison::Relation;
    CheckScope(field + ".mark_count.scope", comparison.scope);
    switch (comparison.relation) {
      case Relation::kEqual:
        CheckNumber(field + ".mark_count.points_equal", comparison.points);
        return;
      case Relation::kAtLeast:
        CheckNumber(field + ".mark_count.points_at_least", comparison.points);
        return;
      case Relation::kAbove:
        CheckNumber(field + ".mark_count.points_above", comparison.points);
        return;
      case Relation::kUnspecified:
        break;
    }
    Add(field + ".mark_count", reason::kRequiredFieldMissing,
        "must say which marks: points_equal, points_at_least or points_above.");
  }
  void CheckComparison(const std::string& field, const CountbackComparison& comparison) {
    CheckScope(field + ".countback.scope", comparison.scope);
  }
  void CheckComparison(const std::string&, const PositionComparison&) {}
  void CheckComparison(const std::string&, const ComponentScoreComparison&) {}  // component_check.h
  void CheckComparison(const std::string& field, const MajorityGaugeComparison& comparison) {
    CheckScope(field + ".majority_gauge.scope", comparison.scope);
  }
  void CheckComparison(const std::string& field, const MajorityValueComparison& comparison) {
    CheckScope(field + ".majority_value.scope", comparison.scope);
  }

  void CheckTiers(const std::vector<MarkScope>& tiers) {
    if (tiers.size() > kMaxTiers) {
      Add("tiers", reason::kLimitExceeded, "must be at most 10 tiers.");
      return;
    }
    for (size_t i = 0; i < tiers.size(); ++i) {
      CheckScope(fmt::format("tiers[{}]", i), tiers[i]);
    }
  }

  void CheckScope(const std::string& field, const MarkScope& scope) {
    CheckScopeKeys(field + ".groups", scope.groups);
    CheckScopeKeys(field + ".criteria", scope.criteria);
  }

  void CheckScopeKeys(const std::string& field, const std::vector<std::string>& keys) {
    if (keys.size() > kMaxScopeKeys) {
      Add(field, reason::kLimitExceeded, "must be at most 50 keys.");
      return;
    }
    std::set<std::string_view> seen;
    for (size_t i = 0; i < keys.size(); ++i) {
      CheckKey(fmt::format("{}[{}]", field, i), keys[i]);
      if (!seen.insert(keys[i]).second) {
        Add(fmt::format("{}[{}]", field, i), reason::kInvalidField, "must not be named twice.");
      }
    }
  }

  void CheckKey(const std::string& field, const std::string& key) {
    if (!IsKey(key)) {
      Add(field, key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField, kKeyForm);
    }
  }

  std::optional<Rational> CheckNumber(const std::string& field, const std::string& text) {
    std::optional<Rational> number = ParseNumber(text);
    if (!number.has_value()) {
      Add(field, text.empty() ? reason::kRequiredFieldMissing : reason::kInvalidNumber,
          kNumberForm);
    }
    return number;
  }

  std::string path_;
  std::vector<FieldViolation> violations_;
};

}  // namespace

std::vector<FieldViolation> CheckPolicy(const PolicyRules& policy, std::string_view path) {
  return Checker(path).Run(policy);
}

}  // namespace pingyi::result
