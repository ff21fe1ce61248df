// What Database promises, on SQLite.
#include "services/base/sql/sqlite/sqlite.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <stdexcept>
#include <thread>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

const Migration kSchema{
    1,
    "create",
    {"CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;"
     "INSERT INTO counters VALUES (1, 0);"}};

constexpr Sql kCount = "UPDATE counters SET n = n + 1 WHERE id = 1";
constexpr Sql kEndless =
    "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c WHERE x < 0";

absl::Status Count(Transaction& transaction) { return transaction.Execute(kCount).status(); }
absl::Status Nothing(Transaction&) { return absl::OkStatus(); }
absl::Status ReadCounter(Transaction& transaction, int64_t& into) {
  return transaction.Query("SELECT n FROM counters WHERE id = 1", {}, [&](const Row& row) {
    into = row.Int64(0);
    return absl::OkStatus();
  });
}
absl::Status ReadAndCount(Transaction& transaction) {
  int64_t value = 0;
  absl::Status status = ReadCounter(transaction, value);
  if (!status.ok()) return status;
  return transaction.Execute("UPDATE counters SET n = ? WHERE id = 1", {value + 1}).status();
}

class SqliteTest : public ::testing::Test {
 protected:
  int64_t Counter() { return QueryInt64(*database_, "SELECT n FROM counters WHERE id = 1"); }

  TempDatabase database_{{&kSchema, 1}};
};

TEST_F(SqliteTest, AWriteIsThereForOthersOnceItIsOk) {
  ASSERT_TRUE(database_->Write(Soon(), Count).ok());
  EXPECT_EQ(Counter(), 1);
  EXPECT_EQ(QueryInt64(*database_.OpenAgain(), "SELECT n FROM counters WHERE id = 1"), 1);
}

TEST_F(SqliteTest, AWriteThatFailsLeavesNothingAndItsStatusIsUnchanged) {
  const absl::Status status = database_->Write(Soon(), [](Transaction& transaction) {
    EXPECT_TRUE(Count(transaction).ok());
    return absl::AbortedError("stale etag");
  });
  EXPECT_EQ(status, absl::AbortedError("stale etag"));
  EXPECT_EQ(Counter(), 0);
}

TEST_F(SqliteTest, AnExceptionRollsBackAndFreesTheWriter) {
  EXPECT_THROW(database_
                   ->Write(Soon(),
                           [](Transaction& transaction) -> absl::Status {
                             EXPECT_TRUE(Count(transaction).ok());
                             throw std::runtime_error("x");
                           })
                   .IgnoreError(),
               std::runtime_error);
  ASSERT_TRUE(database_->Write(Soon(), Count).ok());
  EXPECT_EQ(Counter(), 1);
}

TEST_F(SqliteTest, AReadThatWritesFails) {
  EXPECT_TRUE(absl::IsInternal(database_->Read(Soon(), Count)));
  EXPECT_TRUE(absl::IsInternal(database_->Read(
      Soon(), [](Transaction& transaction) { return transaction.Script("CREATE TABLE t (x)"); })));
  EXPECT_EQ(Counter(), 0);
}

TEST_F(SqliteTest, AReadSeesOneSnapshotWhileOthersWrite) {
  int64_t first = -1;
  int64_t second = -1;
  const absl::Status status = database_->Read(Soon(), [&](Transaction& transaction) {
    EXPECT_TRUE(ReadCounter(transaction, first).ok());
    EXPECT_TRUE(database_->Write(Soon(), Count).ok());
    return ReadCounter(transaction, second);
  });
  EXPECT_EQ(status, absl::OkStatus());
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 0);
  EXPECT_EQ(Counter(), 1);
}

// Two objects are two processes as far as SQLite is concerned: they share nothing but the file.
TEST_F(SqliteTest, ManyWritersThroughTwoDatabasesLoseNoUpdate) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      Database& database = i % 2 == 0 ? *database_ : *other;
      for (int n = 0; n < 50; ++n) {
        EXPECT_EQ(database.Write(Soon(), ReadAndCount), absl::OkStatus());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Counter(), 400);
}

TEST_F(SqliteTest, WaitsForAWriterOfAnotherProcess) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  std::latch writing(1);
  std::thread holder([&] {
    const absl::Status status = other->Write(Soon(), [&](Transaction& transaction) {
      writing.count_down();
      return Count(transaction);
    });
    EXPECT_EQ(status, absl::OkStatus());
  });
  writing.wait();
  EXPECT_EQ(database_->Write(Soon(), Count), absl::OkStatus());
  holder.join();
  EXPECT_EQ(Counter(), 2);
}

TEST_F(SqliteTest, TheDeadlineHoldsWhileWaitingForAnyWriter) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  const absl::Status status = database_->Write(Soon(), [&](Transaction&) {
    const absl::Time soon = absl::Now() + absl::Milliseconds(20);
    // In the queue of this process, and for the lock on the file.
    EXPECT_TRUE(absl::IsDeadlineExceeded(database_->Write(soon, Nothing)));
    EXPECT_TRUE(absl::IsDeadlineExceeded(other->Write(soon, Nothing)));
    EXPECT_GE(absl::Now(), soon);
    return absl::OkStatus();
  });
  EXPECT_EQ(status, absl::OkStatus());
  EXPECT_TRUE(other->Write(Soon(), Nothing).ok());
}

