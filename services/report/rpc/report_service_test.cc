// The contract as a client sees it: the workflow, states, etags and repeats.
#include <google/protobuf/util/message_differencer.h>

#include "services/report/rpc/report_service_fixture.h"

namespace pingyi::report {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Code = absl::StatusCode;

TEST_F(ReportServiceTest, FromTheDraftToTheAcceptedReport) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  ASSERT_OK(Submit());
  ASSERT_OK(Return());
  ASSERT_OK(Call(&Stub::UpdateReport, TextUpdate("补充数据后的内容。")));
  clock_.Advance(absl::Hours(1));
  ASSERT_OK(Submit());
  ASSERT_OK_AND_ASSIGN(const pb::Report accepted, Accept());
  EXPECT_EQ(accepted.name(), kReport);
  EXPECT_EQ(accepted.reporter(), "cycles/c1/reporters/p1");
  EXPECT_EQ(accepted.state(), pb::Report::STATE_ACCEPTED);
  EXPECT_EQ(accepted.revision(), 2);
  EXPECT_FALSE(accepted.late());
  EXPECT_EQ(accepted.review().decision(), pb::Review::DECISION_ACCEPTED);
  EXPECT_EQ(accepted.review().score(), "92.5");
  EXPECT_EQ(accepted.review().reviewer(), "张三");
  EXPECT_EQ(accepted.submit_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  EXPECT_EQ(accepted.reporter_entry().unit(), "办公室");
  EXPECT_EQ(accepted.sections(0).text(), "补充数据后的内容。");
  EXPECT_EQ(accepted.metrics(0).actual(), "97.3");
  ASSERT_OK_AND_ASSIGN(const pb::Report got, Call(&Stub::GetReport, Named<pb::GetReportRequest>()));
  EXPECT_TRUE(MessageDifferencer::Equals(got, accepted));

  pb::ListReportRevisionsRequest revisions;
  revisions.set_parent(kReport);
  ASSERT_OK_AND_ASSIGN(const auto listed, Call(&Stub::ListReportRevisions, revisions));
  ASSERT_EQ(listed.report_revisions_size(), 2);
  EXPECT_EQ(listed.report_revisions(0).name(), "cycles/c1/reports/r1/revisions/1");
  EXPECT_EQ(listed.report_revisions(0).review().comment(), "请补充数据");
  EXPECT_EQ(listed.report_revisions(0).author(), "张三");
  EXPECT_EQ(listed.report_revisions(1).review().score(), "92.5");
}

TEST_F(ReportServiceTest, TemplatesAndCyclesComeBackAsCreated) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  ASSERT_OK_AND_ASSIGN(
      pb::ReportTemplate got,
      Call(&Stub::GetReportTemplate, Named<pb::GetReportTemplateRequest>("reportTemplates/t1")));
  EXPECT_EQ(got.create_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  pb::ReportTemplate expected = TemplateRequest().report_template();
  expected.set_name("reportTemplates/t1");
  *expected.mutable_create_time() = got.create_time();
  EXPECT_TRUE(MessageDifferencer::Equals(got, expected));

  ASSERT_OK_AND_ASSIGN(const pb::Cycle cycle,
                       Call(&Stub::GetCycle, Named<pb::GetCycleRequest>(kCycle)));
  EXPECT_EQ(cycle.name(), kCycle);
  EXPECT_EQ(cycle.state(), pb::Cycle::STATE_OPEN);
  EXPECT_EQ(cycle.report_template(), "reportTemplates/t1");
  EXPECT_FALSE(cycle.has_late_submission_end_time());
  EXPECT_FALSE(cycle.etag().empty());
}

TEST_F(ReportServiceTest, TheServiceMakesIdsWhereNoneIsGiven) {
  pb::CreateReportTemplateRequest request = TemplateRequest();
  request.clear_report_template_id();
  ASSERT_OK_AND_ASSIGN(const auto first, Call(&Stub::CreateReportTemplate, request));
  ASSERT_OK_AND_ASSIGN(const auto second, Call(&Stub::CreateReportTemplate, request));
  EXPECT_NE(first.name(), second.name());
  EXPECT_OK(Call(&Stub::GetReportTemplate, Named<pb::GetReportTemplateRequest>(first.name())));
}

TEST_F(ReportServiceTest, UnknownNamesAreNotFound) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  const auto not_found = AllOf(StatusIs(Code::kNotFound), HasReason("RESOURCE_NOT_FOUND"));
  EXPECT_THAT(
      Call(&Stub::GetReportTemplate, Named<pb::GetReportTemplateRequest>("reportTemplates/t9")),
      not_found);
  EXPECT_THAT(Call(&Stub::GetCycle, Named<pb::GetCycleRequest>("cycles/c9")), not_found);
  EXPECT_THAT(Call(&Stub::CloseCycle, Named<pb::CloseCycleRequest>("cycles/c9")), not_found);
  EXPECT_THAT(Call(&Stub::GetReport, Named<pb::GetReportRequest>()), not_found);
  EXPECT_THAT(Submit(), not_found);
  EXPECT_THAT(Return(), not_found);
  EXPECT_THAT(Accept(), not_found);
  EXPECT_THAT(Withdraw(), not_found);
  EXPECT_THAT(Call(&Stub::UpdateReport, TextUpdate("x")), not_found);
  EXPECT_THAT(Call(&Stub::CheckReport, Named<pb::CheckReportRequest>()), not_found);
  EXPECT_THAT(
      Call(&Stub::DeleteReporter, Named<pb::DeleteReporterRequest>("cycles/c1/reporters/p9")),
      not_found);
  pb::CreateCycleRequest cycle = CycleRequest();
  cycle.set_cycle_id("c2");
  cycle.mutable_cycle()->set_report_template("reportTemplates/t9");
  EXPECT_THAT(Call(&Stub::CreateCycle, cycle), not_found);
  pb::ListReportsRequest list;
  list.set_parent("cycles/c9");
  EXPECT_THAT(Call(&Stub::ListReports, list), not_found);
}

