#include "services/result/domain/fits.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/ballot_extremes.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/reason.h"
#include "services/result/domain/subject_check.h"

namespace pingyi::result {
namespace {

class KeyCheck {
 public:
  KeyCheck(const Form& form, std::vector<FieldViolation>& violations)
      : form_(form), violations_(violations) {}

  void Check(const std::string&, const std::monostate&) {}
  void Check(const std::string& field, const GroupScoreComparison& comparison) {
    CheckGroup(field + ".group_score.group", comparison.group);
  }
  void Check(const std::string& field, const CriterionScoreComparison& comparison) {
    CheckCriterion(field + ".criterion_score.criterion", comparison.criterion);
  }
  void Check(const std::string& field, const MarkCountComparison& comparison) {
    CheckScope(field + ".mark_count.scope", comparison.scope);
  }
  void Check(const std::string& field, const CountbackComparison& comparison) {
    CheckScope(field + ".countback.scope", comparison.scope);
  }
  void Check(const std::string&, const PositionComparison&) {}
  void Check(const std::string&, const ComponentScoreComparison&) {}
  void Check(const std::string& field, const MajorityGaugeComparison& comparison) {
    CheckScope(field + ".majority_gauge.scope", comparison.scope);
  }
  void Check(const std::string& field, const MajorityValueComparison& comparison) {
    CheckScope(field + ".majority_value.scope", comparison.scope);
  }

  void CheckScope(const std::string& field, const MarkScope& scope) {
    for (size_t i = 0; i < scope.groups.size(); ++i) {
      CheckGroup(fmt::format("{}.groups[{}]", field, i), scope.groups[i]);
    }
    for (size_t i = 0; i < scope.criteria.size(); ++i) {
      CheckCriterion(fmt::format("{}.criteria[{}]", field, i), scope.criteria[i]);
    }
  }

 private:
  void CheckGroup(const std::string& field, const std::string& key) {
    if (!form_.GroupIndex(key).has_value()) {
      Add(field, fmt::format("must be a voter group of the round; it has no group {}.", key));
    }
  }
  void CheckCriterion(const std::string& field, const std::string& key) {
    if (!form_.CriterionIndex(key).has_value()) {
      Add(field, fmt::format("must be a criterion of the round; it has no criterion {}.", key));
    }
  }
  void Add(const std::string& field, std::string description) {
    violations_.push_back(
        {field, std::move(description), std::string(::pingyi::reason::kInvalidField)});
  }

  const Form& form_;
  std::vector<FieldViolation>& violations_;
};

}  // namespace

namespace {

// Pooled groups are labels, and of criteria of which the best count none may count more: else a
// better mark could lower the total.
void CheckWeights(const PolicyRules& policy, const Form& form,
                  std::vector<FieldViolation>& violations) {
  const auto check = [&violations](const std::vector<Form::Item>& items, std::string_view field,
                                   std::string_view description) {
    for (size_t i = 1; i < items.size(); ++i) {
      if (items[i].weight != items[0].weight) {
        violations.push_back({fmt::format("round.{}[{}].weight", field, i),
                              std::string(description),
                              std::string(::pingyi::reason::kInvalidField)});
      }
    }
  };
  if (Pooled(policy)) {
    check(form.groups(), "voter_groups",
          "must be that of the first group: group_combination POOLED takes the marks of all groups "
          "as one group's.");
  }
  if (policy.best_criteria > 0) {
    check(form.criteria(), "ballot_form.criteria",
          "must be that of the first criterion: best_criteria compares the criteria with one "
          "another.");
  }
  if (policy.best_criteria > static_cast<int64_t>(form.criteria().size())) {
    violations.push_back({"scoring_policy.best_criteria",
                          fmt::format("must be at most {}, the number of the round's criteria.",
                                      form.criteria().size()),
                          std::string(::pingyi::reason::kInvalidField)});
  }
}

// Rules about marks against the scales and groups of the round.
void CheckMarkRules(const PolicyRules& policy, const RoundFacts& facts, const Form& form,
                    std::vector<FieldViolation>& violations) {
  const std::optional<Rational> abstention = ParseNumber(policy.abstention_points);
  for (size_t i = 0; abstention.has_value() && i < form.criteria().size(); ++i) {
    if (*abstention < form.points(i).min() || *abstention > form.points(i).max()) {
      violations.push_back(
          {"scoring_policy.abstention_points",
           fmt::format("must be between the least and the most points of every criterion; it is "
                       "not for criterion {}.",
                       form.criteria()[i].key),
           std::string(::pingyi::reason::kInvalidField)});
    }
  }
  CheckWeights(policy, form, violations);
  FitBallotExtremes(policy, facts, violations);
  const bool expected = NeedsExpectedVoters(policy);
  for (size_t i = 0; expected && i < form.groups().size(); ++i) {
    if (form.expected_voters(i) < 1) {
      violations.push_back({fmt::format("round.voter_groups[{}].expected_voters", i),
                            "must be given: the policy needs it.",
                            std::string(::pingyi::reason::kInvalidField)});
    }
  }
}

}  // namespace

bool NeedsExpectedVoters(const PolicyRules& policy) {
  const auto& rules = policy.grade_share_rules;
  return policy.mean_denominator == Denominator::kExpectedVoters || policy.quorum.has_value() ||
         std::any_of(rules.begin(), rules.end(), [](const GradeShareRule& rule) {
           return rule.denominator == Denominator::kExpectedVoters;
         });
}

absl::StatusOr<Form> FitPolicy(const PolicyRules& policy, const RoundFacts& facts) {
  std::vector<FieldViolation> violations = CheckPolicy(policy);
  const bool valid = violations.empty();
  std::optional<Form> form = Form::Read(facts, violations);
  if (form.has_value() && valid) {
    CheckMarkRules(policy, facts, *form, violations);
    FitSubjectRules(policy, *form, violations);
    KeyCheck check(*form, violations);
    for (size_t i = 0; i < policy.tie_breakers.size(); ++i) {
      const std::string field = fmt::format("scoring_policy.tie_breakers[{}]", i);
      std::visit([&](const auto& comparison) { check.Check(field, comparison); },
                 policy.tie_breakers[i].comparison);
    }
    for (size_t i = 0; i < policy.grade_share_rules.size(); ++i) {
      check.CheckScope(fmt::format("scoring_policy.grade_share_rules[{}].scope", i),
                       policy.grade_share_rules[i].scope);
    }
    for (size_t i = 0; i < policy.tiers.size(); ++i) {
      check.CheckScope(fmt::format("scoring_policy.tiers[{}]", i), policy.tiers[i]);
    }
  }
  if (!violations.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "the scoring policy does not fit the round",
                     {std::string(reason::kPolicyDoesNotFit), std::move(violations), {}});
  }
  return *std::move(form);
}

}  // namespace pingyi::result
