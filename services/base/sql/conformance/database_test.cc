// What Database promises, on every backend.
#include "services/base/sql/database.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/backends.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

const Migration kSchema{
    1,
    "create",
    {"CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;"
     "INSERT INTO counters VALUES (1, 0);"},
    {"CREATE TABLE IF NOT EXISTS counters (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL) "
     "ENGINE = InnoDB; INSERT INTO counters VALUES (1, 0);"}};

constexpr Sql kCount = "UPDATE counters SET n = n + 1 WHERE id = 1";

absl::Status Count(Transaction& transaction) { return transaction.Execute(kCount).status(); }
absl::Status Nothing(Transaction&) { return absl::OkStatus(); }

absl::Status ReadCounter(Transaction& transaction, int64_t& into, Sql lock = "") {
  Statement query("SELECT n FROM counters WHERE id = 1");
  query.Add(lock);
  return transaction.Query(query, [&](const Row& row) {
    into = row.Int64(0);
    return absl::OkStatus();
  });
}

absl::Status ReadAndCount(Transaction& transaction) {
  int64_t value = 0;
  absl::Status status = ReadCounter(transaction, value, transaction.dialect().for_update);
  if (!status.ok()) return status;
  return transaction.Execute("UPDATE counters SET n = ? WHERE id = 1", {value + 1}).status();
}

absl::Status RunEndless(Transaction& transaction) {
  const auto drop = [](const Row&) { return absl::OkStatus(); };
  if (transaction.dialect().backend == Backend::kMysql) {
    return transaction.Query("SELECT SLEEP(100)", {}, drop);
  }
  return transaction.Query(
      "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c WHERE x < "
      "0",
      {}, drop);
}

class DatabaseConformance : public BackendTest {
 protected:
  int64_t Counter() { return QueryInt64(*database_, "SELECT n FROM counters WHERE id = 1"); }

  TempDatabase database_{{&kSchema, 1}, GetParam()};
};

TEST_P(DatabaseConformance, AWriteIsThereForOthersOnceItIsOk) {
  ASSERT_TRUE(database_->Write(Soon(), Count).ok());
  EXPECT_EQ(Counter(), 1);
  EXPECT_EQ(QueryInt64(*database_.OpenAgain(), "SELECT n FROM counters WHERE id = 1"), 1);
}

TEST_P(DatabaseConformance, AWriteSeesWhatItWrote) {
  int64_t seen = -1;
  EXPECT_EQ(database_->Write(Soon(),
                             [&](Transaction& transaction) {
                               absl::Status status = Count(transaction);
                               return status.ok() ? ReadCounter(transaction, seen) : status;
                             }),
            absl::OkStatus());
  EXPECT_EQ(seen, 1);
}

TEST_P(DatabaseConformance, AWriteThatFailsLeavesNothingAndItsStatusIsUnchanged) {
  const absl::Status status = database_->Write(Soon(), [](Transaction& transaction) {
    EXPECT_TRUE(Count(transaction).ok());
    return absl::AbortedError("stale etag");
  });
  EXPECT_EQ(status, absl::AbortedError("stale etag"));
  EXPECT_EQ(Counter(), 0);
}

