// What two processes may do to each other on one database. Where only one writes at a time this
// holds by itself; where many do, by locks and keys.
#include <algorithm>
#include <array>
#include <atomic>
#include <set>
#include <thread>

#include "services/base/testing/at_once.h"
#include "services/report/store/store_conformance.h"

namespace pingyi::report {
namespace {

using ::pingyi::test::AtOnce;
using ::pingyi::test::HasReason;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class ConcurrentStoreTest : public ReportStoreTest {
 protected:
  // Template t1, cycle c1 and its reporters p0 …
  void SetUpRoster(int reporters) {
    ASSERT_OK(store().CreateTemplate(Now(), Template()));
    ASSERT_OK(store().CreateCycle(Now(), NewCycle()));
    std::vector<Reporter> roster;
    for (int i = 0; i < reporters; ++i) roster.push_back(Person(fmt::format("p{}", i)));
    ASSERT_OK(store().CreateReporters(Now(), "c1", roster));
  }
  absl::StatusOr<Report> Begin(ReportStore& where, int reporter, const Change& change) {
    return where.CreateReport(change, {{"c1", fmt::format("r{}", reporter)},
                                       fmt::format("p{}", reporter),
                                       ReportKind::kDuty,
                                       GoodContent()});
  }
  size_t CountReports() {
    ReportFilter filter;
    filter.cycle_id = "c1";
    auto page = store().ListReports(Deadline(), filter, "", {.size = 1000});
    EXPECT_OK(page);
    return page.ok() ? page->items.size() : 0;
  }

  // The stores of two processes by turns.
  ReportStore& Of(int caller) { return caller % 2 == 0 ? store() : other_; }

 private:
  ReportStore& other_ = under_test_->Again();
};

TEST_P(ConcurrentStoreTest, TheSameCreationAtOnceMakesOneReport) {
  SetUpRoster(1);
  std::array<std::string, 8> ids;
  AtOnce(8, [&](int i) {
    NewReport report{{"c1", fmt::format("made-up-{}", i)}, "p0", ReportKind::kDuty, GoodContent()};
    ASSERT_OK_AND_ASSIGN(const Report made, Of(i).CreateReport(Now("q1"), report));
    ids[static_cast<size_t>(i)] = made.id;
  });
  EXPECT_THAT(std::set(ids.begin(), ids.end()), SizeIs(1)) << "everybody hears of the same one";
  EXPECT_EQ(CountReports(), 1u);
  EXPECT_THAT(AuditActions("cycles/c1/reports"), ElementsAre("report.create"));
}

TEST_P(ConcurrentStoreTest, TheSameClosingAtOnceIsDoneOnce) {
  SetUpRoster(1);
  AtOnce(6, [&](int i) {
    ASSERT_OK_AND_ASSIGN(const Cycle cycle, Of(i).CloseCycle(Now("q1"), "c1", 1));
    EXPECT_EQ(cycle.version, 2);
  });
}

TEST_P(ConcurrentStoreTest, OfManyUpdatesOfOneVersionOneIsMade) {
  SetUpDraft();
  std::atomic<int> made = 0;
  AtOnce(8, [&](int i) {
    ContentPatch patch;
    patch.sections = {{"work", fmt::format("第{}人改写的履职情况", i)}};
    const auto updated = Of(i).UpdateReport(Now(), kReport, 1, patch);
    if (updated.ok()) {
      ++made;
    } else {
      EXPECT_THAT(updated, HasReason("ETAG_MISMATCH"));
    }
  });
  EXPECT_EQ(made, 1);
  ASSERT_OK_AND_ASSIGN(const auto revisions, store().ListRevisions(Deadline(), kReport, 0, {}));
  EXPECT_THAT(revisions.items, SizeIs(2));
}

// Each the other way round, which would have rows wait for each other.
TEST_P(ConcurrentStoreTest, ARosterImportedTwiceAtOnceIsOneRoster) {
  SetUpRoster(0);
  std::vector<Reporter> roster;
  for (int i = 0; i < 300; ++i) roster.push_back(Person(fmt::format("p{:03}", i)));
  AtOnce(4, [&](int i) {
    std::vector<Reporter> mine = roster;
    if (i % 2 == 1) std::reverse(mine.begin(), mine.end());
    EXPECT_OK(Of(i).CreateReporters(Now(), "c1", mine));
  });
  ASSERT_OK_AND_ASSIGN(const auto stored,
                       store().ListReporters(Deadline(), "c1", "", "", {.size = 1000}));
  EXPECT_THAT(stored.items, SizeIs(300));
}

TEST_P(ConcurrentStoreTest, NothingGetsIntoACycleOnceItIsClosed) {
  constexpr int kReporters = 60;
  constexpr int kThreads = 4;
  SetUpRoster(kReporters);
  std::atomic<size_t> begun = 0;
  size_t when_closed = 0;
  AtOnce(kThreads + 1, [&](int thread) {
    if (thread == kThreads) {
      while (begun < kReporters / 4) std::this_thread::yield();
      ASSERT_OK(store().CloseCycle(Now(), "c1", std::nullopt));
      when_closed = CountReports();
      return;
    }
    for (int i = thread; i < kReporters; i += kThreads) {
      const auto report = Begin(Of(thread), i, Now());
      if (report.ok()) {
        ++begun;
      } else {
        EXPECT_THAT(report, HasReason("CYCLE_CLOSED"));
      }
    }
  });
  EXPECT_EQ(CountReports(), when_closed);
}

TEST_P(ConcurrentStoreTest, ReporterAndReportAreNotTornApart) {
  constexpr int kTries = 20;
  SetUpRoster(kTries);
  for (int i = 0; i < kTries; ++i) {
    absl::Status created;
    absl::Status removed;
    AtOnce(2, [&](int side) {
      if (side == 0) {
        created = Begin(Of(0), i, Now()).status();
      } else {
        removed = Of(1).DeleteReporter(Now(), {"c1", fmt::format("p{}", i)});
      }
    });
    ASSERT_NE(created.ok(), removed.ok()) << created << removed;
    if (created.ok()) {
      EXPECT_THAT(removed, HasReason("REPORTER_HAS_REPORT"));
    } else {
      EXPECT_THAT(created, HasReason("NOT_A_REPORTER"));
    }
  }
}

TEST_P(ConcurrentStoreTest, OfTwoDecisionsOnAReportOneCounts) {
  SetUpDraft();
  ASSERT_OK(Submit());
  std::atomic<int> decided = 0;
  AtOnce(4, [&](int i) {
    const auto result = Of(i).ReviewReport(At(absl::Hours(2)), kReport, std::nullopt,
                                           i < 2 ? Decision::kAccepted : Decision::kReturned,
                                           i < 2 ? "90" : "", "");
    if (result.ok()) ++decided;
  });
  EXPECT_EQ(decided, 1);
  EXPECT_THAT(AuditActions("cycles/c1/reports"), SizeIs(3));
}

// Beside the locks: in a cluster, where locks are those of one node, a change and the closing of
// its cycle meet at the rows that both have written.
class GuardTest : public ReportStoreTest {
 protected:
  int64_t Count(sql::Sql query) { return sql::QueryInt64(under_test_->database(), query); }
  int64_t Changes() { return Count("SELECT COALESCE(SUM(changes), 0) FROM cycle_guards"); }
  void ExpectGuarded(const absl::Status& change, std::string_view what) {
    EXPECT_OK(change) << what;
    EXPECT_GT(Changes(), seen_) << what;
    seen_ = Changes();
  }
  absl::Status Update() {
    ContentPatch patch;
    patch.sections = {{"work", fmt::format("第{}次改写的履职情况", ++updates_)}};
    return store().UpdateReport(Now(), kReport, std::nullopt, patch).status();
  }
  absl::Status Rename(const std::string& name) {
    CyclePatch patch;
    patch.display_name = name;
    return store().UpdateCycle(Now(), "c1", std::nullopt, patch).status();
  }
  absl::Status Begin() {
    return store()
        .CreateReport(Now(), {{"c1", "r2"}, "p2", ReportKind::kDuty, GoodContent()})
        .status();
  }
  absl::Status Withdraw(const ChildName& report) {
    return store().WithdrawReport(At(absl::Hours(3)), report, std::nullopt, "重写").status();
  }

