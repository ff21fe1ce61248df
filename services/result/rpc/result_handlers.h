// What ResultService does, method by method.
#pragma once

#include <absl/status/status.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/aggregation_job.h"
#include "services/result/rpc/disclosures.h"
#include "services/result/rpc/validate.h"
#include "services/result/store/result_store.h"
#include "services/result/store/workflow_store.h"

namespace pingyi::result {

// Thread-safe. Every method blocks, is given a request that was parsed, and keeps to the comment of
// its method in the contract.
class ResultHandlers {
 public:
  ResultHandlers(ResultStore& store, WorkflowStore& workflow, AppraisalClient& client,
                 Disclosures& disclosures, AggregationJob& job, const Clock& clock)
      : store_(store),
        workflow_(workflow),
        client_(client),
        disclosures_(disclosures),
        job_(job),
        clock_(clock) {}

  absl::Status CreateScoringPolicy(const rpc::CallContext& call,
                                   const v1::CreateScoringPolicyRequest& request,
                                   v1::ScoringPolicy* response);
  absl::Status GetScoringPolicy(const rpc::CallContext& call,
                                const v1::GetScoringPolicyRequest& request,
                                v1::ScoringPolicy* response);
  absl::Status ListScoringPolicies(const rpc::CallContext& call,
                                   const v1::ListScoringPoliciesRequest& request,
                                   v1::ListScoringPoliciesResponse* response);

  absl::Status RunAggregation(const rpc::CallContext& call,
                              const v1::RunAggregationRequest& request,
                              v1::AggregationRun* response);
  absl::Status AggregateDue(const rpc::CallContext& call, const v1::AggregateDueRequest& request,
                            v1::AggregateDueResponse* response);
  absl::Status GetAggregationRun(const rpc::CallContext& call,
                                 const v1::GetAggregationRunRequest& request,
                                 v1::AggregationRun* response);
  absl::Status ListAggregationRuns(const rpc::CallContext& call,
                                   const v1::ListAggregationRunsRequest& request,
                                   v1::ListAggregationRunsResponse* response);

  absl::Status ListSubjectResults(const rpc::CallContext& call,
                                  const v1::ListSubjectResultsRequest& request,
                                  v1::ListSubjectResultsResponse* response);
  absl::Status GetSubjectResult(const rpc::CallContext& call,
                                const v1::GetSubjectResultRequest& request,
                                v1::SubjectResult* response);
  absl::Status ExplainResult(const rpc::CallContext& call, const v1::ExplainResultRequest& request,
                             v1::Explanation* response);

  absl::Status GetRaterStatistics(const rpc::CallContext& call,
                                  const v1::GetRaterStatisticsRequest& request,
                                  v1::RaterStatistics* response);

  absl::Status ListAuditEntries(const rpc::CallContext& call,
                                const v1::ListAuditEntriesRequest& request,
                                v1::ListAuditEntriesResponse* response);

 private:
  // The run that a release published, or the run itself.
  absl::StatusOr<RunPath> RunOf(const rpc::CallContext& call, const ResultParent& parent);
  // Puts the decisions beside the computed grades: those of the release, or those in force.
  absl::Status ShowDecisions(const rpc::CallContext& call, const ResultParent& parent,
                             const RunPath& run,
                             google::protobuf::RepeatedPtrField<v1::SubjectResult>& results);
  Change MakeChange(const rpc::CallContext& call, ledger::RequestKey request) const;

  ResultStore& store_;
  WorkflowStore& workflow_;
  AppraisalClient& client_;
  Disclosures& disclosures_;
  AggregationJob& job_;
  const Clock& clock_;
};

}  // namespace pingyi::result
