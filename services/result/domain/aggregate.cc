#include "services/result/domain/aggregate.h"

#include <utility>

#include "services/result/domain/computation.h"

namespace pingyi::result {

absl::StatusOr<RoundResults> Aggregate(const PolicyRules& policy, const RoundFacts& facts,
                                       Tally tally, const Inputs& inputs) {
  absl::StatusOr<Aggregation> aggregation =
      AggregateWithBoards(policy, facts, std::move(tally), inputs);
  if (!aggregation.ok()) {
    return aggregation.status();
  }
  return std::move(aggregation->results);
}

absl::StatusOr<Aggregation> AggregateWithBoards(const PolicyRules& policy, const RoundFacts& facts,
                                                Tally tally, const Inputs& inputs,
                                                const DisclosureRule& disclosure) {
  absl::StatusOr<Computation> computation = Compute(policy, facts, std::move(tally), inputs);
  if (!computation.ok()) {
    return computation.status();
  }
  Aggregation aggregation{{}, MakeLeaderboards(policy, *computation, disclosure)};
  aggregation.results.reserve(computation->subjects.size());
  for (const size_t subject : computation->order) {
    aggregation.results.push_back(std::move(computation->subjects[subject]));
  }
  return aggregation;
}

}  // namespace pingyi::result
