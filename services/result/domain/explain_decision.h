// The committee's decision as a step of an explanation.
#pragma once

#include "services/result/domain/explain.h"
#include "services/result/domain/release.h"

namespace pingyi::result {

// `computed_title` is the title of the computed grade; empty if there is none.
ExplanationNode ExplainDecision(const DecisionFacts& decision, const std::string& computed_title);

}  // namespace pingyi::result
