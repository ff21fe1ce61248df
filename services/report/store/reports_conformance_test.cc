// Reports and their revisions.
#include <atomic>
#include <thread>

#include <fmt/format.h>

#include "services/report/store/store_conformance.h"

namespace pingyi::report {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using Code = absl::StatusCode;

class DutyReportStoreTest : public ReportStoreTest {};

// ---- reports

TEST_P(DutyReportStoreTest, AReportComesBackAsItWasCreated) {
  SetUpDraft();
  ASSERT_OK_AND_ASSIGN(const Report got, store().GetReport(Deadline(), kReport));
  EXPECT_EQ(got.state, ReportState::kDraft);
  EXPECT_EQ(got.content, GoodContent());
  EXPECT_EQ(got.reporter, Person("p1"));
  EXPECT_EQ(got.revision, 1);
  EXPECT_EQ(got.version, 1);
  EXPECT_EQ(got.create_time, kStart);
  EXPECT_FALSE(got.submit_time || got.review || got.late);
  EXPECT_THAT(store().GetReport(Deadline(), {"c1", "r9"}), HasReason("RESOURCE_NOT_FOUND"));
  EXPECT_THAT(store().GetReport(Deadline(), {"c9", "r1"}), StatusIs(Code::kNotFound));
}

TEST_P(DutyReportStoreTest, OnlyWhoOwesAReportMayBeginOne) {
  SetUpDraft();
  const auto not_a_reporter =
      AllOf(StatusIs(Code::kFailedPrecondition), HasReason("NOT_A_REPORTER"));
  EXPECT_THAT(store().CreateReport(Now(), {{"c1", "r2"}, "p9", ReportKind::kDuty, {}}),
              not_a_reporter);
  EXPECT_THAT(store().CreateReport(Now(), {{"c1", "r2"}, "p1", ReportKind::kIntegrity, {}}),
              not_a_reporter);
}

TEST_P(DutyReportStoreTest, OneReportOfAKindUntilItIsWithdrawn) {
  SetUpDraft();
  const NewReport second{{"c1", "r2"}, "p1", ReportKind::kDuty, GoodContent()};
  EXPECT_THAT(store().CreateReport(Now(), second),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("REPORT_EXISTS")));
  ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p2")}));
  EXPECT_THAT(store().CreateReport(Now(), {kReport, "p2", ReportKind::kDuty, {}}),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("RESOURCE_EXISTS")))
      << "the name is taken";
  ASSERT_OK(store().WithdrawReport(Now(), kReport, std::nullopt, "重写"));
  ASSERT_OK(store().CreateReport(Now(), second));
  ASSERT_OK(store().WithdrawReport(Now(), {"c1", "r2"}, std::nullopt, "再重写"));
  ASSERT_OK(store().CreateReport(Now(), {{"c1", "r3"}, "p1", ReportKind::kDuty, {}}));
}

TEST_P(DutyReportStoreTest, ManyAtOnceMakeOneReport) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
  ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p1")}));
  ReportStore& other = under_test_->Again();
  std::atomic<int> made = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      ReportStore& mine = i % 2 == 0 ? store() : other;
      const auto result = mine.CreateReport(
          Now(), {{"c1", fmt::format("r{}", i)}, "p1", ReportKind::kDuty, GoodContent()});
      if (result.ok()) ++made;
      if (DetailsOf(result.status()).reason == "REPORT_EXISTS") ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(refused, 7);
}

