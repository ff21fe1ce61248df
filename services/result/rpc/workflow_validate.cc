#include "services/result/rpc/workflow_validate.h"

#include <algorithm>
#include <utility>

#include "services/base/status/reason.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/work_calendar.h"
#include "services/result/rpc/request_checks.h"
#include "services/result/wire/calendar/calendar_wire.h"
#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

constexpr char kCalendarForm[] = "\"calendars/{calendar}\"";
constexpr char kCalendarVersionForm[] = "\"calendars/{calendar}/versions/{version}\"";
constexpr char kRoundForm[] = "\"rounds/{round}\"";
constexpr char kRunForm[] = "\"rounds/{round}/runs/{run}\"";
constexpr char kResultForm[] = "\"rounds/{round}/runs/{run}/results/{subject}\"";
constexpr char kDecisionForm[] = "\"rounds/{round}/runs/{run}/decisions/{number}\"";
constexpr char kReleaseForm[] = "\"rounds/{round}/releases/{number}\"";
constexpr char kSubjectForm[] = "\"rounds/{round}/subjects/{subject}\"";
constexpr char kObjectionForm[] = "\"rounds/{round}/releases/{number}/objections/{objection}\"";

// The days alone and ascending, as they are stored: one text for one calendar.
std::string SerializeDays(const v1::Calendar& calendar) {
  v1::Calendar days = calendar;
  days.clear_name();
  days.clear_digest();
  days.clear_display_name();
  days.clear_create_time();
  std::sort(days.mutable_rest_days()->begin(), days.mutable_rest_days()->end());
  std::sort(days.mutable_holidays()->begin(), days.mutable_holidays()->end());
  std::sort(days.mutable_make_up_days()->begin(), days.mutable_make_up_days()->end());
  return days.SerializeAsString();
}

}  // namespace

absl::StatusOr<CalendarVersion> Validate(const v1::CreateCalendarRequest& request) {
  RequestChecks checks;
  CalendarVersion calendar{
      .calendar = checks.Name("parent", request.parent(), ParseCalendarName(request.parent()),
                              kCalendarForm),
      .display_name = request.calendar().display_name(),
      .days = SerializeDays(request.calendar())};
  checks.RequestId(request.request_id());
  if (!request.has_calendar()) {
    checks.Fault("calendar", reason::kRequiredFieldMissing, "must be given");
    return checks.Finish(std::move(calendar));
  }
  checks.Text("calendar.display_name", calendar.display_name, 1, kMaxPersonCharacters);
  ReadCalendar read = ToWorkCalendar(ToCalendarText(request.calendar()));
  if (read.calendar) calendar.digest = CalendarDigest(*read.calendar);
  checks.Add(std::move(read.faults));
  return checks.Finish(std::move(calendar));
}

absl::StatusOr<CalendarKey> Validate(const v1::GetCalendarRequest& request) {
  RequestChecks checks;
  CalendarKey key = checks.Name("name", request.name(), ParseCalendarVersionName(request.name()),
                                kCalendarVersionForm);
  return checks.Finish(std::move(key));
}

absl::StatusOr<ListArgs<std::string, CalendarKey>> Validate(
    const v1::ListCalendarsRequest& request) {
  RequestChecks checks;
  const std::string& parent = request.parent();
  const auto filter =
      parent == "calendars/-" ? std::optional(std::string()) : ParseCalendarName(parent);
  ListArgs<std::string, CalendarKey> args{
      .filter =
          checks.Name("parent", parent, filter, "\"calendars/{calendar}\" or \"calendars/-\""),
      .limit = checks.PageSize(request.page_size())};
  if (const auto key = checks.PageToken(request, 2)) {
    args.after = CalendarKey{.calendar = (*key)[0], .version = checks.PagePart((*key)[1])};
  }
  return checks.Finish(std::move(args));
}

absl::StatusOr<GradeDecision> Validate(const v1::DecideGradeRequest& request) {
  RequestChecks checks;
  ResultPath path =
      checks.Name("result", request.result(), ParseResultName(request.result()), kResultForm);
  checks.Text("grade", request.grade(), 1, kMaxPersonCharacters);
  checks.Text("reason", request.reason(), 1, kMaxReasonCharacters);
  checks.Text("decider", request.decider(), 1, kMaxPersonCharacters);
  checks.RequestId(request.request_id());
  return checks.Finish(GradeDecision{.key = {.round = path.round, .run = path.run},
                                     .subject = path.subject,
                                     .grade = request.grade(),
                                     .reason = request.reason(),
                                     .decider = request.decider()});
}

absl::StatusOr<WithdrawArgs> Validate(const v1::WithdrawGradeDecisionRequest& request) {
  RequestChecks checks;
  WithdrawArgs args{
      .key = checks.Name("name", request.name(), ParseDecisionName(request.name()), kDecisionForm),
      .reason = request.reason()};
  checks.Text("reason", request.reason(), 1, kMaxReasonCharacters);
  checks.RequestId(request.request_id());
  return checks.Finish(std::move(args));
}

