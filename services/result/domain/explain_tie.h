// The part of an explanation that tells how a tie was broken.
#pragma once

#include <cstddef>

#include "services/result/domain/explain.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/rank.h"

namespace pingyi::result {

// One comparison that a subject went through. `subject` is one of the members of the tie.
ExplanationNode ExplainTie(const PolicyRules& policy, const Form& form, const TieSplit& split,
                           size_t subject);

}  // namespace pingyi::result
