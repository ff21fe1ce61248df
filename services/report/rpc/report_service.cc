#include "services/report/rpc/report_service.h"

#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/base/rpc/unary.h"
#include "services/report/rpc/handlers.h"

namespace pingyi::report {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class ReportServiceImpl final : public pb::ReportService::CallbackService {
 public:
  ReportServiceImpl(rpc::Kit& kit, ReportStore& store, const Clock& clock, IdSource& ids)
      : kit_(kit), handlers_(store, clock, ids) {}

  Reactor* CreateReportTemplate(Context* server, const pb::CreateReportTemplateRequest* in,
                                pb::ReportTemplate* out) override {
    return Serve({"ReportService.CreateReportTemplate"}, server, in, out,
                 &Handlers::CreateReportTemplate);
  }
  Reactor* GetReportTemplate(Context* server, const pb::GetReportTemplateRequest* in,
                             pb::ReportTemplate* out) override {
    return Serve(rpc::Brief("ReportService.GetReportTemplate"), server, in, out,
                 &Handlers::GetReportTemplate);
  }
  Reactor* ListReportTemplates(Context* server, const pb::ListReportTemplatesRequest* in,
                               pb::ListReportTemplatesResponse* out) override {
    return Serve(rpc::Brief("ReportService.ListReportTemplates"), server, in, out,
                 &Handlers::ListReportTemplates);
  }
  Reactor* CreateCycle(Context* server, const pb::CreateCycleRequest* in, pb::Cycle* out) override {
    return Serve({"ReportService.CreateCycle"}, server, in, out, &Handlers::CreateCycle);
  }
  Reactor* GetCycle(Context* server, const pb::GetCycleRequest* in, pb::Cycle* out) override {
    return Serve(rpc::Brief("ReportService.GetCycle"), server, in, out, &Handlers::GetCycle);
  }
  Reactor* ListCycles(Context* server, const pb::ListCyclesRequest* in,
                      pb::ListCyclesResponse* out) override {
    return Serve(rpc::Brief("ReportService.ListCycles"), server, in, out, &Handlers::ListCycles);
  }
  Reactor* UpdateCycle(Context* server, const pb::UpdateCycleRequest* in, pb::Cycle* out) override {
    return Serve({"ReportService.UpdateCycle"}, server, in, out, &Handlers::UpdateCycle);
  }
  Reactor* CloseCycle(Context* server, const pb::CloseCycleRequest* in, pb::Cycle* out) override {
    return Serve({"ReportService.CloseCycle"}, server, in, out, &Handlers::CloseCycle);
  }
  Reactor* BatchCreateReporters(Context* server, const pb::BatchCreateReportersRequest* in,
                                pb::BatchCreateReportersResponse* out) override {
    return Serve({"ReportService.BatchCreateReporters"}, server, in, out,
                 &Handlers::BatchCreateReporters);
  }
  Reactor* ListReporters(Context* server, const pb::ListReportersRequest* in,
                         pb::ListReportersResponse* out) override {
    return Serve(rpc::Brief("ReportService.ListReporters"), server, in, out,
                 &Handlers::ListReporters);
  }
  Reactor* DeleteReporter(Context* server, const pb::DeleteReporterRequest* in,
                          pb::DeleteReporterResponse* out) override {
    return Serve({"ReportService.DeleteReporter"}, server, in, out, &Handlers::DeleteReporter);
  }
  Reactor* ListMissingReporters(Context* server, const pb::ListMissingReportersRequest* in,
                                pb::ListMissingReportersResponse* out) override {
    return Serve({"ReportService.ListMissingReporters"}, server, in, out,
                 &Handlers::ListMissingReporters);
  }
  Reactor* CreateReport(Context* server, const pb::CreateReportRequest* in,
                        pb::Report* out) override {
    return Serve({"ReportService.CreateReport"}, server, in, out, &Handlers::CreateReport);
  }
  Reactor* GetReport(Context* server, const pb::GetReportRequest* in, pb::Report* out) override {
    return Serve(rpc::Brief("ReportService.GetReport"), server, in, out, &Handlers::GetReport);
  }
  Reactor* ListReports(Context* server, const pb::ListReportsRequest* in,
                       pb::ListReportsResponse* out) override {
    return Serve(rpc::Brief("ReportService.ListReports"), server, in, out, &Handlers::ListReports);
  }
  Reactor* UpdateReport(Context* server, const pb::UpdateReportRequest* in,
                        pb::Report* out) override {
    return Serve({"ReportService.UpdateReport"}, server, in, out, &Handlers::UpdateReport);
  }
  Reactor* CheckReport(Context* server, const pb::CheckReportRequest* in,
                       pb::CheckReportResponse* out) override {
    return Serve({"ReportService.CheckReport"}, server, in, out, &Handlers::CheckReport);
  }
  Reactor* SubmitReport(Context* server, const pb::SubmitReportRequest* in,
                        pb::Report* out) override {
    return Serve({"ReportService.SubmitReport"}, server, in, out, &Handlers::SubmitReport);
  }
  Reactor* ReturnReport(Context* server, const pb::ReturnReportRequest* in,
                        pb::Report* out) override {
    return Serve({"ReportService.ReturnReport"}, server, in, out, &Handlers::ReturnReport);
  }
  Reactor* AcceptReport(Context* server, const pb::AcceptReportRequest* in,
                        pb::Report* out) override {
    return Serve({"ReportService.AcceptReport"}, server, in, out, &Handlers::AcceptReport);
  }
  Reactor* WithdrawReport(Context* server, const pb::WithdrawReportRequest* in,
                          pb::Report* out) override {
    return Serve({"ReportService.WithdrawReport"}, server, in, out, &Handlers::WithdrawReport);
  }
  Reactor* ListReportRevisions(Context* server, const pb::ListReportRevisionsRequest* in,
                               pb::ListReportRevisionsResponse* out) override {
    return Serve(rpc::Brief("ReportService.ListReportRevisions"), server, in, out,
                 &Handlers::ListReportRevisions);
  }
  Reactor* ListAuditEntries(Context* server, const pb::ListAuditEntriesRequest* in,
                            pb::ListAuditEntriesResponse* out) override {
    return Serve(rpc::Brief("ReportService.ListAuditEntries"), server, in, out,
                 &Handlers::ListAuditEntries);
  }

 private:
  // Hands the call to its handler on the kit's executor, a brief one in place where that is
  // allowed.
  template <typename Request, typename Response>
  Reactor* Serve(const rpc::MethodInfo& method, Context* server, const Request* in, Response* out,
                 absl::Status (Handlers::*handle)(const rpc::CallContext&, const Request&,
                                                  Response*)) {
    return rpc::Unary(
        kit_, server, method, in, out,
        [this, handle](const rpc::CallContext& call, const Request& request, Response* response) {
          return (handlers_.*handle)(call, request, response);
        });
  }

  rpc::Kit& kit_;
  Handlers handlers_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeReportService(rpc::Kit& kit, ReportStore& store,
                                                 const Clock& clock, IdSource& ids) {
  return std::make_unique<ReportServiceImpl>(kit, store, clock, ids);
}

}  // namespace pingyi::report
