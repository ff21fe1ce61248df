// A round computed, with everything an explanation goes back to.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <absl/status/statusor.h>

#include "services/result/domain/form.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/rank.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

struct Computation {
  Form form;
  Tally tally;                          // sorted
  std::vector<SubjectResult> subjects;  // as in the tally
  std::vector<Rational> decisive;       // the totals that grades and places go by, likewise
  std::vector<size_t> order;            // subjects by rank, then by position
  // The places of grades in the policy, by subject, as each rule left them; empty
  // where there are only thresholds.
  std::vector<size_t> grades_by_total = {};
  std::vector<size_t> grades_by_share = {};
  std::vector<size_t> grades = {};
  std::vector<QuotaOutcome> quotas = {};  // from the best grade down
};

// Errors as of Aggregate. `observe`, if given, sees every tie that is broken; it names subjects by
// their index.
absl::StatusOr<Computation> Compute(const PolicyRules& policy, const RoundFacts& facts, Tally tally,
                                    const std::function<void(const TieSplit&)>& observe = nullptr);

}  // namespace pingyi::result
