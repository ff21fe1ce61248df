#include "services/result/rpc/result_service.h"

#include <string>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/base/rpc/unary.h"
#include "services/result/rpc/aggregation_job.h"
#include "services/result/rpc/component_handlers.h"
#include "services/result/rpc/preview_handlers.h"
#include "services/result/rpc/release_handlers.h"
#include "services/result/rpc/result_handlers.h"
#include "services/result/rpc/subject_handlers.h"
#include "services/result/rpc/workflow_handlers.h"

namespace pingyi::result {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class ResultService::Impl final : public v1::ResultService::CallbackService {
 public:
  Impl(const ResultParts& parts, absl::Duration lease)
      : kit_(parts.kit),
        job_(parts.store, parts.appraisal, parts.clock, parts.kit.ids(), lease),
        settings_(parts.settings),
        disclosures_(parts.store, parts.appraisal),
        handlers_(parts.store, parts.workflow, parts.appraisal, disclosures_, job_, parts.clock),
        releases_(parts.store, parts.workflow, parts.appraisal, disclosures_, parts.clock,
                  settings_, parts.signer),
        workflow_(parts.store, parts.workflow, parts.clock, settings_, disclosures_),
        previews_({parts.store, parts.workflow, parts.appraisal}, parts.clock, settings_),
        components_(parts.store, parts.appraisal, disclosures_, parts.clock),
        subjects_(parts.store, parts.appraisal, parts.clock) {}

