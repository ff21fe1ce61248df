#include "services/report/rpc/handlers.h"

#include <utility>
#include <variant>

#include <absl/strings/ascii.h>

#include "services/base/crypto/encoding.h"
#include "services/base/rpc/paging.h"
#include "services/base/rpc/request.h"
#include "services/report/domain/checks.h"
#include "services/report/rpc/convert.h"
#include "services/report/rpc/validate.h"

namespace pingyi::report {
namespace {

// Writes a result as the answer, or passes its error on.
template <typename T, typename Message>
absl::Status Answer(const absl::StatusOr<T>& result, Message* out) {
  if (!result.ok()) return result.status();
  ToProto(*result, out);
  return absl::OkStatus();
}

// The token of the next page, whose key are the ids of the last item; empty at the end.
template <typename T, typename Request>
std::string NextPage(const Page<T>& page, const Request& request) {
  return page.more ? rpc::EncodePageToken({page.items.back().id}, request) : std::string();
}

}  // namespace

template <typename Request>
Change Handlers::ChangeOf(const Call& call, const Request& request) const {
  Change change;
  change.deadline = call.deadline;
  change.now = clock_.Now();
  change.actor = call.actor;
  change.trace_id = call.trace.trace_id;
  if (!request.request_id().empty()) {
    // UUIDs of either case are the same.
    change.request = {absl::AsciiStrToLower(request.request_id()), Request::descriptor()->name(),
                      rpc::RequestDigest(request)};
  }
  return change;
}

absl::Status Handlers::CreateReportTemplate(const Call& call,
                                            const pb::CreateReportTemplateRequest& in,
                                            pb::ReportTemplate* out) {
  absl::StatusOr<ReportTemplate> input = Read(in);
  if (!input.ok()) return input.status();
  input->id = IdOr(input->id);
  return Answer(store_.CreateTemplate(ChangeOf(call, in), *input), out);
}

absl::Status Handlers::GetReportTemplate(const Call& call, const pb::GetReportTemplateRequest& in,
                                         pb::ReportTemplate* out) {
  const absl::StatusOr<std::string> id = Read(in);
  if (!id.ok()) return id.status();
  return Answer(store_.GetTemplate(call.deadline, *id), out);
}

absl::Status Handlers::ListReportTemplates(const Call& call,
                                           const pb::ListReportTemplatesRequest& in,
                                           pb::ListReportTemplatesResponse* out) {
  const absl::StatusOr<PageInput> input = Read(in);
  if (!input.ok()) return input.status();
  const auto page = store_.ListTemplates(call.deadline, input->after, input->limit);
  if (!page.ok()) return page.status();
  for (const ReportTemplate& item : page->items) ToProto(item, out->add_report_templates());
  out->set_next_page_token(NextPage(*page, in));
  return absl::OkStatus();
}

absl::Status Handlers::CreateCycle(const Call& call, const pb::CreateCycleRequest& in,
                                   pb::Cycle* out) {
  absl::StatusOr<Cycle> input = Read(in);
  if (!input.ok()) return input.status();
  input->id = IdOr(input->id);
  return Answer(store_.CreateCycle(ChangeOf(call, in), *input), out);
}

absl::Status Handlers::GetCycle(const Call& call, const pb::GetCycleRequest& in, pb::Cycle* out) {
  const absl::StatusOr<std::string> id = Read(in);
  if (!id.ok()) return id.status();
  return Answer(store_.GetCycle(call.deadline, *id), out);
}

absl::Status Handlers::ListCycles(const Call& call, const pb::ListCyclesRequest& in,
                                  pb::ListCyclesResponse* out) {
  const absl::StatusOr<CyclesInput> input = Read(in);
  if (!input.ok()) return input.status();
  const auto page =
      store_.ListCycles(call.deadline, input->state, input->page.after, input->page.limit);
  if (!page.ok()) return page.status();
  for (const Cycle& item : page->items) ToProto(item, out->add_cycles());
  out->set_next_page_token(NextPage(*page, in));
  return absl::OkStatus();
}

absl::Status Handlers::UpdateCycle(const Call& call, const pb::UpdateCycleRequest& in,
                                   pb::Cycle* out) {
  const absl::StatusOr<CycleUpdate> input = Read(in);
  if (!input.ok()) return input.status();
  return Answer(store_.UpdateCycle(ChangeOf(call, in), input->name, input->expected, input->patch),
                out);
}

absl::Status Handlers::CloseCycle(const Call& call, const pb::CloseCycleRequest& in,
                                  pb::Cycle* out) {
  const absl::StatusOr<CycleClosing> input = Read(in);
  if (!input.ok()) return input.status();
  return Answer(store_.CloseCycle(ChangeOf(call, in), input->name, input->expected), out);
}

absl::Status Handlers::BatchCreateReporters(const Call& call,
                                            const pb::BatchCreateReportersRequest& in,
                                            pb::BatchCreateReportersResponse* out) {
  const absl::StatusOr<RosterInput> input = Read(in);
  if (!input.ok()) return input.status();
  const auto reporters =
      store_.CreateReporters(ChangeOf(call, in), input->cycle_id, input->reporters);
  if (!reporters.ok()) return reporters.status();
  for (const Reporter& item : *reporters) ToProto(input->cycle_id, item, out->add_reporters());
  return absl::OkStatus();
}

absl::Status Handlers::ListReporters(const Call& call, const pb::ListReportersRequest& in,
                                     pb::ListReportersResponse* out) {
  const absl::StatusOr<ReportersInput> input = Read(in);
  if (!input.ok()) return input.status();
  const auto page = store_.ListReporters(call.deadline, input->cycle_id, input->unit,
                                         input->page.after, input->page.limit);
  if (!page.ok()) return page.status();
  for (const Reporter& item : page->items) ToProto(input->cycle_id, item, out->add_reporters());
  out->set_next_page_token(NextPage(*page, in));
  return absl::OkStatus();
}

absl::Status Handlers::DeleteReporter(const Call& call, const pb::DeleteReporterRequest& in,
                                      pb::DeleteReporterResponse*) {
  const absl::StatusOr<ChildName> name = Read(in);
  if (!name.ok()) return name.status();
  return store_.DeleteReporter(ChangeOf(call, in), *name);
}

absl::Status Handlers::ListMissingReporters(const Call& call,
                                            const pb::ListMissingReportersRequest& in,
                                            pb::ListMissingReportersResponse* out) {
  const absl::StatusOr<MissingInput> input = Read(in);
  if (!input.ok()) return input.status();
  const absl::Time as_of = input->as_of.value_or(clock_.Now());
  const absl::StatusOr<MissingPage> missing =
      store_.ListMissing(call.deadline, input->cycle_id, as_of, input->after, input->limit);
  if (!missing.ok()) return missing.status();
  for (const MissingReporter& item : missing->page.items) {
    ToProto(input->cycle_id, item, out->add_missing_reporters());
  }
  out->set_total_size(static_cast<int32_t>(missing->total));
  if (missing->page.more) {
    const MissingReporter& last = missing->page.items.back();
    out->set_next_page_token(
        rpc::EncodePageToken({last.reporter.id, std::to_string(static_cast<int>(last.kind)),
                              std::to_string(absl::ToUnixMicros(as_of))},
                             in));
  }
  return absl::OkStatus();
}

absl::Status Handlers::CreateReport(const Call& call, const pb::CreateReportRequest& in,
                                    pb::Report* out) {
  absl::StatusOr<NewReport> input = Read(in);
  if (!input.ok()) return input.status();
  input->name.id = IdOr(input->name.id);
  return Answer(store_.CreateReport(ChangeOf(call, in), *input), out);
}

absl::Status Handlers::GetReport(const Call& call, const pb::GetReportRequest& in,
                                 pb::Report* out) {
  const absl::StatusOr<ChildName> name = Read(in);
  if (!name.ok()) return name.status();
  return Answer(store_.GetReport(call.deadline, *name), out);
}

absl::Status Handlers::ListReports(const Call& call, const pb::ListReportsRequest& in,
                                   pb::ListReportsResponse* out) {
  const absl::StatusOr<ReportsInput> input = Read(in);
  if (!input.ok()) return input.status();
  const auto page =
      store_.ListReports(call.deadline, input->filter, input->page.after, input->page.limit);
  if (!page.ok()) return page.status();
  for (const Report& item : page->items) ToProto(item, out->add_reports());
  out->set_next_page_token(NextPage(*page, in));
  return absl::OkStatus();
}

absl::Status Handlers::UpdateReport(const Call& call, const pb::UpdateReportRequest& in,
                                    pb::Report* out) {
  const absl::StatusOr<ReportUpdate> input = Read(in);
  if (!input.ok()) return input.status();
  return Answer(store_.UpdateReport(ChangeOf(call, in), input->name, input->expected, input->patch),
                out);
}

absl::Status Handlers::CheckReport(const Call& call, const pb::CheckReportRequest& in,
                                   pb::CheckReportResponse* out) {
  absl::StatusOr<CheckInput> input = Read(in);
  if (!input.ok()) return input.status();
  if (const auto* name = std::get_if<ChildName>(&*input)) {
    absl::StatusOr<Report> report = store_.GetReport(call.deadline, *name);
    if (!report.ok()) return report.status();
    *input = UnsavedInput{report->cycle_id, std::move(report->content)};
  }
  const UnsavedInput& unsaved = std::get<UnsavedInput>(*input);
  const auto rules = store_.GetTemplateOfCycle(call.deadline, unsaved.cycle_id);
  if (!rules.ok()) return rules.status();
  const std::vector<Finding> findings = CheckContent(*rules, unsaved.content);
  for (const Finding& finding : findings) ToProto(finding, out->add_findings());
  out->set_submittable(!HasErrors(findings));
  return absl::OkStatus();
}

absl::Status Handlers::SubmitReport(const Call& call, const pb::SubmitReportRequest& in,
                                    pb::Report* out) {
  const absl::StatusOr<ReportSubmission> input = Read(in);
  if (!input.ok()) return input.status();
  return Answer(store_.SubmitReport(ChangeOf(call, in), input->name, input->expected), out);
}

template <typename Request>
absl::Status Handlers::Review(const Call& call, const Request& in, pb::Report* out) {
  const absl::StatusOr<ReviewInput> input = Read(in);
  if (!input.ok()) return input.status();
  return Answer(store_.ReviewReport(ChangeOf(call, in), input->name, input->expected,
                                    input->decision, input->score, input->comment),
                out);
}

absl::Status Handlers::ReturnReport(const Call& call, const pb::ReturnReportRequest& in,
                                    pb::Report* out) {
  return Review(call, in, out);
}

absl::Status Handlers::AcceptReport(const Call& call, const pb::AcceptReportRequest& in,
                                    pb::Report* out) {
  return Review(call, in, out);
}

absl::Status Handlers::WithdrawReport(const Call& call, const pb::WithdrawReportRequest& in,
                                      pb::Report* out) {
  const absl::StatusOr<WithdrawInput> input = Read(in);
  if (!input.ok()) return input.status();
  return Answer(
      store_.WithdrawReport(ChangeOf(call, in), input->name, input->expected, input->reason), out);
}

absl::Status Handlers::ListReportRevisions(const Call& call,
                                           const pb::ListReportRevisionsRequest& in,
                                           pb::ListReportRevisionsResponse* out) {
  const absl::StatusOr<RevisionsInput> input = Read(in);
  if (!input.ok()) return input.status();
  const auto page = store_.ListRevisions(call.deadline, input->report, input->after, input->limit);
  if (!page.ok()) return page.status();
  for (const Revision& item : page->items) {
    ToProto(input->report, item, out->add_report_revisions());
  }
  if (page->more) {
    out->set_next_page_token(rpc::EncodePageToken({std::to_string(page->items.back().number)}, in));
  }
  return absl::OkStatus();
}

absl::Status Handlers::ListAuditEntries(const Call& call, const pb::ListAuditEntriesRequest& in,
                                        pb::ListAuditEntriesResponse* out) {
  const absl::StatusOr<AuditInput> input = Read(in);
  if (!input.ok()) return input.status();
  const auto page = store_.ListAudit(call.deadline, input->filter, input->limit);
  if (!page.ok()) return page.status();
  for (const ledger::AuditRecord& item : page->items) {
    ToProto(item.entry, out->add_audit_entries());
  }
  if (page->more) {
    const ledger::AuditKey& last = page->items.back().key;
    out->set_next_page_token(
        rpc::EncodePageToken({std::to_string(last.time_us), crypto::Hex(last.id)}, in));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::report
