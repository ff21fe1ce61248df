#include "services/result/domain/policy_check.h"

#include <optional>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "services/base/number/rational.h"
#include "services/base/status/reason.h"
#include "services/result/domain/component_check.h"
#include "services/result/domain/field_check.h"
#include "services/result/domain/grade_check.h"
#include "services/result/domain/order_check.h"
#include "services/result/domain/rounding.h"
#include "services/result/domain/subject_check.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

class Checker : FieldCheck {
 public:
  using FieldCheck::FieldCheck;

  void Run(const PolicyRules& policy) {
    CheckCombinations(policy);
    CheckGrades(policy, path(), violations());
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
    CheckGradeLimits(policy, path(), violations());
    if (policy.quorum.has_value()) {
      CheckQuorum(*policy.quorum);
    }
    CheckTiers(policy.tiers);
    CheckOrderRules(policy, path(), violations());
    CheckSubjectRules(policy, path(), violations());
    CheckComponents(policy, path(), violations());
    CheckShown(policy.min_shown_ballots);
  }

 private:
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

  void CheckStep(const std::string& field, const std::optional<Rounding>& rounding) {
    if (rounding.has_value()) {
      CheckRounding(field, *rounding);
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
    if (extremes.over < ExtremesOver::kUnspecified || extremes.over > ExtremesOver::kBallotTotal) {
      Add("extremes.over", reason::kInvalidField, "must be MARKS or BALLOT_TOTAL.");
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
};

}  // namespace

std::vector<FieldViolation> CheckPolicy(const PolicyRules& policy, std::string_view path) {
  std::vector<FieldViolation> violations;
  Checker(path, violations).Run(policy);
  return violations;
}

}  // namespace pingyi::result