  int64_t seen_ = 0;
  int updates_ = 0;
};

TEST_P(GuardTest, EveryChangeInACycleWritesARowThatItsClosingWrites) {
  SetUpDraft();
  ExpectGuarded(absl::OkStatus(), "the beginning of a report");
  ExpectGuarded(Update(), "an update");
  ExpectGuarded(Submit().status(), "a submission");
  ExpectGuarded(Decide(Decision::kReturned).status(), "a return");
  ExpectGuarded(Update(), "another update");
  ExpectGuarded(Submit().status(), "another submission");
  ExpectGuarded(Decide(Decision::kAccepted).status(), "an acceptance");
  ExpectGuarded(store().CreateReporters(Now(), "c1", {Person("p2"), Person("p3")}).status(),
                "more reporters");
  ExpectGuarded(Begin(), "the beginning of another report");
  ExpectGuarded(Withdraw({"c1", "r2"}), "a withdrawal");
  ExpectGuarded(store().DeleteReporter(Now(), {"c1", "p3"}), "fewer reporters");
  ExpectGuarded(Rename("另一个名称"), "an update of the cycle");
  EXPECT_EQ(Count("SELECT count(*) FROM cycle_guards WHERE closed = 0"), 16);
  ExpectGuarded(store().CloseCycle(Now(), "c1", std::nullopt).status(), "the closing");
  EXPECT_EQ(Count("SELECT count(*) FROM cycle_guards WHERE closed = 1"), 16);
  EXPECT_THAT(Begin(), HasReason("CYCLE_CLOSED"));
}

// As those of an older version were.
TEST_P(GuardTest, ACycleWithoutGuardsGetsThemWhenTheyAreNeeded) {
  SetUpDraft();
  ASSERT_OK(sql::Execute(under_test_->database(), "DELETE FROM cycle_guards"));
  ASSERT_OK(Update());
  ASSERT_OK(Update());
  EXPECT_EQ(Count("SELECT count(*) FROM cycle_guards WHERE closed = 0"), 1);
  EXPECT_EQ(Changes(), 2);
  ASSERT_OK(store().CloseCycle(Now(), "c1", std::nullopt));
  EXPECT_EQ(Count("SELECT count(*) FROM cycle_guards WHERE closed = 1"), 16);
}

TEST_P(GuardTest, AClosedGuardLetsNothingIntoTheCycle) {
  SetUpDraft();
  ASSERT_OK(store().CreateReporters(Now(), "c1", {Person("p2")}));
  ASSERT_OK(sql::Execute(under_test_->database(), "UPDATE cycle_guards SET closed = 1"));
  const auto internal = test::StatusIs(absl::StatusCode::kInternal);
  EXPECT_THAT(Update(), internal);
  EXPECT_THAT(Submit(), internal);
  EXPECT_THAT(Withdraw(kReport), internal);
  EXPECT_THAT(Begin(), internal);
  EXPECT_THAT(store().CreateReporters(Now(), "c1", {Person("p3")}), internal);
  EXPECT_THAT(store().DeleteReporter(Now(), {"c1", "p2"}), internal);
  EXPECT_THAT(Rename("另一个名称"), internal);
  EXPECT_THAT(store().CloseCycle(Now(), "c1", std::nullopt), internal);
  ASSERT_OK_AND_ASSIGN(const Report report, store().GetReport(Deadline(), kReport));
  EXPECT_EQ(report.state, ReportState::kDraft);
  EXPECT_EQ(report.revision, 1);
}

INSTANTIATE_TEST_SUITE_P(Backends, GuardTest, testing::ValuesIn(AllBackends()), BackendName);

INSTANTIATE_TEST_SUITE_P(Backends, ConcurrentStoreTest, testing::ValuesIn(AllBackends()),
                         BackendName);

}  // namespace
}  // namespace pingyi::report