TEST_P(DatabaseConformance, AnExceptionRollsBackAndFreesTheWriter) {
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

TEST_P(DatabaseConformance, AReadThatWritesFails) {
  EXPECT_TRUE(absl::IsInternal(database_->Read(Soon(), Count)));
  EXPECT_TRUE(absl::IsInternal(database_->Read(Soon(), [](Transaction& transaction) {
    return transaction.Script("CREATE TABLE t (x INTEGER)");
  })));
  EXPECT_TRUE(absl::IsInternal(database_->Read(Soon(), [](Transaction& transaction) {
    return transaction.Execute("CREATE TABLE t (x INTEGER)").status();
  })));
  EXPECT_EQ(Counter(), 0);
  EXPECT_TRUE(absl::IsInternal(Execute(*database_, "DELETE FROM t")));
}

TEST_P(DatabaseConformance, AReadSeesOneSnapshotWhileOthersWrite) {
  int64_t first = -1;
  int64_t second = -1;
  const absl::Status status = database_->Read(Soon(), [&](Transaction& transaction) {
    // Before the first statement: the snapshot is that of the beginning.
    EXPECT_TRUE(database_->Write(Soon(), Count).ok());
    EXPECT_TRUE(ReadCounter(transaction, first).ok());
    EXPECT_TRUE(database_->Write(Soon(), Count).ok());
    return ReadCounter(transaction, second);
  });
  EXPECT_EQ(status, absl::OkStatus());
  EXPECT_EQ(first, second);
  EXPECT_EQ(Counter(), 2);
}

// Two objects are two processes as far as the database is concerned.
TEST_P(DatabaseConformance, ManyWritersThroughTwoDatabasesLoseNoUpdate) {
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

TEST_P(DatabaseConformance, WaitsForAWriterOfAnotherProcess) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  std::latch writing(1);
  std::thread holder([&] {
    const absl::Status status = other->Write(Soon(), [&](Transaction& transaction) {
      absl::Status counted = Count(transaction);
      writing.count_down();
      return counted;
    });
    EXPECT_EQ(status, absl::OkStatus());
  });
  writing.wait();
  EXPECT_EQ(database_->Write(Soon(), Count), absl::OkStatus());
  holder.join();
  EXPECT_EQ(Counter(), 2);
}

TEST_P(DatabaseConformance, WhatIsReadUnderALockStaysUntilTheCommit) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  for (const bool share : {false, true}) {
    const absl::Status status = database_->Write(Soon(), [&](Transaction& transaction) {
      int64_t first = -1;
      int64_t second = -1;
      const Sql lock = share ? transaction.dialect().for_share : transaction.dialect().for_update;
      EXPECT_EQ(ReadCounter(transaction, first, lock), absl::OkStatus());
      const absl::Time soon = absl::Now() + absl::Milliseconds(50);
      EXPECT_TRUE(absl::IsDeadlineExceeded(other->Write(soon, Count)));
      EXPECT_GE(absl::Now(), soon);
      EXPECT_EQ(ReadCounter(transaction, second), absl::OkStatus());
      EXPECT_EQ(first, second);
      return absl::OkStatus();
    });
    EXPECT_EQ(status, absl::OkStatus());
    EXPECT_EQ(other->Write(Soon(), Count), absl::OkStatus());
  }
  EXPECT_EQ(Counter(), 2);
}

TEST_P(DatabaseConformance, OfManyWhoTakeAKeyAtOnceOneHasIt) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  std::atomic<int> taken = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const absl::Status status =
          Execute(i % 2 == 0 ? *database_ : *other, "INSERT INTO counters VALUES (7, ?)", {i});
      ++(status.ok() ? taken : refused);
      EXPECT_TRUE(status.ok() || absl::IsAlreadyExists(status)) << status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(refused, 7);
}

TEST_P(DatabaseConformance, ADeadlineThatHasPassedRunsNothing) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(database_->Write(absl::InfinitePast(), Count)));
  EXPECT_TRUE(absl::IsDeadlineExceeded(database_->WriteAlone(absl::InfinitePast(), Count)));
  EXPECT_EQ(Counter(), 0);
  EXPECT_TRUE(
      absl::IsDeadlineExceeded(database_->Read(absl::InfinitePast(), [](Transaction& transaction) {
        int64_t unused = 0;
        return ReadCounter(transaction, unused);
      })));
  EXPECT_TRUE(absl::IsDeadlineExceeded(database_->Ping(absl::InfinitePast())));
}

TEST_P(DatabaseConformance, WithoutADeadlineThereIsNoLimit) {
  EXPECT_EQ(database_->Write(absl::InfiniteFuture(), Count), absl::OkStatus());
  EXPECT_EQ(database_->Read(absl::InfiniteFuture(), Nothing), absl::OkStatus());
  EXPECT_EQ(Counter(), 1);
}

TEST_P(DatabaseConformance, ALongStatementIsBrokenOffAtTheDeadline) {
  for (int i = 0; i < 3; ++i) {
    const absl::Time deadline = absl::Now() + absl::Milliseconds(20);
    EXPECT_TRUE(absl::IsDeadlineExceeded(database_->Read(deadline, RunEndless)));
    EXPECT_TRUE(absl::IsDeadlineExceeded(
        database_->Write(absl::Now() + absl::Milliseconds(20), RunEndless)));
    EXPECT_LT(absl::Now() - deadline, absl::Seconds(10));
    EXPECT_TRUE(database_->Write(Soon(), Count).ok());
  }
  EXPECT_EQ(Counter(), 3);
}

