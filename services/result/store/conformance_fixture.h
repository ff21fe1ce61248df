// What the conformance tests of the store share. They run once for each backend of Backends().
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include <absl/time/time.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/clock/clock.h"
#include "services/base/sql/database.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/result/store/result_store.h"
#include "services/result/store/schema.h"
#include "services/result/store/sql_result_store.h"

namespace pingyi::result {

// More bytes than any list has.
inline constexpr size_t kNoCap = size_t{1} << 30;

// A new, empty database of some kind with a store on it.
class TestBackend {
 public:
  virtual ~TestBackend() = default;
  virtual ResultStore& store() = 0;
  virtual sql::Database& database() = 0;
  // A store on the same database as another process would have it.
  virtual ResultStore& OtherProcess() = 0;
};

struct BackendFactory {
  std::string name;
  std::function<std::unique_ptr<TestBackend>()> make;
};

inline void PrintTo(const BackendFactory& backend, std::ostream* out) { *out << backend.name; }

class TempBackend final : public TestBackend {
 public:
  explicit TempBackend(sql::Backend backend) : database_(Migrations(), backend) {}

  ResultStore& store() override { return store_; }
  sql::Database& database() override { return *database_; }
  ResultStore& OtherProcess() override {
    if (other_ == nullptr) {
      other_database_ = database_.OpenAgain();
      other_ = std::make_unique<SqlResultStore>(*other_database_);
    }
    return *other_;
  }

 private:
  sql::TempDatabase database_;
  SqlResultStore store_{*database_};
  std::unique_ptr<sql::Database> other_database_;
  std::unique_ptr<ResultStore> other_;
};

inline BackendFactory BackendOf(std::string name, sql::Backend backend) {
  return {std::move(name), [backend] { return std::make_unique<TempBackend>(backend); }};
}
inline auto Backends() {
  return testing::Values(BackendOf("sqlite", sql::Backend::kSqlite),
                         BackendOf("mysql", sql::Backend::kMysql));
}
// Those whose database itself refuses what must never change, whoever asks: SQLite's triggers do.
// On MariaDB the rights of the service's user guard (tests/deploy/mariadb); that of these tests has
// all rights.
inline auto BackendsWithTriggers() {
  return testing::Values(BackendOf("sqlite", sql::Backend::kSqlite));
}
inline std::string BackendName(const testing::TestParamInfo<BackendFactory>& info) {
  return info.param.name;
}

constexpr absl::Duration kLease = absl::Seconds(60);

class StoreConformance : public testing::TestWithParam<BackendFactory> {
 protected:
  ResultStore& store() { return backend_->store(); }
  absl::Time deadline() const { return absl::Now() + absl::Seconds(10); }

  Change ByActor(const std::string& request_id = "", const std::string& digest = "d",
                 const std::string& method = "Method") const {
    return {.now = clock_.Now(),
            .actor = "auditor",
            .trace_id = "trace",
            .request = {.request_id = request_id, .method = method, .digest = digest}};
  }

  absl::StatusOr<RunRecord> Begin(const std::string& round, const std::string& run = "run") {
    return store().BeginRun(deadline(), round, run, kLease, ByActor());
  }
  static RunLease LeaseOf(const RunRecord& run) {
    return {.round = run.round, .run = run.run, .attempt = run.attempt};
  }

  // `count` subjects in two groups on one criterion.
  static RunResults MakeResults(int count) {
    RunResults results{.shape = {.groups = {"a", "b"}, .criteria = {"work"}}, .digest = "digest"};
    for (int i = 1; i <= count; ++i) {
      results.results.push_back(
          {.subject = fmt::format("s{}", i),
           .display_name = fmt::format("Subject {}", i),
           .position = count + 1 - i,
           .rank = (i + 1) / 2,
           .shared_rank = true,
           .grade = "good",
           .grade_title = "良好",
           .total = {"1069/12", "89.08"},
           .groups = {{.score = NumberText{"89", "89.00"},
                       .criteria = {{.score = NumberText{"89", "89.00"}, .mark_count = 4}}},
                      {.criteria = {{.abstention_count = 2}}}}});
    }
    return results;
  }

  // A round with a run that succeeded.
  RunRecord Succeed(const std::string& round, const std::string& run, int subjects = 3) {
    absl::StatusOr<RunRecord> begun = Begin(round, run);
    EXPECT_TRUE(begun.ok()) << begun.status();
    const RunInputs inputs{.policy = {"p", 2},
                           .policy_digest = "policy digest",
                           .frozen_digest = "frozen digest",
                           .tally_digest = "tally digest"};
    EXPECT_TRUE(store()
                    .RecordProgress(deadline(), LeaseOf(*begun),
                                    {.stage = RunStage::kStoring, .inputs = inputs}, clock_.Now(),
                                    kLease)
                    .ok());
    absl::StatusOr<RunRecord> done =
        store().StoreResults(deadline(), LeaseOf(*begun), MakeResults(subjects), ByActor());
    EXPECT_TRUE(done.ok()) << done.status();
    return *done;
  }

  int64_t CountRows(sql::Sql query) {
    int64_t count = -1;
    EXPECT_TRUE(backend_->database()
                    .Read(deadline(),
                          [&](sql::Transaction& tx) {
                            return tx.Query(query, {}, [&](const sql::Row& row) {
                              count = row.Int64(0);
                              return absl::OkStatus();
                            });
                          })
                    .ok());
    return count;
  }

  std::vector<std::string> AuditedActions() {
    std::vector<std::string> actions;
    absl::StatusOr<std::vector<ledger::AuditRecord>> records =
        store().ListAudit(deadline(), {}, 1000);
    EXPECT_TRUE(records.ok()) << records.status();
    for (const ledger::AuditRecord& record : *records) actions.push_back(record.entry.action);
    return actions;
  }

  FakeClock clock_;
  const std::unique_ptr<TestBackend> backend_ = GetParam().make();
};

}  // namespace pingyi::result
