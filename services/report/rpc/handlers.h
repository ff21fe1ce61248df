// What each method of the contract does: read the request, ask the store, write the answer.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/status.h>

#include "pingyi/report/v1/report_service.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/clock/id_source.h"
#include "services/base/rpc/call_context.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

namespace pb = ::pingyi::report::v1;

// Thread-safe; methods block on the store.
class Handlers {
 public:
  using Call = rpc::CallContext;

  // All three must outlive the handlers.
  Handlers(ReportStore& store, const Clock& clock, IdSource& ids)
      : store_(store), clock_(clock), ids_(ids) {}

  absl::Status CreateReportTemplate(const Call& call, const pb::CreateReportTemplateRequest& in,
                                    pb::ReportTemplate* out);
  absl::Status GetReportTemplate(const Call& call, const pb::GetReportTemplateRequest& in,
                                 pb::ReportTemplate* out);
  absl::Status ListReportTemplates(const Call& call, const pb::ListReportTemplatesRequest& in,
                                   pb::ListReportTemplatesResponse* out);

  absl::Status CreateCycle(const Call& call, const pb::CreateCycleRequest& in, pb::Cycle* out);
  absl::Status GetCycle(const Call& call, const pb::GetCycleRequest& in, pb::Cycle* out);
  absl::Status ListCycles(const Call& call, const pb::ListCyclesRequest& in,
                          pb::ListCyclesResponse* out);
  absl::Status UpdateCycle(const Call& call, const pb::UpdateCycleRequest& in, pb::Cycle* out);
  absl::Status CloseCycle(const Call& call, const pb::CloseCycleRequest& in, pb::Cycle* out);

  absl::Status BatchCreateReporters(const Call& call, const pb::BatchCreateReportersRequest& in,
                                    pb::BatchCreateReportersResponse* out);
  absl::Status ListReporters(const Call& call, const pb::ListReportersRequest& in,
                             pb::ListReportersResponse* out);
  absl::Status DeleteReporter(const Call& call, const pb::DeleteReporterRequest& in,
                              pb::DeleteReporterResponse* out);
  absl::Status ListMissingReporters(const Call& call, const pb::ListMissingReportersRequest& in,
                                    pb::ListMissingReportersResponse* out);

  absl::Status CreateReport(const Call& call, const pb::CreateReportRequest& in, pb::Report* out);
  absl::Status GetReport(const Call& call, const pb::GetReportRequest& in, pb::Report* out);
  absl::Status ListReports(const Call& call, const pb::ListReportsRequest& in,
                           pb::ListReportsResponse* out);
  absl::Status UpdateReport(const Call& call, const pb::UpdateReportRequest& in, pb::Report* out);
  absl::Status CheckReport(const Call& call, const pb::CheckReportRequest& in,
                           pb::CheckReportResponse* out);
  absl::Status SubmitReport(const Call& call, const pb::SubmitReportRequest& in, pb::Report* out);
  absl::Status ReturnReport(const Call& call, const pb::ReturnReportRequest& in, pb::Report* out);
  absl::Status AcceptReport(const Call& call, const pb::AcceptReportRequest& in, pb::Report* out);
  absl::Status WithdrawReport(const Call& call, const pb::WithdrawReportRequest& in,
                              pb::Report* out);
  absl::Status ListReportRevisions(const Call& call, const pb::ListReportRevisionsRequest& in,
                                   pb::ListReportRevisionsResponse* out);

  absl::Status ListAuditEntries(const Call& call, const pb::ListAuditEntriesRequest& in,
                                pb::ListAuditEntriesResponse* out);

 private:
  // The change that a request asks for; its type tells the method.
  template <typename Request>
  Change ChangeOf(const Call& call, const Request& request) const;
  // The id given, or a new one.
  std::string IdOr(const std::string& given) { return given.empty() ? ids_.NewId() : given; }

  template <typename Request>
  absl::Status Review(const Call& call, const Request& in, pb::Report* out);

  ReportStore& store_;
  const Clock& clock_;
  IdSource& ids_;
};

}  // namespace pingyi::report