absl::StatusOr<ListArgs<RunPath, int64_t>> Validate(const v1::ListGradeDecisionsRequest& request) {
  RequestChecks checks;
  ListArgs<RunPath, int64_t> args{
      .filter = checks.Name("parent", request.parent(), ParseRunName(request.parent()), kRunForm),
      .limit = checks.PageSize(request.page_size())};
  if (const auto key = checks.PageToken(request, 1)) args.after = checks.PagePart((*key)[0]);
  return checks.Finish(std::move(args));
}

absl::StatusOr<Objection> Validate(const v1::FileObjectionRequest& request) {
  RequestChecks checks;
  const ReleaseKey release =
      checks.Name("parent", request.parent(), ParseReleaseName(request.parent()), kReleaseForm);
  const SubjectPath subject =
      checks.Name("subject", request.subject(), ParseSubjectName(request.subject()), kSubjectForm);
  if (!release.round.empty() && !subject.round.empty() && release.round != subject.round) {
    checks.Fault("subject", reason::kInvalidField, "must be a subject of the release's round");
  }
  checks.Text("text", request.text(), 1, kMaxObjectionCharacters);
  checks.Text("objector", request.objector(), 1, kMaxPersonCharacters);
  checks.RequestId(request.request_id());
  return checks.Finish(Objection{.key = {.round = release.round, .release = release.number},
                                 .subject = subject.subject,
                                 .text = request.text(),
                                 .objector = request.objector()});
}

absl::StatusOr<AnswerArgs> Validate(const v1::AnswerObjectionRequest& request) {
  RequestChecks checks;
  AnswerArgs args{.key = checks.Name("name", request.name(), ParseObjectionName(request.name()),
                                     kObjectionForm),
                  .answer = request.answer()};
  if (request.state() == v1::Objection::STATE_REJECTED ||
      request.state() == v1::Objection::STATE_UPHELD) {
    args.state = static_cast<ObjectionState>(request.state());
  } else {
    checks.Fault("state", reason::kInvalidField, "must be STATE_REJECTED or STATE_UPHELD");
  }
  checks.Text("answer", request.answer(), 1, kMaxObjectionCharacters);
  checks.RequestId(request.request_id());
  return checks.Finish(std::move(args));
}

absl::StatusOr<ObjectionKey> Validate(const v1::GetObjectionRequest& request) {
  RequestChecks checks;
  ObjectionKey key =
      checks.Name("name", request.name(), ParseObjectionName(request.name()), kObjectionForm);
  return checks.Finish(std::move(key));
}

absl::StatusOr<ListArgs<ObjectionArgs, ObjectionKey>> Validate(
    const v1::ListObjectionsRequest& request) {
  RequestChecks checks;
  const std::string& parent = request.parent();
  std::optional<ReleaseKey> release = ParseReleaseName(parent);
  constexpr std::string_view kAll = "/releases/-";
  if (!release && parent.ends_with(kAll)) {
    const auto round = ParseRoundName(parent.substr(0, parent.size() - kAll.size()));
    if (round) release = ReleaseKey{.round = *round, .number = 0};
  }
  const ReleaseKey key =
      checks.Name("parent", parent, release,
                  "\"rounds/{round}/releases/{number}\" or \"rounds/{round}/releases/-\"");
  ListArgs<ObjectionArgs, ObjectionKey> args{
      .filter = {.filter = {.round = key.round, .release = key.number},
                 .overdue = request.overdue()},
      .limit = checks.PageSize(request.page_size())};
  if (!v1::Objection::State_IsValid(request.state())) {
    checks.Fault("state", reason::kInvalidField, "must be a state of Objection");
  } else if (request.state() != v1::Objection::STATE_UNSPECIFIED) {
    args.filter.filter.state = static_cast<ObjectionState>(request.state());
  }
  if (const auto token = checks.PageToken(request, 2)) {
    args.after = ObjectionKey{.round = key.round,
                              .release = checks.PagePart((*token)[0]),
                              .number = checks.PagePart((*token)[1])};
  }
  return checks.Finish(std::move(args));
}

absl::StatusOr<ListArgs<PreviewArgs, int64_t>> Validate(
    const v1::PreviewAggregationRequest& request) {
  RequestChecks checks;
  ListArgs<PreviewArgs, int64_t> args{
      .filter = {.round = checks.Name("parent", request.parent(), ParseRoundName(request.parent()),
                                      kRoundForm)},
      .limit = checks.PageSize(request.page_size())};
  if (request.policy_case() == v1::PreviewAggregationRequest::kScoringPolicy) {
    args.filter.policy = checks.Name("scoring_policy", request.scoring_policy(),
                                     ParsePolicyVersionName(request.scoring_policy()),
                                     "\"policies/{policy}/versions/{version}\"");
  } else if (request.policy_case() == v1::PreviewAggregationRequest::kInlinePolicy) {
    checks.Add(CheckPolicy(ToRules(request.inline_policy()), "inline_policy"));
    args.filter.rules = request.inline_policy();
  } else {
    checks.Fault("scoring_policy", reason::kRequiredFieldMissing,
                 "scoring_policy or inline_policy must be given");
  }
  if (const auto key = checks.PageToken(request, 1)) {
    args.after = checks.PagePart<int64_t>((*key)[0], 0);
  }
  return checks.Finish(std::move(args));
}

}  // namespace pingyi::result