TEST_P(DatabaseConformance, ABodyThatSwallowsTheErrorThatEndedItCommitsNothing) {
  const absl::Status status =
      database_->Write(absl::Now() + absl::Milliseconds(50), [](Transaction& transaction) {
        EXPECT_TRUE(Count(transaction).ok());
        RunEndless(transaction).IgnoreError();
        EXPECT_TRUE(absl::IsDeadlineExceeded(Count(transaction)));
        return absl::OkStatus();
      });
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_EQ(Counter(), 0);
}

TEST_P(DatabaseConformance, AWriteFinishedAfterItsDeadlineIsNotCommitted) {
  const absl::Time deadline = absl::Now() + absl::Milliseconds(50);
  const absl::Status status = database_->Write(deadline, [&](Transaction& transaction) {
    absl::Status counted = Count(transaction);
    while (absl::Now() < deadline) std::this_thread::yield();
    return counted;
  });
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_EQ(Counter(), 0);
}

TEST_P(DatabaseConformance, AProcessKilledInATransactionLeavesNothing) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    database_.OpenAgain()
        ->Write(Soon(),
                [](Transaction& transaction) {
                  if (Count(transaction).ok()) raise(SIGKILL);
                  return absl::OkStatus();
                })
        .IgnoreError();
    _exit(1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(Counter(), 0);
  EXPECT_TRUE(database_->Write(Soon(), Count).ok());
}

// The body reads without a lock and would lose updates if it were not alone.
TEST_P(DatabaseConformance, WhoWritesAloneIsAloneAmongAllWhoDo) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      Database& database = i % 2 == 0 ? *database_ : *other;
      for (int n = 0; n < 3; ++n) {
        EXPECT_EQ(database.WriteAlone(Soon(),
                                      [](Transaction& transaction) {
                                        int64_t value = 0;
                                        absl::Status status = ReadCounter(transaction, value);
                                        if (!status.ok()) return status;
                                        std::this_thread::yield();
                                        return transaction
                                            .Execute("UPDATE counters SET n = ? WHERE id = 1",
                                                     {value + 1})
                                            .status();
                                      }),
                  absl::OkStatus());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Counter(), 12);
}

TEST_P(DatabaseConformance, WritingAloneThatFailsLeavesNothingAndItsStatusIsUnchanged) {
  EXPECT_EQ(database_->WriteAlone(Soon(),
                                  [](Transaction& transaction) {
                                    EXPECT_TRUE(Count(transaction).ok());
                                    return absl::AbortedError("stale etag");
                                  }),
            absl::AbortedError("stale etag"));
  EXPECT_EQ(Counter(), 0);
  EXPECT_EQ(database_->WriteAlone(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(Counter(), 1);
}

TEST_P(DatabaseConformance, AScriptStopsAtTheFirstStatementThatFails) {
  const auto run = [this](Sql script) {
    return database_->WriteAlone(
        Soon(), [&](Transaction& transaction) { return transaction.Script(script); });
  };
  EXPECT_EQ(
      run("INSERT INTO counters VALUES (2, 0); SELECT 1; INSERT INTO counters VALUES (3, 0);"),
      absl::OkStatus());
  EXPECT_TRUE(absl::IsInternal(
      run("INSERT INTO counters VALUES (4, 0); DELETE FROM nowhere; DELETE FROM counters")));
  EXPECT_TRUE(absl::IsAlreadyExists(
      run("INSERT INTO counters VALUES (5, 0); INSERT INTO counters VALUES (5, 0)")));
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM counters"), 3);
}

TEST_P(DatabaseConformance, PingAnswers) { EXPECT_TRUE(database_->Ping(Soon()).ok()); }

TEST_P(DatabaseConformance, ForgettingHistoryKeepsTheData) {
  ASSERT_TRUE(database_->Write(Soon(), Count).ok());
  EXPECT_EQ(database_->ForgetHistory(Soon()), absl::OkStatus());
  EXPECT_EQ(Counter(), 1);
}

PINGYI_ON_ALL_BACKENDS(DatabaseConformance);

}  // namespace
}  // namespace pingyi::sql
