// Templates, cycles, the roster and who is missing.
#include <fmt/format.h>

#include "services/report/store/store_conformance.h"

namespace pingyi::report {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Code = absl::StatusCode;

class CycleStoreTest : public ReportStoreTest {};

// ---- templates

TEST_P(CycleStoreTest, ATemplateComesBackAsItWasCreated) {
  ASSERT_OK_AND_ASSIGN(const ReportTemplate made, store().CreateTemplate(Now(), Template()));
  EXPECT_EQ(made, Template());
  ASSERT_OK_AND_ASSIGN(const ReportTemplate got, store().GetTemplate(Deadline(), "t1"));
  EXPECT_EQ(got, made);
  EXPECT_THAT(store().GetTemplate(Deadline(), "t2"),
              AllOf(StatusIs(Code::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_P(CycleStoreTest, ATemplateIdIsTakenOnce) {
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  EXPECT_THAT(store().CreateTemplate(Now(), Template()),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("RESOURCE_EXISTS")));
  EXPECT_THAT(AuditActions(), ElementsAre("template.create")) << "a refusal leaves no trace";
}

TEST_P(CycleStoreTest, TemplatesAreListedInPagesWithTheirSpecs) {
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

TEST_P(CycleStoreTest, ACycleComesBackAsItWasCreated) {
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

TEST_P(CycleStoreTest, ACycleNeedsItsTemplateAndAFreeId) {
  EXPECT_THAT(store().CreateCycle(Now(), NewCycle()), HasReason("RESOURCE_NOT_FOUND"));
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
  EXPECT_THAT(store().CreateCycle(Now(), NewCycle()),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("RESOURCE_EXISTS")));
}

TEST_P(CycleStoreTest, CyclesAreListedByStateInPages) {
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

TEST_P(CycleStoreTest, UpdatingACycleRaisesItsVersion) {
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

TEST_P(CycleStoreTest, AnUpdateMayNotMakeACycleContradictItself) {
  SetUpDraft();
  CyclePatch patch;
  patch.period_end = "2022-12-31";
  EXPECT_THAT(store().UpdateCycle(Now(), "c1", std::nullopt, patch),
              AllOf(StatusIs(Code::kInvalidArgument), HasViolation("cycle.period_end")));
}

TEST_P(CycleStoreTest, TheTemplateIsFixedOnceAReportExists) {
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

TEST_P(CycleStoreTest, NothingChangesInAClosedCycle) {
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

TEST_P(CycleStoreTest, TheRosterIsWrittenAllOrNone) {
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

TEST_P(CycleStoreTest, TheRosterIsListedByUnitInPages) {
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

TEST_P(CycleStoreTest, AThousandReportersAtOnce) {
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

TEST_P(CycleStoreTest, AReporterWithAReportStays) {
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

// ---- who is missing

TEST_P(CycleStoreTest, WhoWasMissingIsKnownForEveryTime) {
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

TEST_P(CycleStoreTest, TheMissingAreListedInPagesWithTheirTotal) {
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

INSTANTIATE_TEST_SUITE_P(Backends, CycleStoreTest, testing::ValuesIn(AllBackends()), BackendName);

}  // namespace
}  // namespace pingyi::report
