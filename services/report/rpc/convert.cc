#include "services/report/rpc/convert.h"

#include "services/base/rpc/request.h"
#include "services/report/domain/names.h"

namespace pingyi::report {
namespace {

void ReviewToProto(const Review& from, pb::Review* to) {
  to->set_decision(static_cast<pb::Review::Decision>(from.decision));
  to->set_score(from.score);
  to->set_comment(from.comment);
  to->set_reviewer(from.reviewer);
  ToProto(from.time, to->mutable_time());
}

// Sections and metrics, which reports and revisions have alike.
template <typename Message>
void ContentToProto(const Content& from, Message* to) {
  for (const Section& section : from.sections) {
    pb::ReportSection* made = to->add_sections();
    made->set_key(section.key);
    made->set_text(section.text);
  }
  for (const Metric& metric : from.metrics) {
    pb::ReportMetric* made = to->add_metrics();
    made->set_key(metric.key);
    made->set_actual(metric.actual);
    made->set_note(metric.note);
  }
}

}  // namespace

void ToProto(absl::Time time, google::protobuf::Timestamp* to) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  to->set_seconds(seconds);
  to->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

void ToProto(const ReportTemplate& from, pb::ReportTemplate* to) {
  to->set_name(TemplateName(from.id));
  to->set_display_name(from.display_name);
  for (const SectionSpec& spec : from.sections) {
    pb::SectionSpec* made = to->add_sections();
    made->set_key(spec.key);
    made->set_title(spec.title);
    made->set_required(spec.required);
    made->set_min_characters(spec.min_characters);
    made->set_max_characters(spec.max_characters);
  }
  for (const MetricSpec& spec : from.metrics) {
    pb::MetricSpec* made = to->add_metrics();
    made->set_key(spec.key);
    made->set_title(spec.title);
    made->set_unit(spec.unit);
    made->set_target(spec.target);
    made->set_required(spec.required);
  }
  ToProto(from.create_time, to->mutable_create_time());
}

void ToProto(const Cycle& from, pb::Cycle* to) {
  to->set_name(CycleName(from.id));
  to->set_display_name(from.display_name);
  to->set_period_start(from.period_start);
  to->set_period_end(from.period_end);
  to->set_report_template(TemplateName(from.template_id));
  ToProto(from.due_time, to->mutable_due_time());
  if (from.late_submission_end_time) {
    ToProto(*from.late_submission_end_time, to->mutable_late_submission_end_time());
  }
  to->set_state(static_cast<pb::Cycle::State>(from.state));
  ToProto(from.create_time, to->mutable_create_time());
  ToProto(from.update_time, to->mutable_update_time());
  to->set_etag(rpc::Etag(from.version));
}

void ToProto(const std::string& cycle_id, const Reporter& from, pb::Reporter* to) {
  to->set_name(ReporterName(cycle_id, from.id));
  to->set_display_name(from.display_name);
  to->set_unit(from.unit);
  to->set_subject_type(from.subject_type);
  for (const ReportKind kind : from.kinds) to->add_kinds(static_cast<pb::ReportKind>(kind));
}

void ToProto(const std::string& cycle_id, const MissingReporter& from, pb::MissingReporter* to) {
  ToProto(cycle_id, from.reporter, to->mutable_reporter());
  to->set_kind(static_cast<pb::ReportKind>(from.kind));
  if (!from.report_id.empty()) to->set_report(ReportName(cycle_id, from.report_id));
}

void ToProto(const Report& from, pb::Report* to) {
  to->set_name(ReportName(from.cycle_id, from.id));
  to->set_reporter(ReporterName(from.cycle_id, from.reporter.id));
  to->set_kind(static_cast<pb::ReportKind>(from.kind));
  ContentToProto(from.content, to);
  to->set_state(static_cast<pb::Report::State>(from.state));
  to->set_revision(from.revision);
  if (from.submit_time) ToProto(*from.submit_time, to->mutable_submit_time());
  to->set_late(from.late);
  if (from.review) ReviewToProto(*from.review, to->mutable_review());
  ToProto(from.create_time, to->mutable_create_time());
  ToProto(from.update_time, to->mutable_update_time());
  to->set_etag(rpc::Etag(from.version));
  ToProto(from.cycle_id, from.reporter, to->mutable_reporter_entry());
}

void ToProto(const ChildName& report, const Revision& from, pb::ReportRevision* to) {
  to->set_name(RevisionName(report.cycle, report.id, from.number));
  ContentToProto(from.content, to);
  ToProto(from.create_time, to->mutable_create_time());
  to->set_author(from.author);
  if (from.submit_time) ToProto(*from.submit_time, to->mutable_submit_time());
  if (from.review) ReviewToProto(*from.review, to->mutable_review());
}

void ToProto(const Finding& from, pb::Finding* to) {
  to->set_severity(static_cast<pb::Finding::Severity>(from.severity));
  to->set_kind(static_cast<pb::Finding::Kind>(from.kind));
  to->set_key(from.key);
  to->set_position(from.position);
  to->set_length(from.length);
  to->set_message_en(from.message_en);
  to->set_message_zh(from.message_zh);
  to->set_excerpt(from.excerpt);
}

void ToProto(const ledger::AuditEntry& from, common::v1::AuditEntry* to) {
  ToProto(absl::FromUnixMicros(from.time_us), to->mutable_time());
  to->set_actor(from.actor);
  to->set_action(from.action);
  to->set_resource(from.resource);
  to->set_detail(from.detail);
  to->set_trace_id(from.trace_id);
}

}  // namespace pingyi::report
