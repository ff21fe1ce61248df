#include "services/appraisal/clients/report_client.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/base/rpc/client.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/server.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace report_v1 = pingyi::report::v1;

report_v1::Report Report(const std::string& id, const std::string& reporter,
                         report_v1::ReportKind kind = report_v1::REPORT_KIND_DUTY) {
  report_v1::Report report;
  report.set_name("cycles/c/reports/" + id);
  report.set_reporter("cycles/c/reporters/" + reporter);
  report.set_kind(kind);
  report.mutable_reporter_entry()->set_name(report.reporter());
  report.mutable_reporter_entry()->set_display_name("名 " + reporter);
  report.mutable_reporter_entry()->set_unit("第一支部");
  report.mutable_reporter_entry()->set_subject_type("secretary");
  return report;
}

// Answers ListReports with the pages it was given, by page token.
class FakeReports final : public report_v1::ReportService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListReports(grpc::CallbackServerContext* server,
                                        const report_v1::ListReportsRequest* request,
                                        report_v1::ListReportsResponse* response) override {
    const std::lock_guard lock(mutex_);
    requests.push_back(*request);
    actors.push_back(server->client_metadata().count("pingyi-actor") == 0
                         ? ""
                         : server->client_metadata().find("pingyi-actor")->second.data());
    if (status.ok()) *response = pages[request->page_token()];
    auto* reactor = server->DefaultReactor();
    if (!hang) reactor->Finish(status);
    if (hang) hanging.push_back(reactor);
    return reactor;
  }

  void Release() {
    const std::lock_guard lock(mutex_);
    for (grpc::ServerUnaryReactor* reactor : hanging) reactor->Finish(grpc::Status::CANCELLED);
    hanging.clear();
  }

  std::map<std::string, report_v1::ListReportsResponse> pages;
  grpc::Status status;
  bool hang = false;
  std::vector<report_v1::ListReportsRequest> requests;
  std::vector<std::string> actors;

 private:
  std::mutex mutex_;
  std::vector<grpc::ServerUnaryReactor*> hanging;
};

class ReportClientTest : public ::testing::Test {
 protected:
  void TearDown() override { reports_.Release(); }

  void AddToPage(const std::string& token, const report_v1::Report& report,
                 const std::string& next = "") {
    report_v1::ListReportsResponse& page = reports_.pages[token];
    *page.add_reports() = report;
    page.set_next_page_token(next);
  }

  static rpc::CallContext Call() {
    rpc::CallContext call;
    call.deadline = absl::Now() + absl::Seconds(10);
    call.actor = "organiser";
    return call;
  }

  rpc::Kit kit_{{.threads = 1}};
  FakeReports reports_;
  test::RpcServer server_{kit_, {{report_v1::ReportService::service_full_name(), &reports_}}};
  std::unique_ptr<ReportClient> client_ = NewReportClient(server_.channel());
};

TEST_F(ReportClientTest, MakesSubjectsOfAcceptedReportsOnAllPages) {
  AddToPage("", Report("r9", "zhou"), "next");
  AddToPage("next", Report("r1", "li"));
  ASSERT_OK_AND_ASSIGN(const std::vector<Subject> subjects,
                       client_->AcceptedSubjects(Call(), "cycles/c"));
  EXPECT_THAT(subjects, ElementsAre(Subject{.id = "li",
                                            .display_name = "名 li",
                                            .unit = "第一支部",
                                            .subject_type = "secretary",
                                            .report = "cycles/c/reports/r1"},
                                    Subject{.id = "zhou",
                                            .display_name = "名 zhou",
                                            .unit = "第一支部",
                                            .subject_type = "secretary",
                                            .report = "cycles/c/reports/r9"}));
  ASSERT_THAT(reports_.requests, SizeIs(2));
  EXPECT_EQ(reports_.requests[0].parent(), "cycles/c");
  EXPECT_THAT(reports_.requests[0].states(), ElementsAre(report_v1::Report::STATE_ACCEPTED));
  EXPECT_EQ(reports_.requests[0].view(), report_v1::REPORT_VIEW_UNSPECIFIED);
  EXPECT_EQ(reports_.requests[1].page_token(), "next");
}

