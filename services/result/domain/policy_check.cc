#include "services/result/domain/policy_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/base/status/reason.h"
#include "services/result/domain/key.h"
#include "services/result/domain/rounding.h"

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
    CheckGrades(policy.grade_thresholds);
    CheckRounding(policy.rounding);
    CheckChoice("decision_basis", policy.decision_basis, DecisionBasis::kRounded,
                "must be EXACT or ROUNDED.");
    CheckTieBreakers(policy.tie_breakers);
    CheckChoice("rank_method", policy.rank_method, RankMethod::kStandardCompetition,
                "must be STANDARD_COMPETITION.");
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
    CheckChoice("mark_combination", policy.mark_combination, Combination::kSum, kText);
    CheckChoice("criterion_combination", policy.criterion_combination, Combination::kSum, kText);
    CheckChoice("group_combination", policy.group_combination, Combination::kSum, kText);
    CheckChoice("missing_group", policy.missing_group, MissingGroupRule::kFail,
                "must be RENORMALIZE, ZERO or FAIL: there is no default.");
    if (policy.missing_group == MissingGroupRule::kRenormalize &&
        policy.group_combination == Combination::kSum) {
      Add("missing_group", reason::kInvalidField,
          "RENORMALIZE scales weights up to the whole, which a sum of groups does not have: choose "
          "ZERO or FAIL, or combine the groups by MEAN.");
    }
  }

  void CheckRounding(const Rounding& rounding) {
    if (rounding.digits < 0 || rounding.digits > kMaxRoundingDigits) {
      Add("rounding.digits", reason::kInvalidField, "must be 0 to 10.");
    }
    CheckChoice("rounding.mode", rounding.mode, RoundingMode::kUp,
                "must be HALF_UP, HALF_EVEN, DOWN or UP.");
  }

  void CheckGrades(const std::vector<GradeThreshold>& grades) {
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
    CheckThresholds(grades);
  }

  void CheckThresholds(const std::vector<GradeThreshold>& grades) {
    std::optional<Rational> above;
    for (size_t i = 0; i < grades.size(); ++i) {
      const std::string field = fmt::format("grade_thresholds[{}].min_total", i);
      const std::string& text = grades[i].min_total;
      if (i + 1 == grades.size()) {
        if (!text.empty()) {
          Add(field, reason::kInvalidField,
              "must be empty: the last grade takes every total below the others.");
        }
        return;
      }
      const std::optional<Rational> least = CheckNumber(field, text);
      if (least.has_value() && above.has_value() && *least >= *above) {
        Add(field, reason::kInvalidField, "must be less than the least total of the grade before.");
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
        "must say what is compared: group_score, criterion_score, mark_count, countback or "
        "position.");
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
