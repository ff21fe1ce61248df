#include "services/result/rpc/workflow_handlers.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/status/error.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/policy_convert.h"
#include "services/result/rpc/publicity.h"
#include "services/result/rpc/request_key.h"
#include "services/result/rpc/workflow_convert.h"
#include "services/result/rpc/workflow_validate.h"

namespace pingyi::result {
namespace {

absl::Status Reply(const absl::StatusOr<CalendarVersion>& calendar, v1::Calendar* response) {
  if (!calendar.ok()) return calendar.status();
  absl::StatusOr<v1::Calendar> proto = ToProto(*calendar);
  if (!proto.ok()) return proto.status();
  *response = *std::move(proto);
  return absl::OkStatus();
}

absl::Status Reply(const absl::StatusOr<GradeDecision>& decision, v1::GradeDecision* response) {
  if (!decision.ok()) return decision.status();
  *response = ToProto(*decision);
  return absl::OkStatus();
}

absl::Status Reply(const absl::StatusOr<Objection>& objection, absl::Time now,
                   v1::Objection* response) {
  if (!objection.ok()) return objection.status();
  *response = ToProto(*objection, now);
  return absl::OkStatus();
}

absl::Status UnknownGrade() {
  return InvalidFields({{.field = "grade",
                         .description = "must be the key of a grade of the run's policy",
                         .reason = std::string(reason::kUnknownGrade)}});
}

}  // namespace

absl::Status WorkflowHandlers::CreateCalendar(const rpc::CallContext& call,
                                              const v1::CreateCalendarRequest& request,
                                              v1::Calendar* response) {
  const absl::StatusOr<CalendarVersion> calendar = Validate(request);
  if (!calendar.ok()) return calendar.status();
  const Change change = ChangeBy(clock_, call, KeyOf(request, "CreateCalendar"));
  return Reply(store_.CreateCalendar(call.deadline, *calendar, change), response);
}

absl::Status WorkflowHandlers::GetCalendar(const rpc::CallContext& call,
                                           const v1::GetCalendarRequest& request,
                                           v1::Calendar* response) {
  const absl::StatusOr<CalendarKey> key = Validate(request);
  if (!key.ok()) return key.status();
  return Reply(store_.GetCalendar(call.deadline, *key), response);
}

absl::Status WorkflowHandlers::ListCalendars(const rpc::CallContext& call,
                                             const v1::ListCalendarsRequest& request,
                                             v1::ListCalendarsResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto calendars = store_.ListCalendars(call.deadline, args->filter, args->after,
                                              args->limit + 1, rpc::kMaxPageBytes);
  if (!calendars.ok()) return calendars.status();
  absl::Status status;
  const size_t count = rpc::FillPage(*calendars, args->limit, *response->mutable_calendars(),
                                     [&](const CalendarVersion& calendar) {
                                       v1::Calendar proto;
                                       if (absl::Status read = Reply(calendar, &proto); !read.ok())
                                         status = read;
                                       return proto;
                                     });
  if (count < calendars->size()) {
    const CalendarVersion& last = (*calendars)[count - 1];
    response->set_next_page_token(
        rpc::EncodePageToken({last.calendar, fmt::to_string(last.version)}, request));
  }
  return status;
}

absl::Status WorkflowHandlers::DecideGrade(const rpc::CallContext& call,
                                           const v1::DecideGradeRequest& request,
                                           v1::GradeDecision* response) {
  absl::StatusOr<GradeDecision> decision = Validate(request);
  if (!decision.ok()) return decision.status();
  if (absl::Status status = settings_.CheckLeadership(call.actor); !status.ok()) return status;
  const Change change = ChangeBy(clock_, call, KeyOf(request, "DecideGrade"));
  // A repetition is answered from what the first request did, whatever has become of the round.
  const absl::StatusOr<std::optional<GradeDecision>> earlier =
      store_.FindDecisionOf(call.deadline, decision->key.round, decision->key.run, change.request);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return Reply(**earlier, response);
  if (absl::Status status = FindGrade(call, *decision); !status.ok()) return status;
  const absl::StatusOr<bool> show_computed = ShowsComputed(call, *decision);
  if (!show_computed.ok()) return show_computed.status();
  return Reply(store_.Decide(call.deadline, *decision, *show_computed, change), response);
}

absl::StatusOr<bool> WorkflowHandlers::ShowsComputed(const rpc::CallContext& call,
                                                     const GradeDecision& decision) {
  const RunPath run{decision.key.round, decision.key.run};
  const absl::StatusOr<ShapedResult> found =
      results_.GetResult(call.deadline, run.round, run.run, decision.subject);
  if (!found.ok()) return found.status();
  const absl::StatusOr<ShownRun> shown = disclosures_.Of(call, run);
  if (!shown.ok()) return shown.status();
  v1::SubjectResult result = ToProto(run, found->shape, found->result);
  shown->Apply(result);
  return result.grade() == found->result.grade;
}

absl::Status WorkflowHandlers::FindGrade(const rpc::CallContext& call, GradeDecision& decision) {
  const absl::StatusOr<RunRecord> run =
      results_.GetRun(call.deadline, decision.key.round, decision.key.run);
  if (!run.ok()) return run.status();
  if (run->state != RunState::kSucceeded) return absl::OkStatus();  // the store knows the refusal
  const absl::StatusOr<PolicyVersion> policy =
      results_.GetPolicy(call.deadline, run->inputs.policy);
  if (!policy.ok()) return policy.status();
  const absl::StatusOr<v1::ScoringPolicy> rules = ParseRules(policy->rules);
  if (!rules.ok()) return rules.status();
  const auto& grades = rules->grade_thresholds();
  const auto found = std::find_if(grades.begin(), grades.end(), [&](const auto& grade) {
    return grade.grade() == decision.grade;
  });
  if (found == grades.end()) return UnknownGrade();
  decision.grade_title = found->title();
  return absl::OkStatus();
}

absl::Status WorkflowHandlers::WithdrawGradeDecision(
    const rpc::CallContext& call, const v1::WithdrawGradeDecisionRequest& request,
    v1::GradeDecision* response) {
  const absl::StatusOr<WithdrawArgs> args = Validate(request);
  if (!args.ok()) return args.status();
  if (absl::Status status = settings_.CheckLeadership(call.actor); !status.ok()) return status;
  const Change change = ChangeBy(clock_, call, KeyOf(request, "WithdrawGradeDecision"));
  return Reply(store_.Withdraw(call.deadline, args->key, args->reason, change), response);
}

absl::Status WorkflowHandlers::ListGradeDecisions(const rpc::CallContext& call,
                                                  const v1::ListGradeDecisionsRequest& request,
                                                  v1::ListGradeDecisionsResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto decisions = store_.ListDecisions(call.deadline, args->filter.round, args->filter.run,
                                              args->after.value_or(0), args->limit + 1);
  if (!decisions.ok()) return decisions.status();
  const size_t count = rpc::FillPage(*decisions, args->limit, *response->mutable_grade_decisions(),
                                     [](const GradeDecision& one) { return ToProto(one); });
  if (count < decisions->size()) {
    response->set_next_page_token(
        rpc::EncodePageToken({fmt::to_string((*decisions)[count - 1].key.number)}, request));
  }
  return absl::OkStatus();
}

absl::Status WorkflowHandlers::FileObjection(const rpc::CallContext& call,
                                             const v1::FileObjectionRequest& request,
                                             v1::Objection* response) {
  absl::StatusOr<Objection> objection = Validate(request);
  if (!objection.ok()) return objection.status();
  const Change change = ChangeBy(clock_, call, KeyOf(request, "FileObjection"));
  // A repetition is answered from what the first request did, whatever the time is now.
  const absl::StatusOr<std::optional<Objection>> earlier = store_.FindObjectionOf(
      call.deadline, {objection->key.round, objection->key.release}, change.request);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return Reply(**earlier, change.now, response);
  if (absl::Status status = FindDue(call, change.now, *objection); !status.ok()) return status;
  return Reply(store_.File(call.deadline, *objection, change), change.now, response);
}

absl::Status WorkflowHandlers::FindDue(const rpc::CallContext& call, absl::Time now,
                                       Objection& objection) {
  const absl::StatusOr<Release> release =
      results_.GetRelease(call.deadline, {objection.key.round, objection.key.release});
  if (!release.ok()) return release.status();
  // The store refuses what is out of time, and answers a repetition that comes at the same moment.
  if (!release->publicity || now >= release->publicity->end) return absl::OkStatus();
  const absl::StatusOr<CalendarVersion> version =
      store_.GetCalendar(call.deadline, release->publicity->calendar);
  if (!version.ok()) return version.status();
  const absl::StatusOr<WorkCalendar> calendar = DaysOf(*version);
  if (!calendar.ok()) return calendar.status();
  return SetDue(*release->publicity, *calendar, now, objection);
}

absl::Status WorkflowHandlers::AnswerObjection(const rpc::CallContext& call,
                                               const v1::AnswerObjectionRequest& request,
                                               v1::Objection* response) {
  const absl::StatusOr<AnswerArgs> args = Validate(request);
  if (!args.ok()) return args.status();
  if (absl::Status status = settings_.CheckLeadership(call.actor); !status.ok()) return status;
  const Change change = ChangeBy(clock_, call, KeyOf(request, "AnswerObjection"));
  return Reply(store_.Answer(call.deadline, args->key, args->state, args->answer, change),
               change.now, response);
}

absl::Status WorkflowHandlers::GetObjection(const rpc::CallContext& call,
                                            const v1::GetObjectionRequest& request,
                                            v1::Objection* response) {
  const absl::StatusOr<ObjectionKey> key = Validate(request);
  if (!key.ok()) return key.status();
  return Reply(store_.GetObjection(call.deadline, *key), clock_.Now(), response);
}

absl::Status WorkflowHandlers::ListObjections(const rpc::CallContext& call,
                                              const v1::ListObjectionsRequest& request,
                                              v1::ListObjectionsResponse* response) {
  auto args = Validate(request);
  if (!args.ok()) return args.status();
  const absl::Time now = clock_.Now();
  if (args->filter.overdue) args->filter.filter.overdue_at = now;
  const auto objections =
      store_.ListObjections(call.deadline, args->filter.filter, args->after, args->limit + 1);
  if (!objections.ok()) return objections.status();
  const size_t count = rpc::FillPage(*objections, args->limit, *response->mutable_objections(),
                                     [now](const Objection& one) { return ToProto(one, now); });
  if (count < objections->size()) {
    const ObjectionKey& last = (*objections)[count - 1].key;
    response->set_next_page_token(
        rpc::EncodePageToken({fmt::to_string(last.release), fmt::to_string(last.number)}, request));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::result
