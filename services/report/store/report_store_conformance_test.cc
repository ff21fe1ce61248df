// What every backend of the report store owes; a further backend is one instantiation more.
#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/status_matchers.h"
#include "services/report/store/report_store.h"
#include "services/report/store/schema.h"
#include "services/report/store/sql_report_store.h"

namespace pingyi::report {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Code = absl::StatusCode;

// A fresh database with a store over it.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual ReportStore& store() = 0;
  virtual sql::Database& database() = 0;
  // A second store over the same data, as another process would have it.
  virtual ReportStore& Again() = 0;
};

class SqliteStore final : public StoreUnderTest {
 public:
  ReportStore& store() override { return *store_; }
  sql::Database& database() override { return *temp_; }
  ReportStore& Again() override {
    other_ = temp_.OpenAgain();
    other_store_ = MakeSqlReportStore(*other_);
    return *other_store_;
  }

 private:
  sql::TempDatabase temp_{Migrations()};
  std::unique_ptr<ReportStore> store_ = MakeSqlReportStore(*temp_);
  std::unique_ptr<sql::Database> other_;
  std::unique_ptr<ReportStore> other_store_;
};

struct Backend {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);
const absl::Time kDue = kStart + absl::Hours(24);
const ChildName kReport{"c1", "r1"};

Content GoodContent(const std::string& text = "认真履职，完成任务。") {
  return {{{"work", text}}, {{"done", "97.3", "说明"}}};
}

std::vector<std::string> IdsOf(const auto& items) {
  std::vector<std::string> ids;
  for (const auto& item : items) ids.push_back(item.id);
  return ids;
}

void PrintTo(const Backend& backend, std::ostream* out) { *out << backend.name; }

class ReportStoreTest : public testing::TestWithParam<Backend> {
 protected:
  static absl::Time Deadline() { return absl::Now() + absl::Seconds(20); }

  // A change at a time after the start, without a request id unless one is given.
  Change At(absl::Duration after, const std::string& request_id = "",
            const std::string& digest = "d") {
    return {.deadline = Deadline(),
            .now = kStart + after,
            .actor = "zhang",
            .trace_id = "00112233445566778899aabbccddeeff",
            .request = {request_id, "method", digest}};
  }
  Change Now(const std::string& request_id = "") { return At(absl::ZeroDuration(), request_id); }

  static ReportTemplate Template(const std::string& id = "t1") {
    return {id,
            "述职模板",
            {{"work", "履职情况", true, 5, 0}, {"plan", "打算", false, 0, 100}},
            {{"done", "办结率", "%", "95", true}},
            kStart};
  }
  static Cycle NewCycle(const std::string& id = "c1") {
    Cycle cycle;
    cycle.id = id;
    cycle.display_name = "2023年度";
    cycle.period_start = "2023-01-01";
    cycle.period_end = "2023-12-31";
    cycle.template_id = "t1";
    cycle.due_time = kDue;
    return cycle;
  }
  static Reporter Person(const std::string& id, std::vector<ReportKind> kinds = {ReportKind::kDuty},
                         const std::string& unit = "办公室") {
    return {id, "张三", unit, "department_head", std::move(kinds)};
  }

  // Template t1, cycle c1, reporter p1 with report r1 as a draft.
  void SetUpDraft() {
    ASSERT_OK(store().CreateTemplate(Now(), Template()));
    ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
    ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p1")}));
    ASSERT_OK(store().CreateReport(Now(), {kReport, "p1", ReportKind::kDuty, GoodContent()}));
  }
  absl::StatusOr<Report> Submit(absl::Duration after = absl::Hours(1)) {
    return store().SubmitReport(At(after), kReport, std::nullopt);
  }
  absl::StatusOr<Report> Decide(Decision decision, absl::Duration after = absl::Hours(2)) {
    return store().ReviewReport(At(after), kReport, std::nullopt, decision,
                                decision == Decision::kAccepted ? "92.5" : "", "意见");
  }
  std::vector<std::string> AuditActions(const std::string& resource = "") {
    std::vector<std::string> actions;
    auto page = store().ListAudit(Deadline(), {resource, std::nullopt}, {.size = 100});
    if (!page.ok()) return {page.status().ToString()};
    for (const ledger::AuditRecord& record : page->items) actions.push_back(record.entry.action);
    return actions;
  }
  // "reporter/kind:report" of everybody missing at the time.
  std::vector<std::string> MissingAt(absl::Duration after) {
    std::vector<std::string> found;
    auto missing = store().ListMissing(Deadline(), "c1", kStart + after, std::nullopt, {});
    if (!missing.ok()) return {missing.status().ToString()};
    for (const MissingReporter& one : missing->page.items) {
      found.push_back(
          fmt::format("{}/{}:{}", one.reporter.id, static_cast<int>(one.kind), one.report_id));
    }
    EXPECT_EQ(missing->total, static_cast<int64_t>(found.size()));
    return found;
  }