TEST_F(ReportServiceTest, WrongStatesAreToldWithThePresentOne) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  const auto refused = AllOf(StatusIs(Code::kFailedPrecondition), HasReason("REPORT_STATE"));
  EXPECT_THAT(Accept(), refused);
  EXPECT_THAT(Return(), refused);
  ASSERT_OK(Submit());
  EXPECT_THAT(Call(&Stub::UpdateReport, TextUpdate("x")), refused);
  EXPECT_THAT(Submit(), refused);
  ASSERT_OK(Accept());
  EXPECT_EQ(DetailsOf(Withdraw().status()).metadata.at("state"), "ACCEPTED");
}

TEST_F(ReportServiceTest, TheChecksRefuseASubmissionAndSayWhy) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  ASSERT_OK(Call(&Stub::UpdateReport, TextUpdate("在XX市,认真履职。")));
  ASSERT_OK_AND_ASSIGN(const pb::CheckReportResponse checked,
                       Call(&Stub::CheckReport, Named<pb::CheckReportRequest>()));
  EXPECT_FALSE(checked.submittable());
  ASSERT_EQ(checked.findings_size(), 2);
  EXPECT_EQ(checked.findings(0).kind(), pb::Finding::KIND_PLACEHOLDER);
  EXPECT_EQ(checked.findings(0).severity(), pb::Finding::SEVERITY_ERROR);
  EXPECT_EQ(checked.findings(0).position(), 1);
  EXPECT_EQ(checked.findings(0).length(), 2);
  EXPECT_EQ(checked.findings(0).key(), "work");
  EXPECT_EQ(checked.findings(0).excerpt(), "在XX市,认真履职。");
  EXPECT_EQ(checked.findings(1).kind(), pb::Finding::KIND_MIXED_PUNCTUATION);
  EXPECT_EQ(checked.findings(1).severity(), pb::Finding::SEVERITY_WARNING);

  const auto refusal = Submit();
  EXPECT_THAT(refusal, AllOf(StatusIs(Code::kFailedPrecondition), HasReason("REPORT_CHECK_FAILED"),
                             HasViolation("work", "PLACEHOLDER")));
  EXPECT_THAT(DetailsOf(refusal.status()).violations[0].description, HasSubstr("请替换为实际内容"));
}

TEST_F(ReportServiceTest, AnUnsavedTextIsCheckedAndNotStored) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  pb::CheckReportRequest request;
  request.mutable_unsaved()->set_cycle(kCycle);
  *request.mutable_unsaved()->mutable_sections() = ReportRequest().report().sections();
  ASSERT_OK_AND_ASSIGN(const auto checked, Call(&Stub::CheckReport, request));
  ASSERT_EQ(checked.findings_size(), 1);
  EXPECT_EQ(checked.findings(0).kind(), pb::Finding::KIND_METRIC_MISSING);
  *request.mutable_unsaved()->mutable_metrics() = ReportRequest().report().metrics();
  ASSERT_OK_AND_ASSIGN(const auto good, Call(&Stub::CheckReport, request));
  EXPECT_TRUE(good.submittable());
  EXPECT_EQ(good.findings_size(), 0);
  request.mutable_unsaved()->set_cycle("cycles/c9");
  EXPECT_THAT(Call(&Stub::CheckReport, request), StatusIs(Code::kNotFound));
}

