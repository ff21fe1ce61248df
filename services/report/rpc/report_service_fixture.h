// The steps that most tests of the contract take.
#pragma once

#include <string>

#include "services/report/rpc/testing.h"

namespace pingyi::report {

class ReportServiceTest : public ServiceTest {
 protected:
  absl::StatusOr<pb::Report> Submit() {
    return Call(&Stub::SubmitReport, Named<pb::SubmitReportRequest>());
  }
  absl::StatusOr<pb::Report> Accept() { return Call(&Stub::AcceptReport, Acceptance()); }
  absl::StatusOr<pb::Report> Return() {
    auto request = Named<pb::ReturnReportRequest>();
    request.set_comment("请补充数据");
    return Call(&Stub::ReturnReport, request);
  }
  absl::StatusOr<pb::Report> Withdraw() {
    auto request = Named<pb::WithdrawReportRequest>();
    request.set_reason("岗位调整");
    return Call(&Stub::WithdrawReport, request);
  }
  pb::UpdateReportRequest TextUpdate(const std::string& text) {
    pb::UpdateReportRequest request;
    request.mutable_report()->set_name(kReport);
    pb::ReportSection& work = *request.mutable_report()->add_sections();
    work.set_key("work");
    work.set_text(text);
    request.mutable_update_mask()->add_paths("sections");
    return request;
  }
};

}  // namespace pingyi::report
