// How the figures of a component become its score.
#pragma once

#include "services/result/domain/component_figures.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Sets the formula of a component's node and adds its steps. Not for the ballot; `figures` are null
// only for adjustments and for what is missing.
void ExplainFigures(const Component& component, const std::string& rule,
                    const SubjectFigures* figures, ExplanationNode& node);

}  // namespace pingyi::result
