// Requests about duty reports.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/base/rpc/request.h"
#include "services/report/domain/decimal.h"
#include "services/report/rpc/request_checks.h"
#include "services/report/rpc/validate.h"

namespace pingyi::report {
namespace {

constexpr int kMaxSections = 50;
constexpr int kMaxMetrics = 100;
constexpr size_t kMaxSectionCharacters = 50'000;
constexpr size_t kMaxActual = 40;
constexpr size_t kMaxNote = 500;
constexpr int kMaxFullPage = 100;
constexpr int kMaxRevisionPage = 100;

using PbSections = google::protobuf::RepeatedPtrField<pb::ReportSection>;
using PbMetrics = google::protobuf::RepeatedPtrField<pb::ReportMetric>;

std::vector<Section> ReadSections(RequestChecks& checks, const std::string& field,
                                  const PbSections& from) {
  std::vector<Section> sections;
  checks.Count(field, from.size(), kMaxSections, false);
  if (from.size() > kMaxSections) return sections;
  for (int i = 0; i < from.size(); ++i) {
    checks.Key(fmt::format("{}[{}].key", field, i), from[i].key());
    checks.Text(fmt::format("{}[{}].text", field, i), from[i].text(), kMaxSectionCharacters, false);
    sections.push_back({from[i].key(), from[i].text()});
  }
  return sections;
}

// Whether a figure is a number is told by the checks of the report, so that a draft can be saved.
std::vector<Metric> ReadMetrics(RequestChecks& checks, const std::string& field,
                                const PbMetrics& from) {
  std::vector<Metric> metrics;
  checks.Count(field, from.size(), kMaxMetrics, false);
  if (from.size() > kMaxMetrics) return metrics;
  for (int i = 0; i < from.size(); ++i) {
    checks.Key(fmt::format("{}[{}].key", field, i), from[i].key());
    checks.Text(fmt::format("{}[{}].actual", field, i), from[i].actual(), kMaxActual, true);
    checks.Text(fmt::format("{}[{}].note", field, i), from[i].note(), kMaxNote, false);
    metrics.push_back({from[i].key(), from[i].actual(), from[i].note()});
  }
  return metrics;
}

Content ReadContent(RequestChecks& checks, const std::string& field, const PbSections& sections,
                    const PbMetrics& metrics) {
  Content content{ReadSections(checks, field + ".sections", sections),
                  ReadMetrics(checks, field + ".metrics", metrics)};
  if (ContentBytes(content) > kMaxContentBytes) {
    checks.Fault(
        field + ".sections", reason::kLimitExceeded,
        fmt::format("all texts together must not exceed {} bytes of UTF-8", kMaxContentBytes));
  }
  return content;
}

void ReadKind(RequestChecks& checks, const std::string& field, int kind, bool required) {
  checks.Enum(field, kind, pb::ReportKind_IsValid(kind), required);
}

}  // namespace

absl::StatusOr<NewReport> Read(const pb::CreateReportRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  checks.NewId("report_id", request.report_id());
  const pb::Report& from = request.report();
  NewReport made;
  made.name = {checks.CycleName("parent", request.parent()), request.report_id()};
  made.reporter_id = checks.ReporterOf(made.name.cycle, "report.reporter", from.reporter());
  ReadKind(checks, "report.kind", from.kind(), true);
  made.kind = static_cast<ReportKind>(from.kind());
  made.content = ReadContent(checks, "report", from.sections(), from.metrics());
  return checks.Finish(std::move(made));
}

absl::StatusOr<ChildName> Read(const pb::GetReportRequest& request) {
  RequestChecks checks;
  ChildName name = checks.ReportName("name", request.name());
  return checks.Finish(std::move(name));
}

absl::StatusOr<ReportsInput> Read(const pb::ListReportsRequest& request) {
  RequestChecks checks;
  ReportsInput input;
  ReportFilter& filter = input.filter;
  filter.cycle_id = checks.CycleName("parent", request.parent());
  for (int i = 0; i < request.states_size(); ++i) {
    const int state = request.states(i);
    checks.Enum(fmt::format("states[{}]", i), state, pb::Report::State_IsValid(state), true);
    filter.states.push_back(static_cast<ReportState>(state));
  }
  std::sort(filter.states.begin(), filter.states.end());
  filter.states.erase(std::unique(filter.states.begin(), filter.states.end()), filter.states.end());
  if (!request.reporter().empty()) {
    filter.reporter_id = checks.ReporterOf(filter.cycle_id, "reporter", request.reporter());
  }
  ReadKind(checks, "kind", request.kind(), false);
  if (request.kind() != 0) filter.kind = static_cast<ReportKind>(request.kind());
  checks.Enum("view", request.view(), pb::ReportView_IsValid(request.view()), false);
  filter.with_content = request.view() == pb::REPORT_VIEW_FULL;
  const int size = checks.PageSize(request.page_size());
  input.page.limit.size = filter.with_content ? std::min(size, kMaxFullPage) : size;
  if (const auto key = checks.PageToken(request, 1)) input.page.after = key->front();
  return checks.Finish(std::move(input));
}

absl::StatusOr<ReportUpdate> Read(const pb::UpdateReportRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  const pb::Report& from = request.report();
  ReportUpdate update;
  update.name = checks.ReportName("report.name", from.name());
  update.expected = rpc::ExpectedVersion(from.etag());
  for (const std::string& field : checks.Mask(request.update_mask(), {"sections", "metrics"})) {
    if (field == "sections") {
      update.patch.sections = ReadSections(checks, "report.sections", from.sections());
    } else {
      update.patch.metrics = ReadMetrics(checks, "report.metrics", from.metrics());
    }
  }
  return checks.Finish(std::move(update));
}

absl::StatusOr<CheckInput> Read(const pb::CheckReportRequest& request) {
  RequestChecks checks;
  CheckInput input;
  switch (request.subject_case()) {
    case pb::CheckReportRequest::kName:
      input = checks.ReportName("name", request.name());
      break;
    case pb::CheckReportRequest::kUnsaved: {
      const pb::UnsavedReport& from = request.unsaved();
      input = UnsavedInput{checks.CycleName("unsaved.cycle", from.cycle()),
                           ReadContent(checks, "unsaved", from.sections(), from.metrics())};
      break;
    }
    case pb::CheckReportRequest::SUBJECT_NOT_SET:
      checks.Fault("name", reason::kRequiredFieldMissing, "either name or unsaved must be given");
      break;
  }
  return checks.Finish(std::move(input));
}

absl::StatusOr<ReportSubmission> Read(const pb::SubmitReportRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  ReportSubmission submission{
      checks.ReportName("name", request.name()), rpc::ExpectedVersion(request.etag()), {}};
  return checks.Finish(std::move(submission));
}

absl::StatusOr<ReviewInput> Read(const pb::ReturnReportRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  ReviewInput review{checks.ReportName("name", request.name()),
                     rpc::ExpectedVersion(request.etag()), Decision::kReturned, "",
                     request.comment()};
  checks.Text("comment", request.comment(), kMaxComment, true);
  return checks.Finish(std::move(review));
}

absl::StatusOr<ReviewInput> Read(const pb::AcceptReportRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  ReviewInput review{checks.ReportName("name", request.name()),
                     rpc::ExpectedVersion(request.etag()), Decision::kAccepted,
                     request.review_score(), request.comment()};
  if (request.review_score().empty()) {
    checks.Fault("review_score", reason::kRequiredFieldMissing, "must be given, e.g. 92.5");
  } else if (!IsScore(request.review_score())) {
    checks.Fault("review_score", reason::kInvalidNumber,
                 "must be a decimal from 0 to 100 with at most 4 digits after the point");
  }
  checks.Text("comment", request.comment(), kMaxComment, false);
  return checks.Finish(std::move(review));
}

absl::StatusOr<WithdrawInput> Read(const pb::WithdrawReportRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  WithdrawInput input{checks.ReportName("name", request.name()),
                      rpc::ExpectedVersion(request.etag()), request.reason()};
  checks.Text("reason", request.reason(), kMaxComment, true);
  return checks.Finish(std::move(input));
}

absl::StatusOr<RevisionsInput> Read(const pb::ListReportRevisionsRequest& request) {
  RequestChecks checks;
  RevisionsInput input;
  input.report = checks.ReportName("parent", request.parent());
  input.limit.size = std::min(checks.PageSize(request.page_size()), kMaxRevisionPage);
  if (const auto key = checks.PageToken(request, 1)) {
    input.after = static_cast<int>(checks.PagePart(key->front()));
  }
  return checks.Finish(std::move(input));
}

}  // namespace pingyi::report
