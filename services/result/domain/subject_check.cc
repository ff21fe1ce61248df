#include "services/result/domain/subject_check.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

#include <fmt/format.h>

#include "services/base/number/rational.h"
#include "services/base/status/reason.h"
#include "services/base/status/utf8.h"
#include "services/result/domain/field_check.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/title.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

class SubjectChecker : FieldCheck {
 public:
  SubjectChecker(const PolicyRules& policy, std::string_view path,
                 std::vector<FieldViolation>& violations)
      : FieldCheck(path, violations), policy_(policy) {}

  void Run() {
    CheckTypeWeights();
    CheckQuotaPools();
    if (policy_.grade_bands.has_value()) {
      CheckBands(*policy_.grade_bands);
    }
    CheckExclusions();
    CheckBoards();
  }

 private:
  // A number of entries that is worth checking one by one.
  bool CheckSize(std::string_view field, size_t size, size_t limit) {
    if (size <= limit) {
      return true;
    }
    Add(field, reason::kLimitExceeded, fmt::format("must be at most {}.", limit));
    return false;
  }

  // A title, unit or type: it must stay on its line of a canonical form.
  void CheckText(const std::string& field, const std::string& text, size_t limit) {
    if (!IsTitle(text) || CountCharacters(text) > limit) {
      Add(field, text.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
          fmt::format("must be 1 to {} characters without control characters.", limit));
    }
  }

  bool IsGrade(const std::string& key) const {
    return GradeIndex(policy_, key) < policy_.grade_thresholds.size();
  }

  void CheckTypeWeights() {
    if (!CheckSize("subject_type_weights", policy_.type_weights.size(), kMaxTypeWeights)) {
      return;
    }
    std::set<std::string_view> types;
    for (size_t i = 0; i < policy_.type_weights.size(); ++i) {
      const TypeWeights& weights = policy_.type_weights[i];
      const std::string field = fmt::format("subject_type_weights[{}]", i);
      CheckText(field + ".subject_type", weights.subject_type, kMaxSubjectType);
      if (!types.insert(weights.subject_type).second) {
        Add(field + ".subject_type", reason::kInvalidField, "must not be there twice.");
      }
      if (weights.groups.empty() && weights.criteria.empty()) {
        Add(field, reason::kRequiredFieldMissing, "must have weights of groups or of criteria.");
      }
      CheckWeights(field + ".groups", weights.groups);
      CheckWeights(field + ".criteria", weights.criteria);
      if (!weights.groups.empty() && Pooled(policy_)) {
        Add(field + ".groups", reason::kInvalidField,
            "cannot be with group_combination POOLED, which takes all marks as one group's.");
      }
      if (!weights.criteria.empty() && policy_.best_criteria > 0) {
        Add(field + ".criteria", reason::kInvalidField,
            "cannot be with best_criteria, whose criteria weigh the same.");
      }
    }
  }

  void CheckWeights(const std::string& field, const std::vector<KeyWeight>& weights) {
    if (!CheckSize(field, weights.size(), kMaxGroups)) {
      return;
    }
    std::set<std::string_view> keys;
    for (size_t i = 0; i < weights.size(); ++i) {
      const std::string item = fmt::format("{}[{}]", field, i);
      CheckKey(item + ".key", weights[i].key);
      if (!keys.insert(weights[i].key).second) {
        Add(item + ".key", reason::kInvalidField, "must not be there twice.");
      }
      CheckPositive(item + ".weight", weights[i].weight);
    }
  }

  // What the quotas of one grade that were gone through have between them.
  struct GradePools {
    std::optional<QuotaPool> pool = {};
    bool general = false;  // whether one of them names no pool
    std::unordered_set<std::string_view> names = {};
  };

  // The pools of quotas for one grade. In time by the number of names.
  void CheckQuotaPools() {
    const auto& quotas = policy_.grade_quotas;
    if (quotas.size() > kMaxQuotas) {
      return;  // found before
    }
    std::map<std::string_view, GradePools> grades;
    for (size_t i = 0; i < quotas.size(); ++i) {
      const GradeQuota& quota = quotas[i];
      const std::string field = fmt::format("grade_quotas[{}]", i);
      CheckNames(field + ".pool_names", quota);
      if (quota.base < PoolBase::kUnspecified || quota.base > PoolBase::kWithMarks) {
        Add(field + ".base", reason::kInvalidField, "must be ALL, ELIGIBLE or WITH_MARKS.");
      }
      CheckBeside(field, quota, grades[quota.grade]);
    }
  }

