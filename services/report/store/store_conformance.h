// The suite that every backend of the report store passes. A further backend is one more entry of
// AllBackends().
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/status_matchers.h"
#include "services/report/store/report_store.h"
#include "services/report/store/schema.h"
#include "services/report/store/sql_report_store.h"

namespace pingyi::report {

// A fresh database with a store over it.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual ReportStore& store() = 0;
  virtual sql::Database& database() = 0;
  // A second store over the same data, as another process would have it.
  virtual ReportStore& Again() = 0;
};

class TempStore final : public StoreUnderTest {
 public:
  explicit TempStore(sql::Backend backend) : temp_(Migrations(), backend) {}

  ReportStore& store() override { return *store_; }
  sql::Database& database() override { return *temp_; }
  ReportStore& Again() override {
    other_ = temp_.OpenAgain();
    other_store_ = MakeSqlReportStore(*other_);
    return *other_store_;
  }

 private:
  sql::TempDatabase temp_;
  std::unique_ptr<ReportStore> store_ = MakeSqlReportStore(*temp_);
  std::unique_ptr<sql::Database> other_;
  std::unique_ptr<ReportStore> other_store_;
};

struct Backend {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};

inline const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);
inline const absl::Time kDue = kStart + absl::Hours(24);
inline const ChildName kReport{"c1", "r1"};

inline Content GoodContent(const std::string& text = "认真履职，完成任务。") {
  return {{{"work", text}}, {{"done", "97.3", "说明"}}};
}

inline std::vector<std::string> IdsOf(const auto& items) {
  std::vector<std::string> ids;
  for (const auto& item : items) ids.push_back(item.id);
  return ids;
}

inline void PrintTo(const Backend& backend, std::ostream* out) { *out << backend.name; }

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

// Those whose database itself refuses what must never change, whoever asks: SQLite's triggers do.
// On MariaDB the rights of the service's user guard (tests/deploy/mariadb); that of these tests has
// all rights.
inline std::vector<Backend> BackendsWithTriggers() {
  return {{"sqlite", [] { return std::make_unique<TempStore>(sql::Backend::kSqlite); }}};
}

inline std::vector<Backend> AllBackends() {
  std::vector<Backend> backends = BackendsWithTriggers();
  backends.push_back({"mysql", [] { return std::make_unique<TempStore>(sql::Backend::kMysql); }});
  return backends;
}

inline std::string BackendName(const testing::TestParamInfo<Backend>& info) {
  return info.param.name;
}

}  // namespace pingyi::report
