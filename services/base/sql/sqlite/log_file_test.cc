// What the log holds is what was committed, however it got there.
#include "services/base/sql/sqlite/log_file.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>

#include <absl/cleanup/cleanup.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/sql/sqlite/connection.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

constexpr int kRows = 400;

// What the log begins with, and what it takes for a page.
constexpr uint64_t kHeader = 32;
constexpr uint64_t kFrame = 24 + 4096;

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
  void InsertRows(int first = 0, int count = kRows) {
    for (int i = first; i < first + count; ++i) {
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
  uint64_t LogSize() { return std::filesystem::file_size(database_.path() + "-wal"); }
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
  void InsertPlainly(int first = 0) {
    sqlite3* plain = nullptr;
    const absl::Cleanup close = [&plain] { sqlite3_close_v2(plain); };
    ASSERT_EQ(sqlite3_open_v2(database_.path().c_str(), &plain, SQLITE_OPEN_READWRITE, nullptr),
              SQLITE_OK);
    const std::string sql = fmt::format(
        "INSERT INTO rows WITH RECURSIVE n(i) AS (SELECT {} UNION ALL SELECT i + 1 FROM n LIMIT "
        "{}) "
        "SELECT i, zeroblob(4000) FROM n",
        first, kRows);
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
    InsertRows(0, 20);  // fewer than are gathered
    EXPECT_EQ(Text(writer_->get(), "SELECT count(*) FROM rows WHERE bytes = zeroblob(4000)"), "20");
    InsertRows(20, kRows - 20);
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

// As where the disk is full, no file grows beyond this size.
class SmallDisk {
 public:
  explicit SmallDisk(uint64_t size) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &old_), 0);
    const rlimit small = {size, old_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  }
  ~SmallDisk() {
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &old_), 0);
    std::signal(SIGXFSZ, handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  void (*handler_)(int);
  rlimit old_ = {};
};

TEST_F(LogFileTest, ALogThatCannotBeWrittenFailsTheTransactionAlone) {
  {
    const SmallDisk disk(LogSize());
    EXPECT_NE(writer_->Run("INSERT INTO rows VALUES (1, zeroblob(2000000))"), SQLITE_DONE);
  }
  EXPECT_EQ(RowsInACopy(), 0);
  Run("INSERT INTO rows VALUES (2, zeroblob(50000))");
  EXPECT_EQ(RowsInACopy(), 1);
  EXPECT_EQ(RowsFor(database_.path()), 1);
}

TEST_F(LogFileTest, ShortTransactionsSeldomMakeTheFileLonger) {
  std::set<uint64_t> sizes;
  for (int i = 0; i < 300; ++i) {
    Run(fmt::format("INSERT INTO rows VALUES ({}, zeroblob(4000))", i));
    sizes.insert(LogSize());
  }
  EXPECT_GE(*sizes.rbegin(), 300U * kFrame);
  EXPECT_LE(sizes.size(), 8U);
  EXPECT_EQ(RowsInACopy(), 300);
}

TEST_F(LogFileTest, LongTransactionsAddNoMoreThanTheirPages) {
  Run("BEGIN IMMEDIATE");
  InsertRows();
  Run("COMMIT");
  EXPECT_EQ((LogSize() - kHeader) % kFrame, 0U);
  EXPECT_GE(LogSize(), kRows * kFrame);
}

TEST_F(LogFileTest, AnEmptiedLogIsUsedAgain) {
  InsertPlainly();
  Run("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_EQ(LogSize(), 0U);
  Run("INSERT INTO rows VALUES (-1, NULL)");
  EXPECT_GE(LogSize(), 100 * kFrame);
  EXPECT_EQ(RowsInACopy(), kRows + 1);
  InsertPlainly(kRows);  // over what was added
  EXPECT_EQ(RowsInACopy(), 2 * kRows + 1);
  Run("INSERT INTO rows VALUES (-2, NULL)");
  EXPECT_EQ(RowsInACopy(), 2 * kRows + 2);
  EXPECT_EQ(RowsFor(database_.path()), 2 * kRows + 2);
}

// A transaction of one page each, until no more fit.
TEST_F(LogFileTest, WhatFitsIsCommittedWhereNothingCanBeAdded) {
  Run("INSERT INTO rows VALUES (1, NULL)");
  Run("PRAGMA wal_checkpoint(TRUNCATE)");
  constexpr int kFit = 9;
  int committed = 0;
  {
    const SmallDisk disk(kHeader + kFit * kFrame + kFrame / 2);
    while (writer_->Run(fmt::format("UPDATE rows SET id = {}", committed + 2)) == SQLITE_DONE)
      ++committed;
  }
  EXPECT_EQ(committed, kFit);
  EXPECT_EQ(RowsInACopy(), 1);
  EXPECT_EQ(Text(writer_->get(), "SELECT max(id) FROM rows"), std::to_string(kFit + 1));
}

// Only whoever has the log's lock may make it longer: another process may be writing there.
TEST_F(LogFileTest, WhoeverDoesNotWriteAddsNothing) {
  constexpr int kNearlyAll = 115;  // of what was added for the table
  Run("BEGIN IMMEDIATE");
  InsertRows(0, kNearlyAll);
  Run("COMMIT");
  Run("PRAGMA cache_size = 10");
  Run("BEGIN IMMEDIATE");
  InsertRows(kRows, 15);
  Run("ROLLBACK");
  const uint64_t size = LogSize();
  Run("PRAGMA wal_checkpoint(PASSIVE)");  // syncs the log
  EXPECT_EQ(LogSize(), size);
}

// Another process, killed as soon as it has committed.
TEST_F(LogFileTest, WhatAKilledProcessCommittedIsThere) {
  std::array<int, 2> pipe;
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto own =
        SqliteConnection::Open({.path = database_.path()}, SqliteConnection::Role::kWriter, Soon());
    const bool committed =
        own.ok() && (*own)->Run("INSERT INTO rows VALUES (1, zeroblob(9000))") == SQLITE_DONE;
    if (committed && write(pipe[1], "x", 1) == 1) pause();
    _exit(1);
  }
  close(pipe[1]);
  char committed = 0;
  EXPECT_EQ(read(pipe[0], &committed, 1), 1);
  close(pipe[0]);
  kill(child, SIGKILL);
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_EQ(RowsInACopy(), 1);
  Run("INSERT INTO rows VALUES (2, NULL)");
  EXPECT_EQ(RowsFor(database_.path()), 2);
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