  ReportStore& store() { return under_test_->store(); }
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make();
};

// ---- templates

TEST_P(ReportStoreTest, ATemplateComesBackAsItWasCreated) {
  ASSERT_OK_AND_ASSIGN(const ReportTemplate made, store().CreateTemplate(Now(), Template()));
  EXPECT_EQ(made, Template());
  ASSERT_OK_AND_ASSIGN(const ReportTemplate got, store().GetTemplate(Deadline(), "t1"));
  EXPECT_EQ(got, made);
  EXPECT_THAT(store().GetTemplate(Deadline(), "t2"),
              AllOf(StatusIs(Code::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_P(ReportStoreTest, ATemplateIdIsTakenOnce) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  EXPECT_THAT(store().CreateTemplate(Now(), Template()),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("RESOURCE_EXISTS")));
  EXPECT_THAT(AuditActions(), ElementsAre("template.create")) << "a refusal leaves no trace";
}

TEST_P(ReportStoreTest, TemplatesAreListedInPagesWithTheirSpecs) {
  for (const char* id : {"t3", "t1", "t2"}) {
    ReportTemplate made = Template(id);
    made.sections[0].title = id;
    if (made.id == "t2") made.metrics.clear();
    ASSERT_OK(store().CreateTemplate(Now(), made));
  }
  ASSERT_OK_AND_ASSIGN(auto page, store().ListTemplates(Deadline(), "", {.size = 2}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("t1", "t2"));
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.items[1].sections[0].title, "t2");
  EXPECT_THAT(page.items[1].metrics, IsEmpty());
  EXPECT_EQ(page.items[0].metrics.size(), 1u);
  ASSERT_OK_AND_ASSIGN(page, store().ListTemplates(Deadline(), "t2", {.size = 2}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("t3"));
  EXPECT_FALSE(page.more);
  ASSERT_OK_AND_ASSIGN(page, store().ListTemplates(Deadline(), "", {.size = 3, .max_bytes = 1}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("t1")) << "the first always fits";
  EXPECT_TRUE(page.more);
}

// ---- cycles

TEST_P(ReportStoreTest, ACycleComesBackAsItWasCreated) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  Cycle cycle = NewCycle();
  cycle.late_submission_end_time = kDue + absl::Hours(1);
  ASSERT_OK_AND_ASSIGN(const Cycle made, store().CreateCycle(At(absl::Hours(1)), cycle));
  cycle.create_time = cycle.update_time = kStart + absl::Hours(1);
  EXPECT_EQ(made, cycle);
  ASSERT_OK_AND_ASSIGN(const Cycle got, store().GetCycle(Deadline(), "c1"));
  EXPECT_EQ(got, made);
  ASSERT_OK_AND_ASSIGN(const ReportTemplate rules, store().GetTemplateOfCycle(Deadline(), "c1"));
  EXPECT_EQ(rules.id, "t1");
}

TEST_P(ReportStoreTest, ACycleNeedsItsTemplateAndAFreeId) {
  EXPECT_THAT(store().CreateCycle(Now(), NewCycle()), HasReason("RESOURCE_NOT_FOUND"));
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
  EXPECT_THAT(store().CreateCycle(Now(), NewCycle()),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("RESOURCE_EXISTS")));
}

TEST_P(ReportStoreTest, CyclesAreListedByStateInPages) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  for (const char* id : {"c1", "c2", "c3"}) ASSERT_OK(store().CreateCycle(Now(), NewCycle(id)));
  ASSERT_OK(store().CloseCycle(Now(), "c2", std::nullopt));
  ASSERT_OK_AND_ASSIGN(auto page, store().ListCycles(Deadline(), std::nullopt, "", {.size = 2}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("c1", "c2"));
  EXPECT_TRUE(page.more);
  ASSERT_OK_AND_ASSIGN(page, store().ListCycles(Deadline(), CycleState::kOpen, "c1", {.size = 2}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("c3"));
  EXPECT_FALSE(page.more);
}

TEST_P(ReportStoreTest, UpdatingACycleRaisesItsVersion) {
  SetUpDraft();
  CyclePatch patch;
  patch.display_name = "新名称";
  ASSERT_OK_AND_ASSIGN(const Cycle updated,
                       store().UpdateCycle(At(absl::Hours(1)), "c1", 1, patch));
  EXPECT_EQ(updated.display_name, "新名称");
  EXPECT_EQ(updated.version, 2);
  EXPECT_EQ(updated.update_time, kStart + absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const Cycle got, store().GetCycle(Deadline(), "c1"));
  EXPECT_EQ(got, updated);
  EXPECT_THAT(store().UpdateCycle(Now(), "c1", 1, patch),
              AllOf(StatusIs(Code::kAborted), HasReason("ETAG_MISMATCH")));
  ASSERT_OK_AND_ASSIGN(const Cycle same, store().UpdateCycle(Now(), "c1", 2, patch));
  EXPECT_EQ(same.version, 2) << "nothing changed";
}

TEST_P(ReportStoreTest, AnUpdateMayNotMakeACycleContradictItself) {
  SetUpDraft();
  CyclePatch patch;
  patch.period_end = "2022-12-31";
  EXPECT_THAT(store().UpdateCycle(Now(), "c1", std::nullopt, patch),
              AllOf(StatusIs(Code::kInvalidArgument), HasViolation("cycle.period_end")));
}

TEST_P(ReportStoreTest, TheTemplateIsFixedOnceAReportExists) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateTemplate(Now(), Template("t2")));
  ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
  CyclePatch patch;
  patch.template_id = "t2";
  ASSERT_OK(store().UpdateCycle(Now(), "c1", std::nullopt, patch));
  patch.template_id = "t9";
  EXPECT_THAT(store().UpdateCycle(Now(), "c1", std::nullopt, patch),
              HasReason("RESOURCE_NOT_FOUND"));
  ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p1")}));
  ASSERT_OK(store().CreateReport(Now(), {kReport, "p1", ReportKind::kDuty, {}}));
  patch.template_id = "t1";
  EXPECT_THAT(store().UpdateCycle(Now(), "c1", std::nullopt, patch),
              AllOf(StatusIs(Code::kFailedPrecondition), HasReason("CYCLE_IN_USE")));
}

TEST_P(ReportStoreTest, NothingChangesInAClosedCycle) {
  SetUpDraft();
  ASSERT_OK_AND_ASSIGN(const Cycle closed, store().CloseCycle(At(absl::Hours(1)), "c1", 1));
  EXPECT_EQ(closed.state, CycleState::kClosed);
  ASSERT_OK_AND_ASSIGN(const Cycle again, store().CloseCycle(At(absl::Hours(2)), "c1", 2));
  EXPECT_EQ(again, closed);
  EXPECT_THAT(store().CloseCycle(Now(), "c1", 1), HasReason("ETAG_MISMATCH"));
  const auto closed_cycle = AllOf(StatusIs(Code::kFailedPrecondition), HasReason("CYCLE_CLOSED"));
  EXPECT_THAT(store().UpdateCycle(Now(), "c1", std::nullopt, {}), closed_cycle);
  EXPECT_THAT(store().CreateReporters(Now(), "c1", {Person("p2")}), closed_cycle);
  EXPECT_THAT(store().DeleteReporter(Now(), {"c1", "p1"}), closed_cycle);
  EXPECT_THAT(store().CreateReport(Now(), {{"c1", "r2"}, "p1", ReportKind::kDuty, {}}),
              closed_cycle);
  EXPECT_THAT(store().UpdateReport(Now(), kReport, std::nullopt, {}), closed_cycle);
  EXPECT_THAT(Submit(), closed_cycle);
  EXPECT_THAT(Decide(Decision::kAccepted), closed_cycle);
  EXPECT_THAT(store().WithdrawReport(Now(), kReport, std::nullopt, "x"), closed_cycle);
}

// ---- roster

TEST_P(ReportStoreTest, TheRosterIsWrittenAllOrNone) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
  ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p2"), Person("p1")}));
  Reporter other = Person("p1");
  other.unit = "人事处";
  EXPECT_THAT(store().CreateReporters(Now(), "c1", {Person("p3"), other}),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("RESOURCE_EXISTS"),
                    HasViolation("reporters[1]")));
  ASSERT_OK_AND_ASSIGN(const auto again,
                       store().CreateReporters(Now(), "c1", {Person("p1"), Person("p4")}));
  EXPECT_THAT(IdsOf(again), ElementsAre("p1", "p4")) << "an equal entry is left as it is";
  ASSERT_OK_AND_ASSIGN(const auto page, store().ListReporters(Deadline(), "c1", "", "", {}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("p1", "p2", "p4"));
  EXPECT_THAT(AuditActions("cycles/c1/reporters/p1"), ElementsAre("reporter.create"));
  EXPECT_THAT(store().CreateReporters(Now(), "c9", {Person("p1")}),
              HasReason("RESOURCE_NOT_FOUND"));
}