  ServerUnaryReactor* CreateScoringPolicy(CallbackServerContext* server,
                                          const v1::CreateScoringPolicyRequest* request,
                                          v1::ScoringPolicy* response) override {
    return Run(server, {"ResultService.CreateScoringPolicy"}, request, response,
               &ResultHandlers::CreateScoringPolicy);
  }
  ServerUnaryReactor* GetScoringPolicy(CallbackServerContext* server,
                                       const v1::GetScoringPolicyRequest* request,
                                       v1::ScoringPolicy* response) override {
    return Run(server, rpc::Brief("ResultService.GetScoringPolicy"), request, response,
               &ResultHandlers::GetScoringPolicy);
  }
  ServerUnaryReactor* ListScoringPolicies(CallbackServerContext* server,
                                          const v1::ListScoringPoliciesRequest* request,
                                          v1::ListScoringPoliciesResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListScoringPolicies"), request, response,
               &ResultHandlers::ListScoringPolicies);
  }
  ServerUnaryReactor* RunAggregation(CallbackServerContext* server,
                                     const v1::RunAggregationRequest* request,
                                     v1::AggregationRun* response) override {
    return Run(server, {"ResultService.RunAggregation"}, request, response,
               &ResultHandlers::RunAggregation);
  }
  ServerUnaryReactor* AggregateDue(CallbackServerContext* server,
                                   const v1::AggregateDueRequest* request,
                                   v1::AggregateDueResponse* response) override {
    return Run(server, {"ResultService.AggregateDue"}, request, response,
               &ResultHandlers::AggregateDue);
  }
  ServerUnaryReactor* GetAggregationRun(CallbackServerContext* server,
                                        const v1::GetAggregationRunRequest* request,
                                        v1::AggregationRun* response) override {
    return Run(server, rpc::Brief("ResultService.GetAggregationRun"), request, response,
               &ResultHandlers::GetAggregationRun);
  }
  ServerUnaryReactor* ListAggregationRuns(CallbackServerContext* server,
                                          const v1::ListAggregationRunsRequest* request,
                                          v1::ListAggregationRunsResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListAggregationRuns"), request, response,
               &ResultHandlers::ListAggregationRuns);
  }
  ServerUnaryReactor* SetSubjectExclusion(CallbackServerContext* server,
                                          const v1::SetSubjectExclusionRequest* request,
                                          v1::SubjectExclusion* response) override {
    return Run(server, {"ResultService.SetSubjectExclusion"}, request, response, subjects_,
               &SubjectHandlers::SetSubjectExclusion);
  }
  ServerUnaryReactor* RemoveSubjectExclusion(
      CallbackServerContext* server, const v1::RemoveSubjectExclusionRequest* request,
      v1::RemoveSubjectExclusionResponse* response) override {
    return Run(server, {"ResultService.RemoveSubjectExclusion"}, request, response, subjects_,
               &SubjectHandlers::RemoveSubjectExclusion);
  }
  ServerUnaryReactor* ListSubjectExclusions(CallbackServerContext* server,
                                            const v1::ListSubjectExclusionsRequest* request,
                                            v1::ListSubjectExclusionsResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListSubjectExclusions"), request, response,
               subjects_, &SubjectHandlers::ListSubjectExclusions);
  }
  ServerUnaryReactor* ListLeaderboardRows(CallbackServerContext* server,
                                          const v1::ListLeaderboardRowsRequest* request,
                                          v1::ListLeaderboardRowsResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListLeaderboardRows"), request, response,
               subjects_, &SubjectHandlers::ListLeaderboardRows);
  }
  ServerUnaryReactor* SetComponentFigures(CallbackServerContext* server,
                                          const v1::SetComponentFiguresRequest* request,
                                          v1::ComponentFigures* response) override {
    return Run(server, {"ResultService.SetComponentFigures"}, request, response, components_,
               &ComponentHandlers::SetComponentFigures);
  }
  ServerUnaryReactor* ListComponentFigures(CallbackServerContext* server,
                                           const v1::ListComponentFiguresRequest* request,
                                           v1::ListComponentFiguresResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListComponentFigures"), request, response,
               components_, &ComponentHandlers::ListComponentFigures);
  }
  ServerUnaryReactor* ListSubjectFigures(CallbackServerContext* server,
                                         const v1::ListSubjectFiguresRequest* request,
                                         v1::ListSubjectFiguresResponse* response) override {
    return Run(server, {"ResultService.ListSubjectFigures"}, request, response, components_,
               &ComponentHandlers::ListSubjectFigures);
  }
  ServerUnaryReactor* ListSubjectResults(CallbackServerContext* server,
                                         const v1::ListSubjectResultsRequest* request,
                                         v1::ListSubjectResultsResponse* response) override {
    return Run(server, {"ResultService.ListSubjectResults"}, request, response,
               &ResultHandlers::ListSubjectResults);
  }
  ServerUnaryReactor* GetSubjectResult(CallbackServerContext* server,
                                       const v1::GetSubjectResultRequest* request,
                                       v1::SubjectResult* response) override {
    return Run(server, {"ResultService.GetSubjectResult"}, request, response,
               &ResultHandlers::GetSubjectResult);
  }
  ServerUnaryReactor* ExplainResult(CallbackServerContext* server,
                                    const v1::ExplainResultRequest* request,
                                    v1::Explanation* response) override {
    return Run(server, {"ResultService.ExplainResult"}, request, response,
               &ResultHandlers::ExplainResult);
  }
  ServerUnaryReactor* GetRaterStatistics(CallbackServerContext* server,
                                         const v1::GetRaterStatisticsRequest* request,
                                         v1::RaterStatistics* response) override {
    return Run(server, {"ResultService.GetRaterStatistics"}, request, response,
               &ResultHandlers::GetRaterStatistics);
  }
  ServerUnaryReactor* ReleaseResults(CallbackServerContext* server,
                                     const v1::ReleaseResultsRequest* request,
                                     v1::Release* response) override {
    return Run(server, {"ResultService.ReleaseResults"}, request, response, releases_,
               &ReleaseHandlers::ReleaseResults);
  }
  ServerUnaryReactor* GetRelease(CallbackServerContext* server,
                                 const v1::GetReleaseRequest* request,
                                 v1::Release* response) override {
    return Run(server, rpc::Brief("ResultService.GetRelease"), request, response, releases_,
               &ReleaseHandlers::GetRelease);
  }
  ServerUnaryReactor* ListReleases(CallbackServerContext* server,
                                   const v1::ListReleasesRequest* request,
                                   v1::ListReleasesResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListReleases"), request, response, releases_,
               &ReleaseHandlers::ListReleases);
  }
  ServerUnaryReactor* PreviewAggregation(CallbackServerContext* server,
                                         const v1::PreviewAggregationRequest* request,
                                         v1::PreviewAggregationResponse* response) override {
    return Run(server, {"ResultService.PreviewAggregation"}, request, response, previews_,
               &PreviewHandlers::PreviewAggregation);
  }
  ServerUnaryReactor* DecideGrade(CallbackServerContext* server,
                                  const v1::DecideGradeRequest* request,
                                  v1::GradeDecision* response) override {
    return Run(server, {"ResultService.DecideGrade"}, request, response, workflow_,
               &WorkflowHandlers::DecideGrade);
  }
  ServerUnaryReactor* WithdrawGradeDecision(CallbackServerContext* server,
                                            const v1::WithdrawGradeDecisionRequest* request,
                                            v1::GradeDecision* response) override {
    return Run(server, {"ResultService.WithdrawGradeDecision"}, request, response, workflow_,
               &WorkflowHandlers::WithdrawGradeDecision);
  }
  ServerUnaryReactor* ListGradeDecisions(CallbackServerContext* server,
                                         const v1::ListGradeDecisionsRequest* request,
                                         v1::ListGradeDecisionsResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListGradeDecisions"), request, response, workflow_,
               &WorkflowHandlers::ListGradeDecisions);
  }
  ServerUnaryReactor* CreateCalendar(CallbackServerContext* server,
                                     const v1::CreateCalendarRequest* request,
                                     v1::Calendar* response) override {
    return Run(server, {"ResultService.CreateCalendar"}, request, response, workflow_,
               &WorkflowHandlers::CreateCalendar);
  }
  ServerUnaryReactor* GetCalendar(CallbackServerContext* server,
                                  const v1::GetCalendarRequest* request,
                                  v1::Calendar* response) override {
    return Run(server, rpc::Brief("ResultService.GetCalendar"), request, response, workflow_,
               &WorkflowHandlers::GetCalendar);
  }
  ServerUnaryReactor* ListCalendars(CallbackServerContext* server,
                                    const v1::ListCalendarsRequest* request,
                                    v1::ListCalendarsResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListCalendars"), request, response, workflow_,
               &WorkflowHandlers::ListCalendars);
  }
  ServerUnaryReactor* FileObjection(CallbackServerContext* server,
                                    const v1::FileObjectionRequest* request,
                                    v1::Objection* response) override {
    return Run(server, {"ResultService.FileObjection"}, request, response, workflow_,
               &WorkflowHandlers::FileObjection);
  }
  ServerUnaryReactor* AnswerObjection(CallbackServerContext* server,
                                      const v1::AnswerObjectionRequest* request,
                                      v1::Objection* response) override {
    return Run(server, {"ResultService.AnswerObjection"}, request, response, workflow_,
               &WorkflowHandlers::AnswerObjection);
  }
  ServerUnaryReactor* GetObjection(CallbackServerContext* server,
                                   const v1::GetObjectionRequest* request,
                                   v1::Objection* response) override {
    return Run(server, rpc::Brief("ResultService.GetObjection"), request, response, workflow_,
               &WorkflowHandlers::GetObjection);
  }
  ServerUnaryReactor* ListObjections(CallbackServerContext* server,
                                     const v1::ListObjectionsRequest* request,
                                     v1::ListObjectionsResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListObjections"), request, response, workflow_,
               &WorkflowHandlers::ListObjections);
  }
  ServerUnaryReactor* ListAuditEntries(CallbackServerContext* server,
                                       const v1::ListAuditEntriesRequest* request,
                                       v1::ListAuditEntriesResponse* response) override {
    return Run(server, rpc::Brief("ResultService.ListAuditEntries"), request, response,
               &ResultHandlers::ListAuditEntries);
  }

 private:
  // Calls a method of some handlers on the executor, a brief one in place where that is allowed.
  template <typename Req, typename Resp, typename Handlers>
  ServerUnaryReactor* Run(CallbackServerContext* server, const rpc::MethodInfo& info,
                          const Req* request, Resp* response, Handlers& handlers,
                          absl::Status (Handlers::*method)(const rpc::CallContext&, const Req&,
                                                           Resp*)) {
    return rpc::Unary(
        kit_, server, info, request, response,
        [&handlers, method](const rpc::CallContext& call, const Req& req, Resp* resp) {
          return (handlers.*method)(call, req, resp);
        });
  }
  template <typename Req, typename Resp>
  ServerUnaryReactor* Run(CallbackServerContext* server, const rpc::MethodInfo& info,
                          const Req* request, Resp* response,
                          absl::Status (ResultHandlers::*method)(const rpc::CallContext&,
                                                                 const Req&, Resp*)) {
    return Run(server, info, request, response, handlers_, method);
  }

  rpc::Kit& kit_;
  AggregationJob job_;
  const WorkflowSettings settings_;
  Disclosures disclosures_;
  ResultHandlers handlers_;
  ReleaseHandlers releases_;
  WorkflowHandlers workflow_;
  PreviewHandlers previews_;
  ComponentHandlers components_;
  SubjectHandlers subjects_;
};

ResultService::ResultService(const ResultParts& parts, absl::Duration lease)
    : impl_(std::make_unique<Impl>(parts, lease)) {}

ResultService::~ResultService() = default;

rpc::Served ResultService::served() { return {kServiceName, impl_.get()}; }

}  // namespace pingyi::result
