#include "services/result/domain/grade_check.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "services/base/number/rational.h"
#include "services/base/status/reason.h"
#include "services/result/domain/field_check.h"
#include "services/result/domain/policy_check.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

class ThresholdCheck : FieldCheck {
 public:
  using FieldCheck::FieldCheck;

  void Run(const PolicyRules& policy) {
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
      CheckTitle(field + ".title", grades[i].title);
    }
    const bool by_bands = policy.grade_bands.has_value() &&
                          std::all_of(grades.begin(), grades.end(),
                                      [](const auto& grade) { return grade.min_total.empty(); });
    if (!by_bands) {
      CheckThresholds(grades, Ascending(policy.total_order));
    }
  }

 private:
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
};

class LimitCheck : FieldCheck {
 public:
  using FieldCheck::FieldCheck;

  void Run(const PolicyRules& policy) {
    CheckShareRules(policy);
    CheckQuotas(policy);
  }

 private:
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
};

}  // namespace

void CheckGrades(const PolicyRules& policy, std::string_view path,
                 std::vector<FieldViolation>& violations) {
  ThresholdCheck(path, violations).Run(policy);
}

void CheckGradeLimits(const PolicyRules& policy, std::string_view path,
                      std::vector<FieldViolation>& violations) {
  LimitCheck(path, violations).Run(policy);
}

}  // namespace pingyi::result