TEST_P(DutyReportStoreTest, UpdatesBecomeRevisions) {
  SetUpDraft();
  ContentPatch patch;
  patch.sections.emplace({Section{"work", "改写后的内容。"}});
  ASSERT_OK_AND_ASSIGN(const Report updated,
                       store().UpdateReport(At(absl::Hours(1)), kReport, 1, patch));
  EXPECT_EQ(updated.revision, 2);
  EXPECT_EQ(updated.version, 2);
  EXPECT_EQ(updated.content.sections[0].text, "改写后的内容。");
  EXPECT_EQ(updated.content.metrics, GoodContent().metrics) << "not in the patch";
  ASSERT_OK_AND_ASSIGN(const Report got, store().GetReport(Deadline(), kReport));
  EXPECT_EQ(got, updated);
  ASSERT_OK_AND_ASSIGN(const Report same, store().UpdateReport(Now(), kReport, 2, patch));
  EXPECT_EQ(same, updated) << "equal content changes nothing";
  EXPECT_THAT(store().UpdateReport(Now(), kReport, 1, {}), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(store().UpdateReport(Now(), {"c1", "r9"}, 1, {}), HasReason("RESOURCE_NOT_FOUND"));
}

TEST_P(DutyReportStoreTest, ContentBeyondTheLimitIsRefusedAlsoInParts) {
  SetUpDraft();
  ContentPatch patch;
  patch.sections.emplace({Section{"work", std::string(kMaxContentBytes - 4, 'a')}});
  EXPECT_THAT(store().UpdateReport(Now(), kReport, std::nullopt, patch),
              HasReason("LIMIT_EXCEEDED"))
      << "the metrics that stay count too";
  patch.metrics.emplace();
  EXPECT_OK(store().UpdateReport(Now(), kReport, std::nullopt, patch));
}

TEST_P(DutyReportStoreTest, FromSubmissionToAcceptance) {
  SetUpDraft();
  ASSERT_OK_AND_ASSIGN(const Report submitted, Submit(absl::Hours(1)));
  EXPECT_EQ(submitted.state, ReportState::kSubmitted);
  EXPECT_EQ(submitted.submit_time, kStart + absl::Hours(1));
  EXPECT_FALSE(submitted.late);
  ASSERT_OK_AND_ASSIGN(const Report returned, Decide(Decision::kReturned, absl::Hours(2)));
  EXPECT_EQ(returned.state, ReportState::kReturned);
  ContentPatch patch;
  patch.sections.emplace({Section{"work", "补充后的内容。"}});
  ASSERT_OK(store().UpdateReport(At(absl::Hours(3)), kReport, std::nullopt, patch));
  ASSERT_OK(Submit(absl::Hours(30)));
  ASSERT_OK_AND_ASSIGN(const Report accepted, Decide(Decision::kAccepted, absl::Hours(31)));
  EXPECT_EQ(accepted.state, ReportState::kAccepted);
  EXPECT_FALSE(accepted.late) << "the first submission was in time";
  ASSERT_TRUE(accepted.review.has_value());
  const Review expected{Decision::kAccepted, "92.5", "意见", "zhang", kStart + absl::Hours(31)};
  EXPECT_EQ(*accepted.review, expected);
  ASSERT_OK_AND_ASSIGN(const Report got, store().GetReport(Deadline(), kReport));
  EXPECT_EQ(got, accepted);
  EXPECT_THAT(AuditActions("cycles/c1/reports/r1"),
              ElementsAre("report.create", "report.submit", "report.return", "report.update",
                          "report.submit", "report.accept"));
}

TEST_P(DutyReportStoreTest, TheStateDecidesWhatIsAllowed) {
  SetUpDraft();
  const auto wrong_state = AllOf(StatusIs(Code::kFailedPrecondition), HasReason("REPORT_STATE"));
  EXPECT_THAT(Decide(Decision::kAccepted), wrong_state);
  EXPECT_THAT(Decide(Decision::kReturned), wrong_state);
  ASSERT_OK(Submit());
  EXPECT_THAT(Submit(), wrong_state);
  EXPECT_THAT(store().UpdateReport(Now(), kReport, std::nullopt, {}), wrong_state);
  ASSERT_OK(Decide(Decision::kAccepted));
  EXPECT_THAT(store().WithdrawReport(Now(), kReport, std::nullopt, "x"), wrong_state);
  EXPECT_EQ(DetailsOf(Submit().status()).metadata.at("state"), "ACCEPTED");
  EXPECT_THAT(AuditActions("cycles/c1/reports/r1"),
              ElementsAre("report.create", "report.submit", "report.accept"));
}

TEST_P(DutyReportStoreTest, ErrorsOfTheChecksRefuseASubmission) {
  SetUpDraft();
  ContentPatch patch;
  patch.sections.emplace({Section{"work", "在XX市认真履职。"}});
  ASSERT_OK(store().UpdateReport(Now(), kReport, std::nullopt, patch));
  EXPECT_THAT(Submit(), AllOf(StatusIs(Code::kFailedPrecondition), HasReason("REPORT_CHECK_FAILED"),
                              HasViolation("work", "PLACEHOLDER")));
  ASSERT_OK_AND_ASSIGN(const Report got, store().GetReport(Deadline(), kReport));
  EXPECT_EQ(got.state, ReportState::kDraft);
}

TEST_P(DutyReportStoreTest, LateAndTooLate) {
  SetUpDraft();
  CyclePatch patch;
  patch.late_submission_end_time.emplace(kDue + absl::Hours(1));
  ASSERT_OK(store().UpdateCycle(Now(), "c1", std::nullopt, patch));
  EXPECT_THAT(Submit(absl::Hours(26)),
              AllOf(StatusIs(Code::kFailedPrecondition), HasReason("SUBMISSION_CLOSED")));
  ASSERT_OK_AND_ASSIGN(const Report late, Submit(absl::Hours(25)));
  EXPECT_TRUE(late.late);
}

TEST_P(DutyReportStoreTest, ReportsAreListedWithAndWithoutContent) {
  SetUpDraft();
  ASSERT_OK(store().CreateReporters(
      Now(), "c1", {Person("p2", {ReportKind::kDuty, ReportKind::kIntegrity}), Person("p3")}));
  ASSERT_OK(
      store().CreateReport(Now(), {{"c1", "r3"}, "p2", ReportKind::kDuty, GoodContent("甲")}));
  ASSERT_OK(store().CreateReport(Now(), {{"c1", "r2"}, "p2", ReportKind::kIntegrity, {}}));
  ASSERT_OK(Submit());
  ASSERT_OK(Decide(Decision::kReturned));
  ReportFilter filter{.cycle_id = "c1", .states = {}, .reporter_id = "", .kind = {}};
  const auto ids = [&] {
    auto page = store().ListReports(Deadline(), filter, "", {});
    return page.ok() ? IdsOf(page->items) : std::vector<std::string>{page.status().ToString()};
  };
  EXPECT_THAT(ids(), ElementsAre("r1", "r2", "r3"));
  filter.states = {ReportState::kDraft, ReportState::kAccepted};
  EXPECT_THAT(ids(), ElementsAre("r2", "r3"));
  filter.kind = ReportKind::kDuty;
  EXPECT_THAT(ids(), ElementsAre("r3"));
  filter = {.cycle_id = "c1", .states = {}, .reporter_id = "p2", .kind = {}, .with_content = true};
  EXPECT_THAT(ids(), ElementsAre("r2", "r3"));
  filter.reporter_id = "";
  ASSERT_OK_AND_ASSIGN(const auto full, store().ListReports(Deadline(), filter, "", {}));
  EXPECT_EQ(full.items[0].content, GoodContent());
  EXPECT_EQ(full.items[0].review->comment, "意见");
  EXPECT_EQ(full.items[1].content, Content{});
  EXPECT_EQ(full.items[2].content, GoodContent("甲"));
  EXPECT_EQ(full.items[2].reporter.id, "p2");
  filter.with_content = false;
  ASSERT_OK_AND_ASSIGN(const auto basic,
                       store().ListReports(Deadline(), filter, "r1", {.size = 1}));
  EXPECT_THAT(IdsOf(basic.items), ElementsAre("r2"));
  EXPECT_TRUE(basic.more);
  EXPECT_EQ(basic.items[0].content, Content{});
  filter.cycle_id = "c9";
  EXPECT_THAT(store().ListReports(Deadline(), filter, "", {}), StatusIs(Code::kNotFound));
}

TEST_P(DutyReportStoreTest, APageOfReportsEndsWhereItWouldWeighTooMuch) {
  SetUpDraft();
  ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p2"), Person("p3")}));
  const Content big{{{"work", std::string(1'600'000, 'a')}}, {}};
  ASSERT_OK(store().CreateReport(Now(), {{"c1", "r2"}, "p2", ReportKind::kDuty, big}));
  ASSERT_OK(store().CreateReport(Now(), {{"c1", "r3"}, "p3", ReportKind::kDuty, big}));
  ReportFilter filter{
      .cycle_id = "c1", .states = {}, .reporter_id = "", .kind = {}, .with_content = true};
  ASSERT_OK_AND_ASSIGN(auto page, store().ListReports(Deadline(), filter, "", {}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("r1", "r2"));
  EXPECT_TRUE(page.more);
  ASSERT_OK_AND_ASSIGN(page, store().ListReports(Deadline(), filter, "r2", {}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("r3"));
  EXPECT_FALSE(page.more);
}

// ---- revisions

TEST_P(DutyReportStoreTest, RevisionsTellWhatBecameOfThem) {
  SetUpDraft();
  ASSERT_OK(Submit(absl::Hours(1)));
  ASSERT_OK(Decide(Decision::kReturned, absl::Hours(2)));
  ContentPatch patch;
  patch.metrics.emplace({Metric{"done", "99", ""}});
  ASSERT_OK(store().UpdateReport(At(absl::Hours(3)), kReport, std::nullopt, patch));
  ASSERT_OK(Submit(absl::Hours(4)));
  ASSERT_OK(Decide(Decision::kAccepted, absl::Hours(5)));
  ASSERT_OK_AND_ASSIGN(const auto page, store().ListRevisions(Deadline(), kReport, 0, {}));
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.items[0].content, GoodContent());
  EXPECT_EQ(page.items[0].author, "zhang");
  EXPECT_EQ(page.items[0].submit_time, kStart + absl::Hours(1));
  EXPECT_EQ(page.items[0].review->decision, Decision::kReturned);
  EXPECT_EQ(page.items[1].number, 2);
  EXPECT_EQ(page.items[1].content.metrics[0].actual, "99");
  EXPECT_EQ(page.items[1].create_time, kStart + absl::Hours(3));
  EXPECT_EQ(page.items[1].review->score, "92.5");
  ASSERT_OK_AND_ASSIGN(const auto second, store().ListRevisions(Deadline(), kReport, 1, {}));
  EXPECT_EQ(second.items.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const auto first,
                       store().ListRevisions(Deadline(), kReport, 0, {.size = 1}));
  EXPECT_TRUE(first.more);
  EXPECT_THAT(store().ListRevisions(Deadline(), {"c1", "r9"}, 0, {}), StatusIs(Code::kNotFound));
}

TEST_P(DutyReportStoreTest, ARevisionSubmittedTwiceShowsTheLastDecision) {
  SetUpDraft();
  ASSERT_OK(Submit(absl::Hours(1)));
  ASSERT_OK(Decide(Decision::kReturned, absl::Hours(2)));
  ASSERT_OK(Submit(absl::Hours(3)));
  ASSERT_OK(Decide(Decision::kAccepted, absl::Hours(4)));
  ASSERT_OK_AND_ASSIGN(const auto page, store().ListRevisions(Deadline(), kReport, 0, {}));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].submit_time, kStart + absl::Hours(3));
  EXPECT_EQ(page.items[0].review->decision, Decision::kAccepted);
}

