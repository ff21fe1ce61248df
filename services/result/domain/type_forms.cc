#include "services/result/domain/type_forms.h"

#include "services/base/number/decimal.h"

namespace pingyi::result {

TypeForms::TypeForms(const PolicyRules& policy, const Form& form, const Roster& roster) {
  for (const TypeWeights& weights : policy.type_weights) {
    Form& typed = forms_.emplace_back(form);
    for (const KeyWeight& group : weights.groups) {
      typed.SetGroupWeight(form.GroupIndex(group.key).value(), ParseNumber(group.weight).value());
    }
    for (const KeyWeight& criterion : weights.criteria) {
      typed.SetCriterionWeight(form.CriterionIndex(criterion.key).value(),
                               ParseNumber(criterion.weight).value());
    }
  }
  for (size_t subject = 0; !forms_.empty() && subject < roster.size(); ++subject) {
    std::optional<size_t>& of = of_.emplace_back();
    for (size_t i = 0; i < policy.type_weights.size(); ++i) {
      if (policy.type_weights[i].subject_type == roster.subject_type(subject)) {
        of = i;
      }
    }
  }
}

}  // namespace pingyi::result
