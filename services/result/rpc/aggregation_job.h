// One computation of a round's results, from the lease to the stored rows.
#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/clock/clock.h"
#include "services/base/clock/id_source.h"
#include "services/base/ledger/requests.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

// Thread-safe; what it is made of outlives it.
class AggregationJob {
 public:
  // A worker that neither ends nor notes progress for `lease` counts as dead.
  AggregationJob(ResultStore& store, AppraisalClient& client, const Clock& clock, IdSource& ids,
                 absl::Duration lease)
      : store_(store), client_(client), clock_(clock), ids_(ids), lease_(lease) {}

  // Aggregates a round, or gives the run that did. The run that fails is kept with its error, and
  // the error is given: those of ReadInputs(), of the domain's Aggregate() and of the store;
  // ABORTED AGGREGATION_RUNNING while another call is at work. A round that was never
  // seen leaves no run: NOT_FOUND if there is none, UNAVAILABLE if that cannot be told.
  absl::StatusOr<RunRecord> Aggregate(const rpc::CallContext& call, const std::string& round,
                                      const std::string& expected_policy_digest,
                                      const ledger::RequestKey& request);

  // The same for a round that the appraisal service has just named.
  absl::StatusOr<RunRecord> AggregateKnown(const rpc::CallContext& call, const std::string& round,
                                           const std::string& expected_policy_digest,
                                           const ledger::RequestKey& request);

 private:
  absl::Status CheckKnown(const rpc::CallContext& call, const std::string& round);
  absl::StatusOr<RunRecord> Work(const rpc::CallContext& call, const RunLease& lease,
                                 const std::string& expected_policy_digest,
                                 const ledger::RequestKey& request);
  absl::Status Note(const rpc::CallContext& call, const RunLease& lease,
                    const RunProgress& progress);
  // Keeps the error with the run. Gives the error, or the run of the worker that took over and
  // succeeded.
  absl::StatusOr<RunRecord> Fail(const rpc::CallContext& call, const RunLease& lease,
                                 const absl::Status& error);
  Change MakeChange(const rpc::CallContext& call, const ledger::RequestKey& request) const;

  ResultStore& store_;
  AppraisalClient& client_;
  const Clock& clock_;
  IdSource& ids_;
  const absl::Duration lease_;
};

}  // namespace pingyi::result
