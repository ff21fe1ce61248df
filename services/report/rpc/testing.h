// A report service in the test's own process, called over the loopback interface.
#pragma once

#include <memory>
#include <string>

#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/status.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/fake_id_source.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"
#include "services/report/rpc/report_service.h"
#include "services/report/store/schema.h"
#include "services/report/store/sql_report_store.h"

namespace pingyi::report {

namespace pb = ::pingyi::report::v1;

inline constexpr char kCycle[] = "cycles/c1";
inline constexpr char kReport[] = "cycles/c1/reports/r1";
inline constexpr char kUuid[] = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";

// Calls a method of the stub: the answer, or the error with reason and violations.
template <typename Request, typename Response>
absl::StatusOr<Response> CallMethod(pb::ReportService::Stub& stub,
                                    grpc::Status (pb::ReportService::Stub::*method)(
                                        grpc::ClientContext*, const Request&, Response*),
                                    const Request& request) {
  Response response;
  const auto context = test::TestClientContext("张三");
  const grpc::Status status = (stub.*method)(context.get(), request, &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  return response;
}

class ServiceTest : public testing::Test {
 protected:
  using Stub = pb::ReportService::Stub;

  template <typename Method, typename Request>
  auto Call(Method method, const Request& request) {
    return CallMethod(*stub_, method, request);
  }

  static google::protobuf::Timestamp TimestampOf(absl::Time time) {
    return google::protobuf::util::TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(time));
  }

  static pb::CreateReportTemplateRequest TemplateRequest() {
    pb::CreateReportTemplateRequest request;
    request.set_report_template_id("t1");
    pb::ReportTemplate& made = *request.mutable_report_template();
    made.set_display_name("述职报告模板");
    pb::SectionSpec& work = *made.add_sections();
    work.set_key("work");
    work.set_title("履职情况");
    work.set_required(true);
    work.set_min_characters(5);
    pb::SectionSpec& plan = *made.add_sections();
    plan.set_key("plan");
    plan.set_title("下一步打算");
    pb::MetricSpec& done = *made.add_metrics();
    done.set_key("done");
    done.set_title("办结率");
    done.set_unit("%");
    done.set_target("95");
    done.set_required(true);
    return request;
  }
  pb::CreateCycleRequest CycleRequest() {
    pb::CreateCycleRequest request;
    request.set_cycle_id("c1");
    pb::Cycle& made = *request.mutable_cycle();
    made.set_display_name("2023年度考核");
    made.set_period_start("2023-01-01");
    made.set_period_end("2023-12-31");
    made.set_report_template("reportTemplates/t1");
    *made.mutable_due_time() = TimestampOf(due_);
    return request;
  }
  static pb::BatchCreateReportersRequest RosterRequest(const std::vector<std::string>& ids) {
    pb::BatchCreateReportersRequest request;
    request.set_parent(kCycle);
    for (const std::string& id : ids) {
      pb::Reporter& made = *request.add_reporters();
      made.set_name("cycles/c1/reporters/" + id);
      made.set_display_name("张三");
      made.set_unit("办公室");
      made.set_subject_type("department_head");
      made.add_kinds(pb::REPORT_KIND_DUTY);
    }
    return request;
  }
  static pb::CreateReportRequest ReportRequest(const std::string& id = "r1",
                                               const std::string& reporter = "p1") {
    pb::CreateReportRequest request;
    request.set_parent(kCycle);
    request.set_report_id(id);
    pb::Report& made = *request.mutable_report();
    made.set_reporter("cycles/c1/reporters/" + reporter);
    made.set_kind(pb::REPORT_KIND_DUTY);
    pb::ReportSection& work = *made.add_sections();
    work.set_key("work");
    work.set_text("认真履职，完成任务。");
    pb::ReportMetric& done = *made.add_metrics();
    done.set_key("done");
    done.set_actual("97.3");
    return request;
  }
  template <typename Request>
  static Request Named(const std::string& name = kReport) {
    Request request;
    request.set_name(name);
    return request;
  }
  static pb::AcceptReportRequest Acceptance() {
    auto request = Named<pb::AcceptReportRequest>();
    request.set_review_score("92.5");
    return request;
  }

  // Template t1, cycle c1, reporter p1.
  void SetUpCycle() {
    ASSERT_OK(Call(&Stub::CreateReportTemplate, TemplateRequest()));
    ASSERT_OK(Call(&Stub::CreateCycle, CycleRequest()));
    ASSERT_OK(Call(&Stub::BatchCreateReporters, RosterRequest({"p1"})));
  }
  // And report r1 as a draft.
  void SetUpDraft() {
    ASSERT_NO_FATAL_FAILURE(SetUpCycle());
    ASSERT_OK(Call(&Stub::CreateReport, ReportRequest()));
  }

  FakeClock clock_;
  const absl::Time due_ = clock_.Now() + absl::Hours(24);
  test::FakeIdSource ids_;
  sql::TempDatabase database_{Migrations()};
  std::unique_ptr<ReportStore> store_ = MakeSqlReportStore(*database_);
  rpc::Kit kit_{rpc::KitOptions{.threads = 4, .queue = 64}};
  std::unique_ptr<grpc::Service> service_ = MakeReportService(kit_, *store_, clock_, ids_);
  test::RpcServer server_{kit_, {{kServiceName, service_.get()}}};
  std::unique_ptr<Stub> stub_ = pb::ReportService::NewStub(server_.channel());
};

}  // namespace pingyi::report