TEST_F(ReportServiceTest, LateReportsAreMarkedAndThenRefused) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  pb::UpdateCycleRequest update;
  update.mutable_cycle()->set_name(kCycle);
  *update.mutable_cycle()->mutable_late_submission_end_time() = TimestampOf(due_ + absl::Hours(1));
  update.mutable_update_mask()->add_paths("late_submission_end_time");
  ASSERT_OK(Call(&Stub::UpdateCycle, update));
  clock_.Set(due_ + absl::Hours(2));
  EXPECT_THAT(Submit(), AllOf(StatusIs(Code::kFailedPrecondition), HasReason("SUBMISSION_CLOSED")));
  clock_.Set(due_ + absl::Minutes(30));
  ASSERT_OK_AND_ASSIGN(const pb::Report late, Submit());
  EXPECT_TRUE(late.late());
}

TEST_F(ReportServiceTest, AStaleEtagIsRefusedEverywhere) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  const auto stale = AllOf(StatusIs(Code::kAborted), HasReason("ETAG_MISMATCH"));
  for (const char* etag : {"v9", "no etag", "\"1\""}) {
    auto submit = Named<pb::SubmitReportRequest>();
    submit.set_etag(etag);
    EXPECT_THAT(Call(&Stub::SubmitReport, submit), stale);
    pb::UpdateReportRequest update = TextUpdate("x");
    update.mutable_report()->set_etag(etag);
    EXPECT_THAT(Call(&Stub::UpdateReport, update), stale);
    auto close = Named<pb::CloseCycleRequest>(kCycle);
    close.set_etag(etag);
    EXPECT_THAT(Call(&Stub::CloseCycle, close), stale);
    auto accept = Acceptance();
    accept.set_etag(etag);
    EXPECT_THAT(Call(&Stub::AcceptReport, accept), stale);
    auto withdraw = Named<pb::WithdrawReportRequest>();
    withdraw.set_reason("x");
    withdraw.set_etag(etag);
    EXPECT_THAT(Call(&Stub::WithdrawReport, withdraw), stale);
    pb::UpdateCycleRequest cycle;
    *cycle.mutable_cycle() = CycleRequest().cycle();
    cycle.mutable_cycle()->set_name(kCycle);
    cycle.mutable_cycle()->set_etag(etag);
    EXPECT_THAT(Call(&Stub::UpdateCycle, cycle), stale);
  }
  ASSERT_OK_AND_ASSIGN(const pb::Report report,
                       Call(&Stub::GetReport, Named<pb::GetReportRequest>()));
  auto submit = Named<pb::SubmitReportRequest>();
  submit.set_etag(report.etag());
  ASSERT_OK_AND_ASSIGN(const pb::Report submitted, Call(&Stub::SubmitReport, submit));
  EXPECT_NE(submitted.etag(), report.etag());
}

TEST_F(ReportServiceTest, ARepeatAnswersWithTheResourceAndChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  pb::CreateReportRequest create = ReportRequest();
  create.clear_report_id();
  create.set_request_id(kUuid);
  ASSERT_OK_AND_ASSIGN(const pb::Report made, Call(&Stub::CreateReport, create));
  create.set_request_id("1B4E28BA-2FA1-41D2-883F-0016D3CCA427");
  ASSERT_OK_AND_ASSIGN(const pb::Report again, Call(&Stub::CreateReport, create));
  EXPECT_TRUE(MessageDifferencer::Equals(made, again)) << "a UUID of either case";

  create.mutable_report()->mutable_sections(0)->set_text("另一内容");
  EXPECT_THAT(Call(&Stub::CreateReport, create),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("REQUEST_ID_REUSED")));
  auto submit = Named<pb::SubmitReportRequest>(made.name());
  submit.set_request_id(kUuid);
  EXPECT_THAT(Call(&Stub::SubmitReport, submit), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(ReportServiceTest, ARepeatOfARosterAnswersWithTheRoster) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  pb::BatchCreateReportersRequest roster = RosterRequest({"p3", "p2"});
  roster.set_request_id(kUuid);
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto made, Call(&Stub::BatchCreateReporters, roster));
    ASSERT_EQ(made.reporters_size(), 2);
    EXPECT_EQ(made.reporters(0).name(), "cycles/c1/reporters/p3");
    EXPECT_EQ(made.reporters(1).name(), "cycles/c1/reporters/p2");
  }
}

