#include "services/result/rpc/result_service.h"

#include <string>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/base/rpc/unary.h"
#include "services/result/rpc/aggregation_job.h"
#include "services/result/rpc/result_handlers.h"

namespace pingyi::result {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class ResultService::Impl final : public v1::ResultService::CallbackService {
 public:
  Impl(const ResultParts& parts, absl::Duration lease)
      : kit_(parts.kit),
        job_(parts.store, parts.appraisal, parts.clock, parts.kit.ids(), lease),
        handlers_(parts.store, parts.appraisal, job_, parts.clock, parts.signer) {}

  ServerUnaryReactor* CreateScoringPolicy(CallbackServerContext* server,
                                          const v1::CreateScoringPolicyRequest* request,
                                          v1::ScoringPolicy* response) override {
    return Run(server, "ResultService.CreateScoringPolicy", request, response,
               &ResultHandlers::CreateScoringPolicy);
  }
  ServerUnaryReactor* GetScoringPolicy(CallbackServerContext* server,
                                       const v1::GetScoringPolicyRequest* request,
                                       v1::ScoringPolicy* response) override {
    return Run(server, "ResultService.GetScoringPolicy", request, response,
               &ResultHandlers::GetScoringPolicy);
  }
  ServerUnaryReactor* ListScoringPolicies(CallbackServerContext* server,
                                          const v1::ListScoringPoliciesRequest* request,
                                          v1::ListScoringPoliciesResponse* response) override {
    return Run(server, "ResultService.ListScoringPolicies", request, response,
               &ResultHandlers::ListScoringPolicies);
  }
  ServerUnaryReactor* RunAggregation(CallbackServerContext* server,
                                     const v1::RunAggregationRequest* request,
                                     v1::AggregationRun* response) override {
    return Run(server, "ResultService.RunAggregation", request, response,
               &ResultHandlers::RunAggregation);
  }
  ServerUnaryReactor* AggregateDue(CallbackServerContext* server,
                                   const v1::AggregateDueRequest* request,
                                   v1::AggregateDueResponse* response) override {
    return Run(server, "ResultService.AggregateDue", request, response,
               &ResultHandlers::AggregateDue);
  }
  ServerUnaryReactor* GetAggregationRun(CallbackServerContext* server,
                                        const v1::GetAggregationRunRequest* request,
                                        v1::AggregationRun* response) override {
    return Run(server, "ResultService.GetAggregationRun", request, response,
               &ResultHandlers::GetAggregationRun);
  }
  ServerUnaryReactor* ListAggregationRuns(CallbackServerContext* server,
                                          const v1::ListAggregationRunsRequest* request,
                                          v1::ListAggregationRunsResponse* response) override {
    return Run(server, "ResultService.ListAggregationRuns", request, response,
               &ResultHandlers::ListAggregationRuns);
  }
  ServerUnaryReactor* ListSubjectResults(CallbackServerContext* server,
                                         const v1::ListSubjectResultsRequest* request,
                                         v1::ListSubjectResultsResponse* response) override {
    return Run(server, "ResultService.ListSubjectResults", request, response,
               &ResultHandlers::ListSubjectResults);
  }
  ServerUnaryReactor* GetSubjectResult(CallbackServerContext* server,
                                       const v1::GetSubjectResultRequest* request,
                                       v1::SubjectResult* response) override {
    return Run(server, "ResultService.GetSubjectResult", request, response,
               &ResultHandlers::GetSubjectResult);
  }
  ServerUnaryReactor* ExplainResult(CallbackServerContext* server,
                                    const v1::ExplainResultRequest* request,
                                    v1::Explanation* response) override {
    return Run(server, "ResultService.ExplainResult", request, response,
               &ResultHandlers::ExplainResult);
  }
  ServerUnaryReactor* ReleaseResults(CallbackServerContext* server,
                                     const v1::ReleaseResultsRequest* request,
                                     v1::Release* response) override {
    return Run(server, "ResultService.ReleaseResults", request, response,
               &ResultHandlers::ReleaseResults);
  }
  ServerUnaryReactor* GetRelease(CallbackServerContext* server,
                                 const v1::GetReleaseRequest* request,
                                 v1::Release* response) override {
    return Run(server, "ResultService.GetRelease", request, response, &ResultHandlers::GetRelease);
  }
  ServerUnaryReactor* ListReleases(CallbackServerContext* server,
                                   const v1::ListReleasesRequest* request,
                                   v1::ListReleasesResponse* response) override {
    return Run(server, "ResultService.ListReleases", request, response,
               &ResultHandlers::ListReleases);
  }
  ServerUnaryReactor* ListAuditEntries(CallbackServerContext* server,
                                       const v1::ListAuditEntriesRequest* request,
                                       v1::ListAuditEntriesResponse* response) override {
    return Run(server, "ResultService.ListAuditEntries", request, response,
               &ResultHandlers::ListAuditEntries);
  }

 private:
  // Calls a handler's method on the executor.
  template <typename Req, typename Resp>
  ServerUnaryReactor* Run(CallbackServerContext* server, std::string_view name, const Req* request,
                          Resp* response,
                          absl::Status (ResultHandlers::*method)(const rpc::CallContext&,
                                                                 const Req&, Resp*)) {
    return rpc::Unary(kit_, server, rpc::MethodInfo{.name = name}, request, response,
                      [this, method](const rpc::CallContext& call, const Req& req, Resp* resp) {
                        return (handlers_.*method)(call, req, resp);
                      });
  }

  rpc::Kit& kit_;
  AggregationJob job_;
  ResultHandlers handlers_;
};

ResultService::ResultService(const ResultParts& parts, absl::Duration lease)
    : impl_(std::make_unique<Impl>(parts, lease)) {}

ResultService::~ResultService() = default;

rpc::Served ResultService::served() {
  return {v1::ResultService::service_full_name(), impl_.get()};
}

}  // namespace pingyi::result
