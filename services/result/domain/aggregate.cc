#include "services/result/domain/aggregate.h"

#include <utility>

#include "services/result/domain/computation.h"

namespace pingyi::result {

absl::StatusOr<RoundResults> Aggregate(const PolicyRules& policy, const RoundFacts& facts,
                                       Tally tally) {
  absl::StatusOr<Computation> computation = Compute(policy, facts, std::move(tally));
  if (!computation.ok()) {
    return computation.status();
  }
  RoundResults results;
  results.reserve(computation->subjects.size());
  for (const size_t subject : computation->order) {
    results.push_back(std::move(computation->subjects[subject]));
  }
  return results;
}

}  // namespace pingyi::result
