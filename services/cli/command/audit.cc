#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using common::v1::AuditEntry;

Columns<AuditEntry> AuditColumns() {
  return {
      TimeField("time", {"时间", "Time"}, &AuditEntry::time),
      TextField("actor", {"操作人", "Who"}, &AuditEntry::actor),
      TextField("action", {"操作", "What"}, &AuditEntry::action),
      TextField("resource", {"对象", "On"}, &AuditEntry::resource),
      TextField("detail", {"说明", "Why"}, &AuditEntry::detail),
      TextField("trace_id", {"跟踪号", "Trace"}, &AuditEntry::trace_id, Place::kCardAndCsv),
  };
}

struct Options {
  std::string service;
  std::string resource;
};

// The three services have the same method, each with messages of its own.
template <typename Service, typename Request, typename Response>
absl::Status ListFrom(Context& context, const Options& options) {
  Request request;
  request.mutable_filter()->set_resource(options.resource);
  return ListAndPrint<Service>(context, &Service::StubInterface::ListAuditEntries, request,
                               &Response::audit_entries, {"审计记录", "Audit trail"},
                               AuditColumns());
}

absl::Status List(Context& context, const Options& options) {
  if (options.service == "report") {
    return ListFrom<report::v1::ReportService, report::v1::ListAuditEntriesRequest,
                    report::v1::ListAuditEntriesResponse>(context, options);
  }
  if (options.service == "appraisal") {
    return ListFrom<appraisal::v1::AppraisalService, appraisal::v1::ListAuditEntriesRequest,
                    appraisal::v1::ListAuditEntriesResponse>(context, options);
  }
  return ListFrom<result::v1::ResultService, result::v1::ListAuditEntriesRequest,
                  result::v1::ListAuditEntriesResponse>(context, options);
}

}  // namespace

void AddAuditCommands(Menu& menu) {
  menu.AddNoun("audit", {"审计", "Who changed what, when and why"})
      .Verb<Options>(
          "list", {"列出审计记录", "List a service's audit trail, oldest first"},
          [](Flags& flags, Options& options) {
            flags
                .Required(
                    "--service,service", options.service,
                    {"服务：report、appraisal、result", "The service: report, appraisal or result"})
                ->check(CLI::IsMember({"report", "appraisal", "result"}));
            flags.Optional("--resource", options.resource,
                           {"只列此资源及其下", "Only this resource and those below it"});
          },
          List);
}

}  // namespace pingyi::cli
