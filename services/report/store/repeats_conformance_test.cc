// Repeated requests, the audit trail and deadlines.
#include <atomic>
#include <thread>

#include "services/report/store/store_conformance.h"

namespace pingyi::report {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using Code = absl::StatusCode;

class RepeatStoreTest : public ReportStoreTest {};

// ---- repeats

TEST_P(RepeatStoreTest, ARepeatChangesNothingAndGivesTheResourceAsItIs) {
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

TEST_P(RepeatStoreTest, ARequestIdIsForOneRequest) {
  ASSERT_OK(store().CreateTemplate(At({}, "q1", "d1"), Template()));
  EXPECT_THAT(store().CreateTemplate(At({}, "q1", "d2"), Template("t2")),
              AllOf(StatusIs(Code::kAlreadyExists), HasReason("REQUEST_ID_REUSED")));
  EXPECT_THAT(store().GetTemplate(Deadline(), "t2"), StatusIs(Code::kNotFound));
}

TEST_P(RepeatStoreTest, ARefusalDoesNotUseUpTheRequestId) {
  EXPECT_THAT(store().CreateCycle(At({}, "q1"), NewCycle()), StatusIs(Code::kNotFound));
  ASSERT_OK(store().CreateTemplate(Now(), Template()));
  ASSERT_OK(store().CreateCycle(At({}, "q1"), NewCycle()));
}

TEST_P(RepeatStoreTest, TheSameRequestAtOnceIsDoneOnce) {
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

TEST_P(RepeatStoreTest, TheTrailSaysWhoWhatWhenAndWhy) {
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

TEST_P(RepeatStoreTest, TheTrailHoldsNoMarks) {
  SetUpDraft();
  ASSERT_OK(Submit());
  ASSERT_OK(Decide(Decision::kAccepted));
  ASSERT_OK_AND_ASSIGN(const auto page, store().ListAudit(Deadline(), {"", std::nullopt}, {}));
  for (const ledger::AuditRecord& record : page.items) {
    EXPECT_THAT(record.entry.detail, Not(testing::HasSubstr("92.5")));
  }
}

TEST_P(RepeatStoreTest, APassedDeadlineChangesNothing) {
  SetUpDraft();
  Change change = Now();
  change.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_THAT(store().CloseCycle(change, "c1", std::nullopt), StatusIs(Code::kDeadlineExceeded));
  ASSERT_OK_AND_ASSIGN(const Cycle cycle, store().GetCycle(Deadline(), "c1"));
  EXPECT_EQ(cycle.state, CycleState::kOpen);
  EXPECT_OK(store().Ping(Deadline()));
}

INSTANTIATE_TEST_SUITE_P(Backends, RepeatStoreTest, testing::ValuesIn(AllBackends()), BackendName);

}  // namespace
}  // namespace pingyi::report
