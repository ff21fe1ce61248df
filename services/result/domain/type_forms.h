// The form as it is for subjects of certain types: with their own weights (权重按对象类别).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/roster.h"

namespace pingyi::result {

// Read once; may be shared between threads.
class TypeForms {
 public:
  TypeForms() = default;
  // The policy must fit the form.
  TypeForms(const PolicyRules& policy, const Form& form, const Roster& roster);

  // The place in the policy's type_weights of those that hold for the subject; nullopt: the
  // round's weights do.
  std::optional<size_t> WeightsOf(size_t subject) const {
    return of_.empty() ? std::nullopt : of_[subject];
  }
  // The form for the subject; `form` is the round's.
  const Form& Of(const Form& form, size_t subject) const {
    const std::optional<size_t> weights = WeightsOf(subject);
    return weights.has_value() ? forms_[*weights] : form;
  }

 private:
  std::vector<Form> forms_;                // by the policy's type_weights
  std::vector<std::optional<size_t>> of_;  // by subject; empty where there are no such weights
};

}  // namespace pingyi::result
