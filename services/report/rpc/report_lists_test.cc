// Lists as a client sees them: their pages, who is missing, and the audit trail.
#include <string>
#include <vector>

#include "services/report/rpc/report_service_fixture.h"

namespace pingyi::report {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using Code = absl::StatusCode;

TEST_F(ReportServiceTest, TheMissingAreToldAsOfATime) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  ASSERT_OK(Call(&Stub::BatchCreateReporters, RosterRequest({"p2"})));
  const absl::Time before = clock_.Now();
  clock_.Advance(absl::Hours(1));
  ASSERT_OK(Submit());
  pb::ListMissingReportersRequest request;
  request.set_parent(kCycle);
  ASSERT_OK_AND_ASSIGN(auto missing, Call(&Stub::ListMissingReporters, request));
  EXPECT_EQ(missing.total_size(), 1);
  EXPECT_EQ(missing.missing_reporters(0).reporter().name(), "cycles/c1/reporters/p2");
  EXPECT_EQ(missing.missing_reporters(0).kind(), pb::REPORT_KIND_DUTY);
  *request.mutable_as_of_time() = TimestampOf(before);
  ASSERT_OK_AND_ASSIGN(missing, Call(&Stub::ListMissingReporters, request));
  ASSERT_EQ(missing.missing_reporters_size(), 2);
  EXPECT_EQ(missing.missing_reporters(0).report(), kReport);
  EXPECT_EQ(missing.missing_reporters(1).report(), "");
}

TEST_F(ReportServiceTest, LaterPagesOfTheMissingKeepToTheTimeOfTheFirst) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  ASSERT_OK(Call(&Stub::BatchCreateReporters, RosterRequest({"p0", "p2"})));
  pb::ListMissingReportersRequest request;
  request.set_parent(kCycle);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(auto page, Call(&Stub::ListMissingReporters, request));
  clock_.Advance(absl::Hours(1));
  ASSERT_OK(Submit());
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(page, Call(&Stub::ListMissingReporters, request));
  ASSERT_EQ(page.missing_reporters_size(), 1);
  EXPECT_EQ(page.missing_reporters(0).reporter().name(), "cycles/c1/reporters/p1");
  EXPECT_EQ(page.total_size(), 3);
}

TEST_F(ReportServiceTest, ListsComeInPagesAndTokensBelongToTheirRequest) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  ASSERT_OK(Call(&Stub::BatchCreateReporters, RosterRequest({"p2", "p3"})));
  for (const char* id : {"1", "2", "3"}) {
    ASSERT_OK(
        Call(&Stub::CreateReport, ReportRequest(std::string("r") + id, std::string("p") + id)));
  }
  pb::ListReportsRequest request;
  request.set_parent(kCycle);
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first, Call(&Stub::ListReports, request));
  ASSERT_EQ(first.reports_size(), 2);
  EXPECT_EQ(first.reports(0).sections_size(), 0) << "BASIC";
  EXPECT_EQ(first.reports(0).reporter_entry().display_name(), "张三");
  request.set_page_token(first.next_page_token());
  request.set_page_size(5);
  ASSERT_OK_AND_ASSIGN(const auto second, Call(&Stub::ListReports, request));
  ASSERT_EQ(second.reports_size(), 1);
  EXPECT_EQ(second.reports(0).name(), "cycles/c1/reports/r3");
  EXPECT_EQ(second.next_page_token(), "");

  request.set_view(pb::REPORT_VIEW_FULL);
  EXPECT_THAT(Call(&Stub::ListReports, request),
              AllOf(StatusIs(Code::kInvalidArgument), HasReason("INVALID_PAGE_TOKEN")));
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto full, Call(&Stub::ListReports, request));
  EXPECT_EQ(full.reports(2).sections(0).text(), "认真履职，完成任务。");
}

TEST_F(ReportServiceTest, EveryListGoesOnWhereItStopped) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  pb::CreateReportTemplateRequest other = TemplateRequest();
  other.set_report_template_id("t2");
  ASSERT_OK(Call(&Stub::CreateReportTemplate, other));
  pb::CreateCycleRequest cycle = CycleRequest();
  cycle.set_cycle_id("c2");
  ASSERT_OK(Call(&Stub::CreateCycle, cycle));
  ASSERT_OK(Call(&Stub::BatchCreateReporters, RosterRequest({"p2"})));
  ASSERT_OK(Call(&Stub::UpdateReport, TextUpdate("第二稿内容。")));

  const auto walk = [&](auto method, auto request, auto count) {
    int total = 0;
    do {
      request.set_page_size(1);
      auto page = Call(method, request);
      if (!page.ok()) return -1;
      EXPECT_LE(count(*page), 1);
      total += count(*page);
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return total;
  };
  EXPECT_EQ(walk(&Stub::ListReportTemplates, pb::ListReportTemplatesRequest(),
                 [](const auto& page) { return page.report_templates_size(); }),
            2);
  EXPECT_EQ(walk(&Stub::ListCycles, pb::ListCyclesRequest(),
                 [](const auto& page) { return page.cycles_size(); }),
            2);
  pb::ListReportersRequest reporters;
  reporters.set_parent(kCycle);
  EXPECT_EQ(
      walk(&Stub::ListReporters, reporters, [](const auto& page) { return page.reporters_size(); }),
      2);
  pb::ListReportRevisionsRequest revisions;
  revisions.set_parent(kReport);
  EXPECT_EQ(walk(&Stub::ListReportRevisions, revisions,
                 [](const auto& page) { return page.report_revisions_size(); }),
            2);
  EXPECT_EQ(walk(&Stub::ListAuditEntries, pb::ListAuditEntriesRequest(),
                 [](const auto& page) { return page.audit_entries_size(); }),
            8);
}

TEST_F(ReportServiceTest, AFullPageFitsIntoAMessage) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  ASSERT_OK(Call(&Stub::BatchCreateReporters, RosterRequest({"p2", "p3"})));
  for (const char* id : {"1", "2", "3"}) {
    pb::CreateReportRequest big = ReportRequest(std::string("r") + id, std::string("p") + id);
    big.mutable_report()->clear_sections();
    for (int i = 0; i < 20; ++i) {
      pb::ReportSection& section = *big.mutable_report()->add_sections();
      section.set_key("work");
      std::string text;
      for (int j = 0; j < 49'000; ++j) text += "汉";
      section.set_text(text);
    }
    ASSERT_OK(Call(&Stub::CreateReport, big));
  }
  pb::ListReportsRequest request;
  request.set_parent(kCycle);
  request.set_view(pb::REPORT_VIEW_FULL);
  int seen = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, Call(&Stub::ListReports, request));
    EXPECT_LT(page.ByteSizeLong(), 4u << 20);
    seen += page.reports_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, 3);
}

TEST_F(ReportServiceTest, TheTrailTellsWhoDidWhat) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  ASSERT_OK(Withdraw());
  pb::ListAuditEntriesRequest request;
  request.mutable_filter()->set_resource(kReport);
  ASSERT_OK_AND_ASSIGN(const auto trail, Call(&Stub::ListAuditEntries, request));
  std::vector<std::string> actions;
  for (const auto& entry : trail.audit_entries()) actions.push_back(entry.action());
  EXPECT_THAT(actions, testing::UnorderedElementsAre("report.create", "report.withdraw"));
  EXPECT_EQ(trail.audit_entries(0).actor(), "张三");
  EXPECT_EQ(trail.audit_entries(0).trace_id().size(), 32u);
}

}  // namespace
}  // namespace pingyi::report
