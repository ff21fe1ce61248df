#include "services/result/domain/fits.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/reason.h"

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

 private:
  void CheckScope(const std::string& field, const MarkScope& scope) {
    for (size_t i = 0; i < scope.groups.size(); ++i) {
      CheckGroup(fmt::format("{}.groups[{}]", field, i), scope.groups[i]);
    }
    for (size_t i = 0; i < scope.criteria.size(); ++i) {
      CheckCriterion(fmt::format("{}.criteria[{}]", field, i), scope.criteria[i]);
    }
  }
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

absl::StatusOr<Form> FitPolicy(const PolicyRules& policy, const RoundFacts& facts) {
  std::vector<FieldViolation> violations = CheckPolicy(policy);
  const bool valid = violations.empty();
  std::optional<Form> form = Form::Read(facts, violations);
  if (form.has_value() && valid) {
    KeyCheck check(*form, violations);
    for (size_t i = 0; i < policy.tie_breakers.size(); ++i) {
      const std::string field = fmt::format("scoring_policy.tie_breakers[{}]", i);
      std::visit([&](const auto& comparison) { check.Check(field, comparison); },
                 policy.tie_breakers[i].comparison);
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