class DutyReportTriggers : public DutyReportStoreTest {};

TEST_P(DutyReportTriggers, TheDatabaseItselfKeepsHistory) {
  SetUpDraft();
  ASSERT_OK(Submit());
  const auto refused = [&](auto sql) {
    return under_test_->database().Write(
        Deadline(), [&](sql::Transaction& tx) { return tx.Execute(sql).status(); });
  };
  for (const sql::Sql sql :
       {sql::Sql("UPDATE report_revisions SET author = 'x'"),
        sql::Sql("DELETE FROM report_revisions"),
        sql::Sql("UPDATE revision_sections SET body = 'x'"),
        sql::Sql("DELETE FROM revision_sections"),
        sql::Sql("UPDATE revision_metrics SET note = 'x'"),
        sql::Sql("DELETE FROM revision_metrics"), sql::Sql("UPDATE report_events SET remark = 'x'"),
        sql::Sql("DELETE FROM report_events"), sql::Sql("UPDATE audit_entries SET actor = 'x'"),
        sql::Sql("UPDATE template_sections SET required = 0")}) {
    EXPECT_THAT(refused(sql), StatusIs(Code::kFailedPrecondition)) << sql.text();
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, DutyReportStoreTest, testing::ValuesIn(AllBackends()),
                         BackendName);
INSTANTIATE_TEST_SUITE_P(Backends, DutyReportTriggers, testing::ValuesIn(BackendsWithTriggers()),
                         BackendName);

}  // namespace
}  // namespace pingyi::report