TEST_F(SqliteTest, TheDeadlineHoldsWhileWaitingForAReader) {
  auto one = OpenSqlite({.path = database_.path(), .readers = 1});
  ASSERT_TRUE(one.ok());
  const absl::Status status = (*one)->Read(Soon(), [&](Transaction&) {
    const absl::Time soon = absl::Now() + absl::Milliseconds(5);
    EXPECT_TRUE(absl::IsDeadlineExceeded((*one)->Read(soon, Nothing)));
    return absl::OkStatus();
  });
  EXPECT_EQ(status, absl::OkStatus());
}

TEST_F(SqliteTest, ADeadlineThatHasPassedRunsNothing) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(database_->Write(absl::InfinitePast(), Count)));
  EXPECT_EQ(Counter(), 0);
  EXPECT_TRUE(absl::IsDeadlineExceeded(database_->Ping(absl::InfinitePast())));
}

TEST_F(SqliteTest, ALongStatementIsBrokenOffAtTheDeadline) {
  const auto endless = [](Transaction& transaction) {
    return transaction.Query(kEndless, {}, [](const Row&) { return absl::OkStatus(); });
  };
  EXPECT_TRUE(
      absl::IsDeadlineExceeded(database_->Read(absl::Now() + absl::Milliseconds(20), endless)));
  EXPECT_TRUE(
      absl::IsDeadlineExceeded(database_->Write(absl::Now() + absl::Milliseconds(20), endless)));
  EXPECT_TRUE(database_->Write(Soon(), Count).ok());
}

TEST_F(SqliteTest, ABodyThatSwallowsTheErrorThatEndedItCommitsNothing) {
  const absl::Status status =
      database_->Write(absl::Now() + absl::Milliseconds(50), [](Transaction& transaction) {
        EXPECT_TRUE(Count(transaction).ok());
        transaction.Query(kEndless, {}, [](const Row&) { return absl::OkStatus(); }).IgnoreError();
        EXPECT_TRUE(absl::IsDeadlineExceeded(Count(transaction)));
        return absl::OkStatus();
      });
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_EQ(Counter(), 0);
}

TEST_F(SqliteTest, AWriteFinishedAfterItsDeadlineIsNotCommitted) {
  const absl::Time deadline = absl::Now() + absl::Milliseconds(50);
  const absl::Status status = database_->Write(deadline, [&](Transaction& transaction) {
    absl::Status counted = Count(transaction);
    while (absl::Now() < deadline) std::this_thread::yield();
    return counted;
  });
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_EQ(Counter(), 0);
}

TEST_F(SqliteTest, AProcessKilledInATransactionLeavesNothing) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto database = OpenSqlite({.path = database_.path()});
    if (database.ok()) {
      (*database)
          ->Write(Soon(),
                  [](Transaction& transaction) {
                    if (Count(transaction).ok()) raise(SIGKILL);
                    return absl::OkStatus();
                  })
          .IgnoreError();
    }
    _exit(1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Counter(), 0);
  EXPECT_TRUE(database_->Write(Soon(), Count).ok());
}

TEST_F(SqliteTest, PingAnswers) { EXPECT_TRUE(database_->Ping(Soon()).ok()); }

TEST_F(SqliteTest, TheFileIsForItsOwnerAlone) {
  for (const char* suffix : {"", "-wal"}) {
    struct stat info;
    ASSERT_EQ(stat((database_.path() + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777, 0600u) << suffix;
  }
}

TEST(OpenSqliteTest, TellsWhatIsWrongWithThePath) {
  const TempDatabase place;
  const absl::Status missing = OpenSqlite({.path = place.directory() + "/no/such.db"}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(missing));
  EXPECT_THAT(std::string(missing.message()), ::testing::HasSubstr(place.directory() + "/no"));
  EXPECT_TRUE(absl::IsInvalidArgument(OpenSqlite({.path = ""}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(OpenSqlite({.path = place.path(), .readers = 0}).status()));
  EXPECT_TRUE(absl::IsUnavailable(OpenSqlite({.path = place.directory()}).status()));
}

TEST(OpenSqliteTest, RefusesAFileThatIsNoDatabaseAndLeavesItAlone) {
  const TempDatabase place;
  const std::string path = place.directory() + "/letter.txt";
  const std::string letter(5000, 'x');
  std::ofstream(path) << letter;
  EXPECT_TRUE(absl::IsDataLoss(OpenSqlite({.path = path}).status()));
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), letter);
}

TEST(OpenSqliteTest, NamesWithAMeaningToSqliteAreJustNames) {
  const TempDatabase place;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(place.directory());
  for (const char* name : {":memory:", "file:x?mode=memory"}) {
    EXPECT_TRUE(OpenSqlite({.path = name}).ok());
    EXPECT_TRUE(std::filesystem::exists(place.directory() + "/" + name)) << name;
  }
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace pingyi::sql