  void CheckNames(const std::string& field, const GradeQuota& quota) {
    if (!quota.pool_names.empty() && quota.pool != QuotaPool::kUnit &&
        quota.pool != QuotaPool::kSubjectType) {
      Add(field, reason::kInvalidField, "can be named with pool UNIT or SUBJECT_TYPE only.");
    }
    if (!CheckSize(field, quota.pool_names.size(), kMaxPoolNames)) {
      return;
    }
    std::set<std::string_view> names;
    for (size_t i = 0; i < quota.pool_names.size(); ++i) {
      const std::string item = fmt::format("{}[{}]", field, i);
      CheckText(item, quota.pool_names[i], kMaxPoolName);
      if (!names.insert(quota.pool_names[i]).second) {
        Add(item, reason::kInvalidField, "must not be there twice.");
      }
    }
  }

  // A quota beside those before it; they then have its pools too.
  void CheckBeside(const std::string& field, const GradeQuota& quota, GradePools& before) {
    if (before.pool.value_or(quota.pool) != quota.pool) {
      Add(field + ".pool", reason::kInvalidField,
          "must be that of the grade's other quotas: whoever is in two pools would count in both.");
    }
    before.pool = before.pool.value_or(quota.pool);
    if (quota.pool_names.empty() && before.general) {
      Add(field + ".grade", reason::kInvalidField,
          "must not have two quotas for the same subjects.");
    }
    before.general = before.general || quota.pool_names.empty();
    if (quota.pool_names.size() > kMaxPoolNames) {
      return;  // found before
    }
    for (size_t i = 0; i < quota.pool_names.size(); ++i) {
      if (before.names.count(quota.pool_names[i]) > 0) {
        Add(fmt::format("{}.pool_names[{}]", field, i), reason::kInvalidField,
            "must not be named by two quotas of a grade.");
      }
    }
    before.names.insert(quota.pool_names.begin(), quota.pool_names.end());
  }

  void CheckBands(const GradeBands& bands) {
    if (bands.bands.size() < 2 || bands.bands.size() > policy_.grade_thresholds.size()) {
      Add("grade_bands.bands",
          bands.bands.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
          "must be at least 2 and at most as many as there are grades.");
      return;
    }
    Rational sum;
    bool known = true;
    for (size_t i = 0; i < bands.bands.size(); ++i) {
      const std::string field = fmt::format("grade_bands.bands[{}]", i);
      const GradeBand& band = bands.bands[i];
      if (!IsGrade(band.grade)) {
        Add(field + ".grade",
            band.grade.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
            "must be the key of one of grade_thresholds.");
      } else if (i > 0 &&
                 GradeIndex(policy_, band.grade) <= GradeIndex(policy_, bands.bands[i - 1].grade)) {
        Add(field + ".grade", reason::kInvalidField,
            "must be a worse grade than that of the band before.");
      }
      const std::optional<Rational> share = CheckPositive(field + ".share", band.share);
      known = known && share.has_value();
      sum += share.value_or(Rational());
    }
    if (known && sum != Rational(1)) {
      Add("grade_bands.bands", reason::kInvalidNumber,
          fmt::format("must have shares that sum to 1; they sum to {}.", sum.ToString()));
    }
    CheckChoice("grade_bands.pool", bands.pool, QuotaPool::kSubjectType,
                "must be ALL_SUBJECTS, UNIT or SUBJECT_TYPE.");
    CheckChoice("grade_bands.rounding", bands.rounding, BandRounding::kLargestRemainder,
                "must be CUMULATIVE_HALF_UP or LARGEST_REMAINDER.");
    CheckChoice("grade_bands.tie", bands.tie, QuotaTie::kCommittee,
                "must be ALL_IN, ALL_OUT or COMMITTEE.");
  }

  void CheckExclusions() {
    if (!CheckSize("exclusion_rules", policy_.exclusion_rules.size(), kMaxExclusionRules)) {
      return;
    }
    std::set<std::string_view> kinds;
    for (size_t i = 0; i < policy_.exclusion_rules.size(); ++i) {
      const ExclusionRule& rule = policy_.exclusion_rules[i];
      const std::string field = fmt::format("exclusion_rules[{}]", i);
      CheckKey(field + ".kind", rule.kind);
      if (!kinds.insert(rule.kind).second) {
        Add(field + ".kind", reason::kInvalidField, "must not be there twice.");
      }
      CheckText(field + ".title", rule.title, kMaxTitleCharacters);
      CheckChoice(field + ".effect", rule.effect, ExclusionEffect::kUnranked,
                  "must be GRADE_AT_MOST, NO_GRADE or UNRANKED.");
      CheckEffect(field, rule);
    }
  }

