// What a scheduled job calls: the results of every closed round that has none yet.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/aggregation_job.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

struct DueOutcome {
  std::string round;
  absl::StatusOr<RunRecord> run;
};

struct DueOutcomes {
  std::vector<DueOutcome> outcomes;
  bool more = false;  // whether due rounds were left undone
};

// Has due rounds closed, then aggregates at most `max_rounds` rounds and stops in time to answer
// before the call's deadline. A round that fails is an outcome and no room taken from the others;
// only what keeps the others from being looked at fails the whole. A round whose run failed before
// for what cannot change by itself is not begun again: its outcome is the error that was kept. May
// run several times at once: the runs' leases sort that out.
absl::StatusOr<DueOutcomes> AggregateDue(AggregationJob& job, ResultStore& store,
                                         AppraisalClient& client, const rpc::CallContext& call,
                                         int max_rounds);

}  // namespace pingyi::result
