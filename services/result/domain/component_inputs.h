// Whether recorded figures are those of a round's policy and subjects, and what to say of those
// that lack.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

#include "services/result/domain/component_figures.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The component whose figures are recorded under this key, or the factors of criteria; null for the
// ballot and unknown keys.
const Component* FindRecorded(const PolicyRules& policy, std::string_view key);

// A violation for each factor of a criterion that the round does not have.
std::vector<FieldViolation> CheckFactorCriteria(const ComponentFigures& figures,
                                                const std::set<std::string>& criteria,
                                                std::string_view path);

// FAILED_PRECONDITION POLICY_DOES_NOT_FIT with every violation, of "inputs.components[i]...", if
// figures are of no component of the policy or of a subject or criterion that the round does not
// have, or cannot be computed with. The policy must be valid.
absl::Status CheckComponentInputs(const PolicyRules& policy, const Form& form, const Tally& tally,
                                  const std::vector<ComponentFigures>& inputs);

// Of these figures those that another policy can be computed with: of components that it has too,
// and that take them. The rest counts as not recorded.
std::vector<ComponentFigures> FiguresFor(const PolicyRules& policy,
                                         const std::vector<ComponentFigures>& figures);

// A subject without a total, and a component it lacks by its place in the policy.
struct MissingFigures {
  std::string subject;
  size_t component;
};

// FAILED_PRECONDITION COMPONENT_MISSING with a violation "scoring_policy.components[i]" for each
// component that is missing: it names the first subjects by id, in the order given, and counts
// them all.
absl::Status ComponentMissingError(const PolicyRules& policy,
                                   const std::vector<MissingFigures>& missing);

}  // namespace pingyi::result