TEST_P(ReportStoreTest, TheRosterIsListedByUnitInPages) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
  const std::vector<ReportKind> kinds = {ReportKind::kDuty, ReportKind::kPartyBuilding};
  ASSERT_OK(store().CreateReporters(
      Now(), "c1", {Person("p1", kinds), Person("p2", kinds, "人事处"), Person("p3", kinds)}));
  ASSERT_OK_AND_ASSIGN(auto page, store().ListReporters(Deadline(), "c1", "", "p1", {.size = 1}));
  EXPECT_THAT(page.items, ElementsAre(Person("p2", kinds, "人事处")));
  EXPECT_TRUE(page.more);
  ASSERT_OK_AND_ASSIGN(page, store().ListReporters(Deadline(), "c1", "办公室", "", {}));
  EXPECT_THAT(IdsOf(page.items), ElementsAre("p1", "p3"));
  EXPECT_FALSE(page.more);
  EXPECT_THAT(store().ListReporters(Deadline(), "c9", "", "", {}), StatusIs(Code::kNotFound));
}

TEST_P(ReportStoreTest, AThousandReportersAtOnce) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
  std::vector<Reporter> many;
  for (int i = 0; i < 1000; ++i) many.push_back(Person(fmt::format("p{:04}", i)));
  const Change change = Now("req");
  ASSERT_OK(store().CreateReporters(change, "c1", many));
  ASSERT_OK_AND_ASSIGN(const auto repeated, store().CreateReporters(change, "c1", many));
  EXPECT_EQ(repeated, many);
  ASSERT_OK_AND_ASSIGN(const auto page,
                       store().ListReporters(Deadline(), "c1", "", "", {.size = 1000}));
  EXPECT_EQ(page.items.size(), 1000u);
}

