#include "services/cli/command/report_view.h"

#include <fmt/format.h>

#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using report::v1::Finding;
using report::v1::Report;
using report::v1::ReportMetric;
using report::v1::ReportRevision;
using report::v1::ReportSection;

absl::Status PrintText(Context& context, const Report& report) {
  if (context.out.format() != Format::kTable) return absl::OkStatus();
  for (const ReportSection& section : report.sections()) {
    const std::string text = fmt::format("\n[{}]\n{}\n", section.key(), section.text());
    if (auto s = context.out.Write(text); !s.ok()) return s;
  }
  return absl::OkStatus();
}

}  // namespace

Columns<Report> ReportColumns() {
  return {
      NameField("name", {"编号", "Id"}, &Report::name),
      {{"display_name", {"姓名", "Name"}},
       [](const Report& r) { return r.reporter_entry().display_name(); }},
      {{"unit", {"单位", "Unit"}}, [](const Report& r) { return r.reporter_entry().unit(); }},
      EnumField("kind", {"种类", "Kind"}, &Report::kind),
      EnumField("state", {"状态", "State"}, &Report::state),
      BoolField("late", {"迟报", "Late"}, &Report::late),
      {{"review_score", {"评分", "Score"}, CellKind::kNumber},
       [](const Report& r) { return r.review().score(); }},
      TimeField("submit_time", {"提交时间", "Submitted"}, &Report::submit_time),
      CountField("revision", {"稿次", "Revision"}, &Report::revision),
      NameField("reporter", {"人员", "Reporter"}, &Report::reporter, Place::kCardAndCsv),
      {{"review_comment", {"评语", "Comment"}, CellKind::kText, Place::kCardAndCsv},
       [](const Report& r) { return r.review().comment(); }},
      {{"reviewer", {"审阅人", "Reviewer"}, CellKind::kText, Place::kCardAndCsv},
       [](const Report& r) { return r.review().reviewer(); }},
      TimeField("update_time", {"更新时间", "Updated"}, &Report::update_time, Place::kCardAndCsv),
      TextField("etag", {"版本", "Etag"}, &Report::etag, Place::kCardAndCsv),
  };
}

Columns<ReportRevision> RevisionColumns() {
  return {
      NameField("name", {"稿次", "Revision"}, &ReportRevision::name),
      TimeField("create_time", {"保存时间", "Saved"}, &ReportRevision::create_time),
      TextField("author", {"保存人", "By"}, &ReportRevision::author),
      TimeField("submit_time", {"提交时间", "Submitted"}, &ReportRevision::submit_time),
      {{"decision", {"审阅", "Decision"}, CellKind::kEnum},
       [](const ReportRevision& r) {
         return r.has_review() ? EnumName(r.review().decision()) : "";
       }},
      {{"comment", {"评语", "Comment"}},
       [](const ReportRevision& r) { return r.review().comment(); }},
  };
}

Columns<Finding> FindingColumns(Language language) {
  return {
      EnumField("severity", {"程度", "Severity"}, &Finding::severity),
      TextField("key", {"栏目", "Where"}, &Finding::key),
      CountField("position", {"位置", "At"}, &Finding::position),
      TextField("message", {"说明", "What to do"},
                language == Language::kZh ? &Finding::message_zh : &Finding::message_en),
      TextField("excerpt", {"原文", "Text"}, &Finding::excerpt),
      EnumField("kind", {"种类", "Kind"}, &Finding::kind, Place::kCardAndCsv),
  };
}

absl::Status PrintReport(Context& context, const Report& report) {
  if (auto s = PrintCard(context.out, {"述职报告", "Report"}, ReportColumns(), report); !s.ok())
    return s;
  if (auto s = PrintPart(context, {"指标", "Metrics"},
                         {TextField("key", {"键", "Key"}, &ReportMetric::key),
                          DecimalField("actual", {"实绩", "Actual"}, &ReportMetric::actual),
                          TextField("note", {"说明", "Note"}, &ReportMetric::note)},
                         report.metrics());
      !s.ok()) {
    return s;
  }
  return PrintText(context, report);
}

}  // namespace pingyi::cli