TEST_F(ReportClientTest, PersonWithSeveralReportsIsOneSubjectWithTheFirstKind) {
  AddToPage("", Report("r1", "li", report_v1::REPORT_KIND_PARTY_BUILDING));
  AddToPage("", Report("r2", "li", report_v1::REPORT_KIND_DUTY));
  AddToPage("", Report("r3", "li", report_v1::REPORT_KIND_INTEGRITY));
  ASSERT_OK_AND_ASSIGN(const std::vector<Subject> subjects,
                       client_->AcceptedSubjects(Call(), "cycles/c"));
  ASSERT_THAT(subjects, SizeIs(1));
  EXPECT_EQ(subjects[0].report, "cycles/c/reports/r2");
}

TEST_F(ReportClientTest, EmptyCycleHasNoSubjects) {
  ASSERT_OK_AND_ASSIGN(const std::vector<Subject> subjects,
                       client_->AcceptedSubjects(Call(), "cycles/c"));
  EXPECT_THAT(subjects, SizeIs(0));
}

TEST_F(ReportClientTest, UpstreamFailuresAreUnavailable) {
  for (const grpc::StatusCode code :
       {grpc::StatusCode::INTERNAL, grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::UNIMPLEMENTED,
        grpc::StatusCode::RESOURCE_EXHAUSTED, grpc::StatusCode::PERMISSION_DENIED}) {
    reports_.status = grpc::Status(code, "text that stays between the services");
    const absl::Status status = client_->AcceptedSubjects(Call(), "cycles/c").status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable)) << code;
    EXPECT_THAT(status, HasReason("UPSTREAM_UNAVAILABLE")) << code;
  }
}

TEST_F(ReportClientTest, MissingRightIsToldAsOfTheService) {
  reports_.status = grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "");
  EXPECT_THAT(client_->AcceptedSubjects(Call(), "cycles/c").status().message(),
              HasSubstr("gives the appraisal service no right"));
}

TEST_F(ReportClientTest, UnknownCycleIsNotFound) {
  reports_.status = grpc::Status(grpc::StatusCode::NOT_FOUND, "");
  const absl::Status status = client_->AcceptedSubjects(Call(), "cycles/c").status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, HasReason("RESOURCE_NOT_FOUND"));
}

TEST_F(ReportClientTest, ServerThatIsNotThereIsUnavailable) {
  ASSERT_OK_AND_ASSIGN(auto channel, rpc::MakeChannel({"127.0.0.1:1"}, {}));
  const auto client = NewReportClient(channel);
  EXPECT_THAT(client->AcceptedSubjects(Call(), "cycles/c"), HasReason("UPSTREAM_UNAVAILABLE"));
}

TEST_F(ReportClientTest, DeadlineIsPassedOn) {
  reports_.hang = true;
  rpc::CallContext call = Call();
  call.deadline = absl::Now() + absl::Milliseconds(50);
  const absl::Status status = client_->AcceptedSubjects(call, "cycles/c").status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(status, HasReason("DEADLINE_EXCEEDED"));
}

TEST_F(ReportClientTest, ListThatDoesNotAdvanceEndsTheImport) {
  AddToPage("", Report("r1", "li"), "again");
  AddToPage("again", Report("r2", "he"), "again");
  EXPECT_THAT(client_->AcceptedSubjects(Call(), "cycles/c"), HasReason("UPSTREAM_UNAVAILABLE"));
}

TEST_F(ReportClientTest, EntryThatIsNoSubjectEndsTheImport) {
  report_v1::Report report = Report("r1", "li");
  report.clear_reporter_entry();
  AddToPage("", report);
  EXPECT_THAT(client_->AcceptedSubjects(Call(), "cycles/c"), HasReason("UPSTREAM_UNAVAILABLE"));

  reports_.pages.clear();
  AddToPage("", Report("r1", "NOT AN ID"));
  EXPECT_THAT(client_->AcceptedSubjects(Call(), "cycles/c"), HasReason("UPSTREAM_UNAVAILABLE"));
}

}  // namespace
}  // namespace pingyi::appraisal
