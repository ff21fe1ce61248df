// The steps of an explanation that tell of the rules about marks: mark_rules.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "services/base/number/rational.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/factors.h"
#include "services/result/domain/form.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// What a criterion's figure is multiplied by, and the step that tells of it.
struct FactorStep {
  Rational factor;
  ExplanationNode node;
};

// The step of a subject's factor for a criterion; nullopt if the policy has no factors. `figure` is
// that of the marks.
std::optional<FactorStep> ExplainFactor(const PolicyRules& policy, const FactorTable& factors,
                                        const std::string& subject, const Form& form,
                                        size_t criterion, const Rational& figure);

// Fills the formula and the texts of a criterion's node, and adds the extremes, the denominator,
// the factor and the rounding to its children. `title` is the criterion's.
void ExplainMarkRules(const PolicyRules& policy, const MarkSteps& steps, const std::string& title,
                      ExplanationNode& node,
                      const std::optional<FactorStep>& factor = std::nullopt);

// Abstentions that count as marks of these points.
ExplanationNode CountedAbstentions(int64_t count, const Rational& points);

// The rounding of a step before the total; `rule` is the policy's field.
ExplanationNode StepRoundingNode(const std::string& rule, const Rational& exact,
                                 const Rounding& rounding);

}  // namespace pingyi::result