TEST_F(ReportServiceTest, TheRosterIsAllOrNone) {
  ASSERT_NO_FATAL_FAILURE(SetUpCycle());
  pb::BatchCreateReportersRequest roster = RosterRequest({"p2", "p1"});
  roster.mutable_reporters(1)->set_unit("人事处");
  EXPECT_THAT(Call(&Stub::BatchCreateReporters, roster),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("RESOURCE_EXISTS"),
                    HasViolation("reporters[1]")));
  pb::ListReportersRequest list;
  list.set_parent(kCycle);
  ASSERT_OK_AND_ASSIGN(const auto listed, Call(&Stub::ListReporters, list));
  EXPECT_EQ(listed.reporters_size(), 1);
}

TEST_F(ReportServiceTest, WhoOwesNothingMayNotFileAndWhoFiledStays) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  EXPECT_THAT(Call(&Stub::CreateReport, ReportRequest("r2", "p9")),
              AllOf(StatusIs(Code::kFailedPrecondition), HasReason("NOT_A_REPORTER")));
  EXPECT_THAT(Call(&Stub::CreateReport, ReportRequest("r2")),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("REPORT_EXISTS")));
  EXPECT_THAT(
      Call(&Stub::DeleteReporter, Named<pb::DeleteReporterRequest>("cycles/c1/reporters/p1")),
      AllOf(StatusIs(Code::kFailedPrecondition), HasReason("REPORTER_HAS_REPORT")));
  ASSERT_OK(Withdraw());
  ASSERT_OK(Call(&Stub::CreateReport, ReportRequest("r2")));
}

TEST_F(ReportServiceTest, AClosedCycleTakesNothingMore) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  ASSERT_OK_AND_ASSIGN(const pb::Cycle closed,
                       Call(&Stub::CloseCycle, Named<pb::CloseCycleRequest>(kCycle)));
  EXPECT_EQ(closed.state(), pb::Cycle::STATE_CLOSED);
  const auto refused = AllOf(StatusIs(Code::kFailedPrecondition), HasReason("CYCLE_CLOSED"));
  EXPECT_THAT(Submit(), refused);
  EXPECT_THAT(Call(&Stub::BatchCreateReporters, RosterRequest({"p2"})), refused);
  EXPECT_THAT(Call(&Stub::CreateReport, ReportRequest("r2")), refused);
  EXPECT_OK(Call(&Stub::GetReport, Named<pb::GetReportRequest>()));
}

TEST_F(ReportServiceTest, AnUpdateChangesTheFieldsOfItsMask) {
  ASSERT_NO_FATAL_FAILURE(SetUpDraft());
  pb::UpdateCycleRequest update;
  update.mutable_cycle()->set_name(kCycle);
  update.mutable_cycle()->set_display_name("新名称");
  update.mutable_update_mask()->add_paths("display_name");
  ASSERT_OK_AND_ASSIGN(const pb::Cycle named, Call(&Stub::UpdateCycle, update));
  EXPECT_EQ(named.display_name(), "新名称");
  EXPECT_EQ(named.period_end(), "2023-12-31");

  update.mutable_update_mask()->clear_paths();
  EXPECT_THAT(Call(&Stub::UpdateCycle, update),
              AllOf(StatusIs(Code::kInvalidArgument), HasViolation("cycle.period_start"),
                    HasViolation("cycle.due_time")))
      << "an empty mask means all of them";
  *update.mutable_cycle() = CycleRequest().cycle();
  update.mutable_cycle()->set_name(kCycle);
  update.mutable_update_mask()->add_paths("*");
  ASSERT_OK_AND_ASSIGN(const pb::Cycle all, Call(&Stub::UpdateCycle, update));
  EXPECT_EQ(all.display_name(), "2023年度考核");

  pb::UpdateReportRequest both = TextUpdate("全部替换的内容。");
  both.clear_update_mask();
  ASSERT_OK_AND_ASSIGN(const pb::Report report, Call(&Stub::UpdateReport, both));
  EXPECT_EQ(report.metrics_size(), 0) << "an empty mask replaces both lists";
}

}  // namespace
}  // namespace pingyi::report
