// What ResultService does about calendars, committee decisions and objections, method by method.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/rpc/call_context.h"
#include "services/result/rpc/disclosures.h"
#include "services/result/rpc/workflow_settings.h"
#include "services/result/store/result_store.h"
#include "services/result/store/workflow_store.h"

namespace pingyi::result {

// Thread-safe. Every method blocks, is given a request that was parsed, and keeps to the comment of
// its method in the contract.
class WorkflowHandlers {
 public:
  WorkflowHandlers(ResultStore& results, WorkflowStore& store, const Clock& clock,
                   const WorkflowSettings& settings, Disclosures& disclosures)
      : results_(results),
        store_(store),
        clock_(clock),
        settings_(settings),
        disclosures_(disclosures) {}

  absl::Status CreateCalendar(const rpc::CallContext& call,
                              const v1::CreateCalendarRequest& request, v1::Calendar* response);
  absl::Status GetCalendar(const rpc::CallContext& call, const v1::GetCalendarRequest& request,
                           v1::Calendar* response);
  absl::Status ListCalendars(const rpc::CallContext& call, const v1::ListCalendarsRequest& request,
                             v1::ListCalendarsResponse* response);

  absl::Status DecideGrade(const rpc::CallContext& call, const v1::DecideGradeRequest& request,
                           v1::GradeDecision* response);
  absl::Status WithdrawGradeDecision(const rpc::CallContext& call,
                                     const v1::WithdrawGradeDecisionRequest& request,
                                     v1::GradeDecision* response);
  absl::Status ListGradeDecisions(const rpc::CallContext& call,
                                  const v1::ListGradeDecisionsRequest& request,
                                  v1::ListGradeDecisionsResponse* response);

  absl::Status FileObjection(const rpc::CallContext& call, const v1::FileObjectionRequest& request,
                             v1::Objection* response);
  absl::Status AnswerObjection(const rpc::CallContext& call,
                               const v1::AnswerObjectionRequest& request, v1::Objection* response);
  absl::Status GetObjection(const rpc::CallContext& call, const v1::GetObjectionRequest& request,
                            v1::Objection* response);
  absl::Status ListObjections(const rpc::CallContext& call,
                              const v1::ListObjectionsRequest& request,
                              v1::ListObjectionsResponse* response);

 private:
  // Gives a decision its grade's title: INVALID_ARGUMENT UNKNOWN_GRADE.
  absl::Status FindGrade(const rpc::CallContext& call, GradeDecision& decision);
  // Whether the computed grade of the decision's subject may be shown.
  absl::StatusOr<bool> ShowsComputed(const rpc::CallContext& call, const GradeDecision& decision);
  // Gives an objection to a release with a publicity period its due date.
  absl::Status FindDue(const rpc::CallContext& call, absl::Time now, Objection& objection);

  ResultStore& results_;
  WorkflowStore& store_;
  const Clock& clock_;
  const WorkflowSettings& settings_;
  Disclosures& disclosures_;
};

}  // namespace pingyi::result
