// The part of an explanation between the total and the components it is made of.
#pragma once

#include <vector>

#include "services/result/domain/component_figures.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

// The total of a policy with components, before its bounds. `ballot` explains the groups' total and
// stands below the ballot's component.
ExplanationNode ExplainComponents(const PolicyRules& policy,
                                  const std::vector<ComponentFigures>& figures,
                                  const SubjectResult& result, const ExplanationNode& ballot);

}  // namespace pingyi::result
