// What becomes of each subject by another policy, and in which steps of the computation that
// begins.
#pragma once

#include <vector>

#include "services/result/domain/computation.h"
#include "services/result/domain/difference.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

struct PreviewedSubject {
  size_t index = 0;  // of the subject in either computation
  ResultDifference difference = {};
  // The steps that give another value although what they rest on is the same, as the contract's
  // PreviewedResult.steps has them; empty where nothing moved.
  std::vector<StepKind> steps = {};
};

// Two computations of the same tally. By the new place, then by position; names are left empty.
std::vector<PreviewedSubject> ComparePolicies(const PolicyRules& official_policy,
                                              const Computation& official,
                                              const PolicyRules& other_policy,
                                              const Computation& other);

}  // namespace pingyi::result