  void CheckEffect(const std::string& field, const ExclusionRule& rule) {
    if (rule.effect == ExclusionEffect::kGradeAtMost) {
      if (policy_.grade_thresholds.empty()) {
        Add(field + ".effect", reason::kInvalidField,
            "cannot be GRADE_AT_MOST: the policy gives no grades.");
      } else if (!rule.best_grade.empty() && !IsGrade(rule.best_grade)) {
        Add(field + ".best_grade", reason::kInvalidField,
            "must be the key of one of grade_thresholds, or empty for the last.");
      }
    } else if (!rule.best_grade.empty()) {
      Add(field + ".best_grade", reason::kInvalidField,
          "must be empty: the effect leaves no grade.");
    }
  }

  void CheckBoards() {
    if (!CheckSize("leaderboards", policy_.leaderboards.size(), kMaxLeaderboards)) {
      return;
    }
    std::set<std::string_view> keys;
    for (size_t i = 0; i < policy_.leaderboards.size(); ++i) {
      const LeaderboardRule& rule = policy_.leaderboards[i];
      const std::string field = fmt::format("leaderboards[{}]", i);
      CheckKey(field + ".key", rule.key);
      if (!keys.insert(rule.key).second) {
        Add(field + ".key", reason::kInvalidField, "must not be there twice.");
      }
      CheckText(field + ".title", rule.title, kMaxTitleCharacters);
      CheckBoardScore(field, rule);
      CheckChoice(field + ".partition", rule.partition, BoardPartition::kSubjectType,
                  "must be NONE, UNIT or SUBJECT_TYPE.");
      CheckBoardTypes(field + ".subject_types", rule.subject_types);
    }
  }

  void CheckBoardScore(const std::string& field, const LeaderboardRule& rule) {
    switch (rule.by) {
      case BoardScore::kTotal:
        return;
      case BoardScore::kCriterion:
        return CheckKey(field + ".criterion", rule.score_key);
      case BoardScore::kGroup:
        CheckKey(field + ".group", rule.score_key);
        if (Pooled(policy_)) {
          Add(field + ".group", reason::kInvalidField,
              "cannot be with group_combination POOLED: the groups have no scores of their own.");
        }
        return;
      case BoardScore::kUnspecified:
        break;
    }
    Add(field, reason::kRequiredFieldMissing,
        "must say what it ranks by: total, criterion or group.");
  }

  void CheckBoardTypes(const std::string& field, const std::vector<std::string>& types) {
    if (!CheckSize(field, types.size(), kMaxBoardTypes)) {
      return;
    }
    std::set<std::string_view> seen;
    for (size_t i = 0; i < types.size(); ++i) {
      const std::string item = fmt::format("{}[{}]", field, i);
      CheckText(item, types[i], kMaxSubjectType);
      if (!seen.insert(types[i]).second) {
        Add(item, reason::kInvalidField, "must not be there twice.");
      }
    }
  }

  const PolicyRules& policy_;
};

void AddUnknown(std::string field, std::string_view what, const std::string& key,
                std::vector<FieldViolation>& violations) {
  violations.push_back({std::move(field),
                        fmt::format("must be a {0} of the round; it has no {0} {1}.", what, key),
                        std::string(reason::kInvalidField)});
}

}  // namespace

void CheckSubjectRules(const PolicyRules& policy, std::string_view path,
                       std::vector<FieldViolation>& violations) {
  SubjectChecker(policy, path, violations).Run();
}

void FitSubjectRules(const PolicyRules& policy, const Form& form,
                     std::vector<FieldViolation>& violations) {
  for (size_t i = 0; i < policy.type_weights.size(); ++i) {
    const std::string field = fmt::format("scoring_policy.subject_type_weights[{}]", i);
    const TypeWeights& weights = policy.type_weights[i];
    for (size_t k = 0; k < weights.groups.size(); ++k) {
      if (!form.GroupIndex(weights.groups[k].key).has_value()) {
        AddUnknown(fmt::format("{}.groups[{}].key", field, k), "voter group", weights.groups[k].key,
                   violations);
      }
    }
    for (size_t k = 0; k < weights.criteria.size(); ++k) {
      if (!form.CriterionIndex(weights.criteria[k].key).has_value()) {
        AddUnknown(fmt::format("{}.criteria[{}].key", field, k), "criterion",
                   weights.criteria[k].key, violations);
      }
    }
  }
  for (size_t i = 0; i < policy.leaderboards.size(); ++i) {
    const LeaderboardRule& rule = policy.leaderboards[i];
    const std::string field = fmt::format("scoring_policy.leaderboards[{}]", i);
    if (rule.by == BoardScore::kGroup && !form.GroupIndex(rule.score_key).has_value()) {
      AddUnknown(field + ".group", "voter group", rule.score_key, violations);
    }
    if (rule.by == BoardScore::kCriterion && !form.CriterionIndex(rule.score_key).has_value()) {
      AddUnknown(field + ".criterion", "criterion", rule.score_key, violations);
    }
  }
}

}  // namespace pingyi::result
