// What the log holds is what was committed, however it got there.
#include "services/base/sql/sqlite/log_file.h"

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <absl/cleanup/cleanup.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/sql/sqlite/connection.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

constexpr int kRows = 400;

// How often this process has asked the system to write.
int64_t Writes() {
  std::ifstream file("/proc/self/io");
  std::string key;
  int64_t value = 0;
  while (file >> key >> value) {
    if (key == "syscw:") return value;
  }
  ADD_FAILURE() << "the system does not count writes";
  return 0;
}

class LogFileTest : public ::testing::Test {
 protected:
  LogFileTest() {
    auto opened =
        SqliteConnection::Open({.path = database_.path()}, SqliteConnection::Role::kWriter, Soon());
    EXPECT_EQ(opened.status(), absl::OkStatus());
    writer_ = *std::move(opened);
    Run("CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB) STRICT");
  }

  void Run(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(writer_->get(), sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sql << ": " << sqlite3_errmsg(writer_->get());
  }
  // Each on a page of its own.
  void InsertRows(int first = 0) {
    for (int i = first; i < first + kRows; ++i) {
      Run(fmt::format("INSERT INTO rows VALUES ({}, zeroblob(4000))", i));
    }
  }
  // As a program finds it that knows nothing of ours; a copy of the files is what would be left if
  // the machine lost its power now.
  int RowsFor(const std::string& path) {
    sqlite3* plain = nullptr;
    const absl::Cleanup close = [&plain] { sqlite3_close_v2(plain); };
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &plain, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    EXPECT_EQ(Text(plain, "PRAGMA integrity_check"), "ok");
    return std::stoi(Text(plain, "SELECT count(*) FROM rows"));
  }
  int RowsInACopy() {
    const std::string copy = database_.directory() + "/copy.db";
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::copy_file(database_.path() + suffix, copy + suffix,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    std::filesystem::remove(copy + "-shm");
    return RowsFor(copy);
  }
  // Has such a program write as many rows, in one transaction.
  void InsertPlainly() {
    sqlite3* plain = nullptr;
    const absl::Cleanup close = [&plain] { sqlite3_close_v2(plain); };
    ASSERT_EQ(sqlite3_open_v2(database_.path().c_str(), &plain, SQLITE_OPEN_READWRITE, nullptr),
              SQLITE_OK);
    const std::string sql = fmt::format(
        "INSERT INTO rows WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT {}) "
        "SELECT i, zeroblob(4000) FROM n",
        kRows);
    EXPECT_EQ(sqlite3_exec(plain, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(plain);
  }
  static std::string Text(sqlite3* connection, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW) << sqlite3_errmsg(connection);
    std::string text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return text;
  }

  TempDatabase database_;
  std::unique_ptr<SqliteConnection> writer_;
};

TEST_F(LogFileTest, ATransactionOfManyPagesIsWrittenInAFewPieces) {
  Run("BEGIN IMMEDIATE");
  InsertRows();
  const int64_t before = Writes();
  Run("COMMIT");
  // 4 KiB each and 64 KiB a piece; page by page it would be twice as many as there are pages.
  EXPECT_LE(Writes() - before, kRows / 10);
  EXPECT_EQ(RowsFor(database_.path()), kRows);
}

TEST_F(LogFileTest, WhatIsCommittedIsInTheFilesAndNothingElse) {
  Run("BEGIN IMMEDIATE");
  InsertRows();
  Run("COMMIT");
  EXPECT_EQ(RowsInACopy(), kRows);
  Run("BEGIN IMMEDIATE");
  InsertRows(kRows);
  EXPECT_EQ(RowsInACopy(), kRows);
  Run("ROLLBACK");
  EXPECT_EQ(RowsInACopy(), kRows);
  Run("INSERT INTO rows VALUES (-1, NULL)");
  EXPECT_EQ(RowsInACopy(), kRows + 1);
}

// A cache too small for the transaction: pages go to the log early, and are read from there again.
TEST_F(LogFileTest, PagesThatLeaveTheCacheAreFoundAgain) {
  Run("PRAGMA cache_size = 10");
  for (const char* end : {"ROLLBACK", "COMMIT"}) {
    Run("BEGIN IMMEDIATE");
    InsertRows();
    Run("UPDATE rows SET bytes = randomblob(4000) WHERE id % 3 = 0");
    EXPECT_EQ(Text(writer_->get(), "SELECT count(*) FROM rows WHERE length(bytes) = 4000"),
              std::to_string(kRows));
    Run(end);
  }
  EXPECT_EQ(RowsFor(database_.path()), kRows);
  EXPECT_EQ(RowsInACopy(), kRows);
}

// Pages that left the cache early are still gathered when the transaction is given up. No page is
// read from the log before that: they would get to it.
TEST_F(LogFileTest, WhatIsGivenUpIsNotWrittenOverWhatAnotherProgramCommits) {
  Run("PRAGMA wal_checkpoint(TRUNCATE)");
  Run("PRAGMA cache_size = 10");
  Run("BEGIN IMMEDIATE");
  for (int i = 0; i < 15; ++i)
    Run(fmt::format("INSERT INTO rows VALUES ({}, randomblob(4000))", i));
  Run("ROLLBACK");
  InsertPlainly();
  EXPECT_EQ(Text(writer_->get(), "SELECT count(*) FROM rows WHERE bytes = zeroblob(4000)"),
            std::to_string(kRows));
  EXPECT_EQ(RowsFor(database_.path()), kRows);
  EXPECT_EQ(RowsInACopy(), kRows);
}

TEST_F(LogFileTest, ACheckpointMovesAllOfItAndTheLogBeginsAnew) {
  Run("BEGIN IMMEDIATE");
  InsertRows();
  Run("COMMIT");
  Run("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_EQ(std::filesystem::file_size(database_.path() + "-wal"), 0U);
  EXPECT_EQ(RowsFor(database_.path()), kRows);
  Run("DELETE FROM rows WHERE id % 2 = 0");
  EXPECT_EQ(RowsInACopy(), kRows / 2);
}

TEST_F(LogFileTest, ALogThatCannotBeWrittenFailsTheTransactionAlone) {
  // The first page of the next transaction goes beyond what the process may write.
  const auto size = std::filesystem::file_size(database_.path() + "-wal");
  rlimit old;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {size, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_NE(writer_->Run("INSERT INTO rows VALUES (1, zeroblob(50000))"), SQLITE_DONE);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(RowsInACopy(), 0);
  Run("INSERT INTO rows VALUES (2, zeroblob(50000))");
  EXPECT_EQ(RowsInACopy(), 1);
  EXPECT_EQ(RowsFor(database_.path()), 1);
}

TEST(GatheringVfsTest, IsRegisteredOnceAndIsNotTheDefault) {
  const char* name = GatheringVfs();
  ASSERT_NE(name, nullptr);
  EXPECT_EQ(GatheringVfs(), name);
  ASSERT_NE(sqlite3_vfs_find(name), nullptr);
  EXPECT_NE(sqlite3_vfs_find(nullptr), sqlite3_vfs_find(name));
}

}  // namespace
}  // namespace pingyi::sql
