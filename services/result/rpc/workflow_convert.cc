#include "services/result/rpc/workflow_convert.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "services/result/rpc/convert.h"
#include "services/result/store/resource_names.h"
#include "services/result/wire/calendar/calendar_wire.h"

namespace pingyi::result {
namespace {

std::string SubjectName(const std::string& round, const std::string& subject) {
  return fmt::format("rounds/{}/subjects/{}", round, subject);
}

void Set(const ShownResult& shown, common::v1::Number& total) {
  total.set_exact(shown.total);
  total.set_rounded(shown.total_rounded);
}

// The id of a result's subject.
std::string_view SubjectOf(const v1::SubjectResult& result) {
  const std::string_view name = result.subject();
  return name.substr(name.rfind('/') + 1);
}

void Show(const GradeDecision& decision, v1::SubjectResult& result) {
  result.set_decided_grade(decision.grade);
  result.set_decided_grade_title(decision.grade_title);
  result.set_decision(NameOf(decision.key));
}

absl::StatusOr<v1::Calendar> ParseDays(const CalendarVersion& calendar) {
  v1::Calendar days;
  if (!days.ParseFromString(calendar.days)) {
    return absl::DataLossError("a stored calendar cannot be read");
  }
  return days;
}

}  // namespace

absl::StatusOr<WorkCalendar> DaysOf(const CalendarVersion& calendar) {
  const absl::StatusOr<v1::Calendar> days = ParseDays(calendar);
  if (!days.ok()) return days.status();
  ReadCalendar read = ToWorkCalendar(ToCalendarText(*days));
  // What is stored is checked as well: a calendar that was tampered with must not count days.
  if (!read.calendar || CalendarDigest(*read.calendar) != calendar.digest) {
    return absl::DataLossError("a stored calendar does not have its digest");
  }
  return *std::move(read.calendar);
}

absl::StatusOr<v1::Calendar> ToProto(const CalendarVersion& calendar) {
  absl::StatusOr<v1::Calendar> proto = ParseDays(calendar);
  if (!proto.ok()) return proto;
  proto->set_name(NameOf(CalendarKey{calendar.calendar, calendar.version}));
  proto->set_digest(calendar.digest);
  proto->set_display_name(calendar.display_name);
  *proto->mutable_create_time() = ToTimestamp(calendar.create_time);
  return proto;
}

v1::GradeDecision ToReleasedProto(const GradeDecision& decision) {
  v1::GradeDecision proto;
  proto.set_name(NameOf(decision.key));
  proto.set_subject(SubjectName(decision.key.round, decision.subject));
  proto.set_grade(decision.grade);
  proto.set_grade_title(decision.grade_title);
  proto.set_computed_grade(decision.computed_grade);
  proto.set_reason(decision.reason);
  proto.set_decider(decision.decider);
  proto.set_recorder(decision.recorder);
  *proto.mutable_create_time() = ToTimestamp(decision.create_time);
  return proto;
}

v1::GradeDecision ToProto(const GradeDecision& decision) {
  v1::GradeDecision proto = ToReleasedProto(decision);
  proto.set_state(static_cast<v1::GradeDecision::State>(decision.state));
  proto.set_withdraw_reason(decision.withdraw_reason);
  proto.set_withdrawer(decision.withdrawer);
  if (decision.withdraw_time) {
    *proto.mutable_withdraw_time() = ToTimestamp(*decision.withdraw_time);
  }
  return proto;
}

void ShowDecision(const std::vector<GradeDecision>& decisions, v1::SubjectResult& result) {
  const std::string_view subject = SubjectOf(result);
  const auto found =
      std::find_if(decisions.begin(), decisions.end(),
                   [&](const GradeDecision& decision) { return decision.subject == subject; });
  if (found != decisions.end()) Show(*found, result);
}

void ShowDecisions(const std::vector<GradeDecision>& decisions,
                   google::protobuf::RepeatedPtrField<v1::SubjectResult>& results) {
  std::unordered_map<std::string_view, const GradeDecision*> by_subject;
  for (const GradeDecision& decision : decisions) by_subject.emplace(decision.subject, &decision);
  for (v1::SubjectResult& result : results) {
    const auto found = by_subject.find(SubjectOf(result));
    if (found != by_subject.end()) Show(*found->second, result);
  }
}

v1::Objection ToProto(const Objection& objection, absl::Time now) {
  v1::Objection proto;
  proto.set_name(NameOf(objection.key));
  proto.set_subject(SubjectName(objection.key.round, objection.subject));
  proto.set_text(objection.text);
  proto.set_objector(objection.objector);
  proto.set_filer(objection.filer);
  *proto.mutable_file_time() = ToTimestamp(objection.file_time);
  proto.set_due_date(objection.due_date);
  proto.set_overdue(objection.answer_time.value_or(now) >= objection.due);
  proto.set_state(static_cast<v1::Objection::State>(objection.state));
  proto.set_answer(objection.answer);
  proto.set_answerer(objection.answerer);
  if (objection.answer_time) *proto.mutable_answer_time() = ToTimestamp(*objection.answer_time);
  proto.set_digest(objection.digest);
  if (objection.settled_by != 0) {
    proto.set_settled_by(NameOf(ReleaseKey{objection.key.round, objection.settled_by}));
  }
  return proto;
}

v1::Publicity ToProto(const Publicity& publicity) {
  v1::Publicity proto;
  proto.set_calendar(NameOf(publicity.calendar));
  proto.set_calendar_digest(publicity.calendar_digest);
  proto.set_working_days(publicity.working_days);
  proto.set_start_date(publicity.start_date);
  proto.set_end_date(publicity.end_date);
  proto.set_answer_days(publicity.answer_days);
  proto.set_answer_day_kind(static_cast<v1::DayKind>(publicity.answer_day_kind));
  return proto;
}

v1::ResultDifference ToProto(const std::string& round, const ResultDifference& difference) {
  const ShownResult& before = difference.before;
  const ShownResult& after = difference.after;
  v1::ResultDifference proto;
  proto.set_subject(SubjectName(round, difference.subject));
  proto.set_display_name(after.display_name);
  if (!before.total.empty()) Set(before, *proto.mutable_old_total());
  if (!after.total.empty()) Set(after, *proto.mutable_new_total());
  proto.set_old_rank(before.rank);
  proto.set_new_rank(after.rank);
  proto.set_old_grade(before.grade);
  proto.set_new_grade(after.grade);
  proto.set_old_grade_title(before.grade_title);
  proto.set_new_grade_title(after.grade_title);
  return proto;
}

v1::Release::State StateOf(const Release& release, absl::Time now) {
  if (release.amended_by != 0) return v1::Release::STATE_AMENDED;
  if (!release.publicity) return v1::Release::STATE_PUBLISHED;
  if (now < release.publicity->end) return v1::Release::STATE_IN_PUBLICITY;
  return release.objections_pending ? v1::Release::STATE_UNDER_REVIEW : v1::Release::STATE_FINAL;
}

void AddWorkflow(const Release& release, absl::Time now, v1::Release& proto) {
  if (release.publicity) *proto.mutable_publicity() = ToProto(*release.publicity);
  for (const GradeDecision& decision : release.decisions) {
    *proto.add_decisions() = ToReleasedProto(decision);
  }
  if (release.amends != 0) proto.set_amends(NameOf(ReleaseKey{release.round, release.amends}));
  proto.set_amended_digest(release.amended_digest);
  for (const SettledObjection& settled : release.settled) {
    v1::SettledObjection& objection = *proto.add_settled_objections();
    objection.set_objection(NameOf(settled.key));
    objection.set_digest(settled.digest);
  }
  for (const ResultDifference& change : release.changes) {
    *proto.add_changes() = ToProto(release.round, change);
  }
  proto.set_state(StateOf(release, now));
}

PublicityFacts FactsOf(const Publicity& publicity) {
  return {.calendar = NameOf(publicity.calendar),
          .calendar_digest = publicity.calendar_digest,
          .working_days = publicity.working_days,
          .start_date = publicity.start_date,
          .end_date = publicity.end_date,
          .answer_days = publicity.answer_days,
          .answer_day_kind = publicity.answer_day_kind};
}

DecisionFacts FactsOf(const GradeDecision& decision) {
  return {.name = NameOf(decision.key),
          .subject = SubjectName(decision.key.round, decision.subject),
          .grade = decision.grade,
          .grade_title = decision.grade_title,
          .computed_grade = decision.computed_grade,
          .reason = decision.reason,
          .decider = decision.decider,
          .recorder = decision.recorder,
          .create_time_us = absl::ToUnixMicros(decision.create_time)};
}

}  // namespace pingyi::result
