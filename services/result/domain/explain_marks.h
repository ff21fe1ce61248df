// The steps of an explanation that tell of the rules about marks: mark_rules.h.
#pragma once

#include <cstdint>
#include <string>

#include "services/base/number/rational.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Fills the formula and the texts of a criterion's node, and adds the extremes, the denominator and
// the rounding to its children. `title` is the criterion's.
void ExplainMarkRules(const PolicyRules& policy, const MarkSteps& steps, const std::string& title,
                      ExplanationNode& node);

// Abstentions that count as marks of these points.
ExplanationNode CountedAbstentions(int64_t count, const Rational& points);

// The rounding of a step before the total; `rule` is the policy's field.
ExplanationNode StepRoundingNode(const std::string& rule, const Rational& exact,
                                 const Rounding& rounding);

}  // namespace pingyi::result