TEST_P(ReportStoreTest, AReporterWithAReportStays) {
  SetUpDraft();
  ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p2")}));
  EXPECT_THAT(store().DeleteReporter(Now(), {"c1", "p1"}),
              AllOf(StatusIs(Code::kFailedPrecondition), HasReason("REPORTER_HAS_REPORT")));
  const Change change = Now("req");
  ASSERT_OK(store().DeleteReporter(change, {"c1", "p2"}));
  ASSERT_OK(store().DeleteReporter(change, {"c1", "p2"})) << "a repeat";
  EXPECT_THAT(store().DeleteReporter(Now(), {"c1", "p2"}), StatusIs(Code::kNotFound));
  ASSERT_OK(store().WithdrawReport(Now(), kReport, std::nullopt, "x"));
  EXPECT_THAT(store().DeleteReporter(Now(), {"c1", "p1"}), HasReason("REPORTER_HAS_REPORT"));
}

// ---- reports

TEST_P(ReportStoreTest, AReportComesBackAsItWasCreated) {
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

TEST_P(ReportStoreTest, OnlyWhoOwesAReportMayBeginOne) {
  SetUpDraft();
  const auto not_a_reporter =
      AllOf(StatusIs(Code::kFailedPrecondition), HasReason("NOT_A_REPORTER"));
  EXPECT_THAT(store().CreateReport(Now(), {{"c1", "r2"}, "p9", ReportKind::kDuty, {}}),
              not_a_reporter);
  EXPECT_THAT(store().CreateReport(Now(), {{"c1", "r2"}, "p1", ReportKind::kIntegrity, {}}),
              not_a_reporter);
}

TEST_P(ReportStoreTest, OneReportOfAKindUntilItIsWithdrawn) {
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

TEST_P(ReportStoreTest, ManyAtOnceMakeOneReport) {
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

TEST_P(ReportStoreTest, UpdatesBecomeRevisions) {
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

TEST_P(ReportStoreTest, ContentBeyondTheLimitIsRefusedAlsoInParts) {
  SetUpDraft();
  ContentPatch patch;
  patch.sections.emplace({Section{"work", std::string(kMaxContentBytes - 4, 'a')}});
  EXPECT_THAT(store().UpdateReport(Now(), kReport, std::nullopt, patch),
              HasReason("LIMIT_EXCEEDED"))
      << "the metrics that stay count too";
  patch.metrics.emplace();
  EXPECT_OK(store().UpdateReport(Now(), kReport, std::nullopt, patch));
}

TEST_P(ReportStoreTest, FromSubmissionToAcceptance) {
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

TEST_P(ReportStoreTest, TheStateDecidesWhatIsAllowed) {
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

TEST_P(ReportStoreTest, ErrorsOfTheChecksRefuseASubmission) {
  SetUpDraft();
  ContentPatch patch;
  patch.sections.emplace({Section{"work", "在XX市认真履职。"}});
  ASSERT_OK(store().UpdateReport(Now(), kReport, std::nullopt, patch));
  EXPECT_THAT(Submit(), AllOf(StatusIs(Code::kFailedPrecondition), HasReason("REPORT_CHECK_FAILED"),
                              HasViolation("work", "PLACEHOLDER")));
  ASSERT_OK_AND_ASSIGN(const Report got, store().GetReport(Deadline(), kReport));
  EXPECT_EQ(got.state, ReportState::kDraft);
}

TEST_P(ReportStoreTest, LateAndTooLate) {
  SetUpDraft();
  CyclePatch patch;
  patch.late_submission_end_time.emplace(kDue + absl::Hours(1));
  ASSERT_OK(store().UpdateCycle(Now(), "c1", std::nullopt, patch));
  EXPECT_THAT(Submit(absl::Hours(26)),
              AllOf(StatusIs(Code::kFailedPrecondition), HasReason("SUBMISSION_CLOSED")));
  ASSERT_OK_AND_ASSIGN(const Report late, Submit(absl::Hours(25)));
  EXPECT_TRUE(late.late);
}

TEST_P(ReportStoreTest, ReportsAreListedWithAndWithoutContent) {
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

TEST_P(ReportStoreTest, APageOfReportsEndsWhereItWouldWeighTooMuch) {
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

TEST_P(ReportStoreTest, RevisionsTellWhatBecameOfThem) {
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

TEST_P(ReportStoreTest, ARevisionSubmittedTwiceShowsTheLastDecision) {
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

TEST_P(ReportStoreTest, TheDatabaseItselfKeepsHistory) {
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

// ---- who is missing

TEST_P(ReportStoreTest, WhoWasMissingIsKnownForEveryTime) {
  SetUpDraft();
  ASSERT_OK(store().CreateReporters(Now(), "c1",
                                    {Person("p2", {ReportKind::kDuty, ReportKind::kIntegrity})}));
  EXPECT_THAT(MissingAt(absl::Hours(10)), ElementsAre("p1/1:r1", "p2/1:", "p2/2:"));
  ASSERT_OK(Submit(absl::Hours(1)));
  ASSERT_OK(Decide(Decision::kReturned, absl::Hours(2)));
  ASSERT_OK(store().WithdrawReport(At(absl::Hours(3)), kReport, std::nullopt, "重写"));
  ASSERT_OK(store().CreateReport(At(absl::Hours(4)),
                                 {{"c1", "r2"}, "p1", ReportKind::kDuty, GoodContent()}));
  ASSERT_OK(store().SubmitReport(At(absl::Hours(5)), {"c1", "r2"}, std::nullopt));
  EXPECT_THAT(MissingAt(absl::Hours(0)), ElementsAre("p1/1:r1", "p2/1:", "p2/2:"));
  EXPECT_THAT(MissingAt(absl::Hours(1)), ElementsAre("p2/1:", "p2/2:")) << "filed";
  EXPECT_THAT(MissingAt(absl::Minutes(150)), ElementsAre("p2/1:", "p2/2:")) << "returned is filed";
  EXPECT_THAT(MissingAt(absl::Hours(3)), ElementsAre("p1/1:", "p2/1:", "p2/2:")) << "withdrawn";
  EXPECT_THAT(MissingAt(absl::Hours(4)), ElementsAre("p1/1:r2", "p2/1:", "p2/2:")) << "begun anew";
  EXPECT_THAT(MissingAt(absl::Hours(5)), ElementsAre("p2/1:", "p2/2:"));
  EXPECT_THAT(MissingAt(absl::Hours(-1)), ElementsAre("p1/1:", "p2/1:", "p2/2:"));
}

TEST_P(ReportStoreTest, TheMissingAreListedInPagesWithTheirTotal) {
  SetUpDraft();
  ASSERT_OK(store().CreateReporters(
      Now(), "c1", {Person("p2", {ReportKind::kDuty, ReportKind::kIntegrity}), Person("p3")}));
  std::vector<std::string> seen;
  std::optional<std::pair<std::string, ReportKind>> after;
  bool more = true;
  while (more) {
    ASSERT_OK_AND_ASSIGN(const MissingPage missing,
                         store().ListMissing(Deadline(), "c1", kDue, after, {.size = 1}));
    EXPECT_EQ(missing.total, 4);
    ASSERT_EQ(missing.page.items.size(), 1u);
    const MissingReporter& one = missing.page.items[0];
    seen.push_back(fmt::format("{}/{}", one.reporter.id, static_cast<int>(one.kind)));
    after.emplace(one.reporter.id, one.kind);
    more = missing.page.more;
  }
  EXPECT_THAT(seen, ElementsAre("p1/1", "p2/1", "p2/2", "p3/1"));
  EXPECT_THAT(store().ListMissing(Deadline(), "c9", kDue, std::nullopt, {}),
              StatusIs(Code::kNotFound));
}

// ---- repeats

TEST_P(ReportStoreTest, ARepeatChangesNothingAndGivesTheResourceAsItIs) {
  ASSERT_OK(store().CreateTemplate(At({}, "q1"), Template()));
  ASSERT_OK(store().CreateTemplate(At({}, "q1"), Template()));
  ASSERT_OK(store().CreateCycle(At({}, "q2"), NewCycle()));
  ASSERT_OK(store().CreateCycle(At({}, "q2"), NewCycle()));
  ASSERT_OK(store().CreateReporters(At({}, "q3"), "c1", {Person("p1")}));
  NewReport made{{"c1", "ra"}, "p1", ReportKind::kDuty, GoodContent()};
  ASSERT_OK(store().CreateReport(At({}, "q4"), made));
  made.name.id = "rb";  // the id that the service would make up for the repeat
  ASSERT_OK_AND_ASSIGN(const Report repeated, store().CreateReport(At({}, "q4"), made));
  EXPECT_EQ(repeated.id, "ra");
  const ChildName name{"c1", "ra"};
  ASSERT_OK(store().SubmitReport(At(absl::Hours(1), "q5"), name, 1));
  ASSERT_OK(store().ReviewReport(At(absl::Hours(2), "q6"), name, 2, Decision::kReturned, "", "x"));
  ASSERT_OK_AND_ASSIGN(const Report now, store().SubmitReport(At(absl::Hours(3), "q5"), name, 1));
  EXPECT_EQ(now.state, ReportState::kReturned) << "as it is now, not as the first call left it";
  EXPECT_EQ(now.version, 3);
  EXPECT_THAT(AuditActions(),
              UnorderedElementsAre("template.create", "cycle.create", "reporter.create",
                                   "report.create", "report.submit", "report.return"));
}

TEST_P(ReportStoreTest, ARequestIdIsForOneRequest) {
  ASSERT_OK(store().CreateTemplate(At({}, "q1", "d1"), Template()));
  EXPECT_THAT(store().CreateTemplate(At({}, "q1", "d2"), Template("t2")),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("REQUEST_ID_REUSED")));
  EXPECT_THAT(store().GetTemplate(Deadline(), "t2"), StatusIs(Code::kNotFound));
}

TEST_P(ReportStoreTest, ARefusalDoesNotUseUpTheRequestId) {
  EXPECT_THAT(store().CreateCycle(At({}, "q1"), NewCycle()), StatusIs(Code::kNotFound));
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(At({}, "q1"), NewCycle()));
}

TEST_P(ReportStoreTest, TheSameRequestAtOnceIsDoneOnce) {
  SetUpDraft();
  ReportStore& other = under_test_->Again();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      ReportStore& mine = i % 2 == 0 ? store() : other;
      const auto result = mine.SubmitReport(At(absl::Hours(1), "q1"), kReport, 1);
      if (result.ok() && result->state == ReportState::kSubmitted) ++good;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 8);
  EXPECT_THAT(AuditActions("cycles/c1/reports/r1"), ElementsAre("report.create", "report.submit"));
}

// ---- audit

TEST_P(ReportStoreTest, TheTrailSaysWhoWhatWhenAndWhy) {
  SetUpDraft();
  ASSERT_OK(store().WithdrawReport(At(absl::Hours(1)), kReport, std::nullopt, "岗位调整"));
  ASSERT_OK_AND_ASSIGN(auto page, store().ListAudit(Deadline(), {"", std::nullopt}, {.size = 4}));
  EXPECT_EQ(page.items.size(), 4u);
  EXPECT_TRUE(page.more);
  ASSERT_OK_AND_ASSIGN(page,
                       store().ListAudit(Deadline(), {"", page.items.back().key}, {.size = 4}));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_FALSE(page.more);
  const ledger::AuditEntry expected{.time_us = absl::ToUnixMicros(kStart + absl::Hours(1)),
                                    .actor = "zhang",
                                    .trace_id = "00112233445566778899aabbccddeeff",
                                    .action = "report.withdraw",
                                    .resource = "cycles/c1/reports/r1",
                                    .detail = "岗位调整"};
  EXPECT_EQ(page.items[0].entry, expected);
}

TEST_P(ReportStoreTest, TheTrailHoldsNoMarks) {
  SetUpDraft();
  ASSERT_OK(Submit());
  ASSERT_OK(Decide(Decision::kAccepted));
  ASSERT_OK_AND_ASSIGN(const auto page, store().ListAudit(Deadline(), {"", std::nullopt}, {}));
  for (const ledger::AuditRecord& record : page.items) {
    EXPECT_THAT(record.entry.detail, Not(testing::HasSubstr("92.5")));
  }
}

TEST_P(ReportStoreTest, APassedDeadlineChangesNothing) {
  SetUpDraft();
  Change change = Now();
  change.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_THAT(store().CloseCycle(change, "c1", std::nullopt), StatusIs(Code::kDeadlineExceeded));
  ASSERT_OK_AND_ASSIGN(const Cycle cycle, store().GetCycle(Deadline(), "c1"));
  EXPECT_EQ(cycle.state, CycleState::kOpen);
  EXPECT_OK(store().Ping(Deadline()));
}

INSTANTIATE_TEST_SUITE_P(
    Backends, ReportStoreTest,
    testing::Values(Backend{"sqlite", [] { return std::make_unique<SqliteStore>(); }}),
    [](const testing::TestParamInfo<Backend>& info) { return info.param.name; });

}  // namespace
}  // namespace pingyi::report
