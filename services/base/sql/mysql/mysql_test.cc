// What only MySQL promises; what every backend does is in services/base/sql/conformance.
#include "services/base/sql/mysql/mysql.h"

#include <atomic>
#include <latch>
#include <thread>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/mysql/mysql_fixture.h"
#include "services/base/sql/mysql/testing/loopback_server.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

absl::Status ReadConnectionId(Transaction& transaction, int64_t& id) {
  return transaction.Query("SELECT CAST(CONNECTION_ID() AS SIGNED)", {}, [&](const Row& row) {
    id = row.Int64(0);
    return absl::OkStatus();
  });
}

int64_t ConnectionId(Transaction& transaction) {
  int64_t id = 0;
  EXPECT_EQ(ReadConnectionId(transaction, id), absl::OkStatus());
  return id;
}

int64_t ConnectionId(Database& database) {
  int64_t id = 0;
  EXPECT_EQ(
      database.Write(Soon(),
                     [&](Transaction& transaction) { return ReadConnectionId(transaction, id); }),
      absl::OkStatus());
  return id;
}

TEST_F(MysqlTest, AWriteSeesWhatOthersHaveCommittedMeanwhile) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  EXPECT_EQ(database_->Write(Soon(),
                             [&](Transaction& transaction) {
                               int64_t n = -1;
                               const auto read = [&] {
                                 return transaction.Query("SELECT n FROM counters WHERE id = 1", {},
                                                          [&](const Row& row) {
                                                            n = row.Int64(0);
                                                            return absl::OkStatus();
                                                          });
                               };
                               EXPECT_TRUE(read().ok());
                               EXPECT_TRUE(other->Write(Soon(), Count).ok());
                               EXPECT_TRUE(read().ok());
                               EXPECT_EQ(n, 1);
                               return absl::OkStatus();
                             }),
            absl::OkStatus());
}

TEST_F(MysqlTest, AConnectionKilledInATransactionIsNotUsedAgain) {
  const std::unique_ptr<Database> database = OpenAt();
  int64_t killed = 0;
  const absl::Status status = database->Write(Soon(), [&](Transaction& transaction) {
    EXPECT_EQ(Count(transaction), absl::OkStatus());
    killed = ConnectionId(transaction);
    Kill(killed);
    absl::Status lost = Count(transaction);
    EXPECT_TRUE(absl::IsUnavailable(lost)) << lost;
    EXPECT_EQ(Count(transaction), lost);
    return absl::OkStatus();
  });
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_NE(ConnectionId(*database), killed);
  EXPECT_EQ(Counter(), 0);
}

TEST_F(MysqlTest, AConnectionThatDiedWhileIdleIsReplacedWithoutAWord) {
  const std::unique_ptr<Database> database = OpenAt();
  for (int i = 0; i < 3; ++i) {
    Kill(ConnectionId(*database));
    EXPECT_EQ(database->Write(Soon(), Count), absl::OkStatus());
    Kill(ConnectionId(*database));
    EXPECT_EQ(database->Ping(Soon()), absl::OkStatus());
  }
  EXPECT_EQ(Counter(), 3);
}

TEST_F(MysqlTest, AConnectionIsKeptAfterErrorsThatDoItNoHarm) {
  const std::unique_ptr<Database> database = OpenAt();
  const int64_t id = ConnectionId(*database);
  EXPECT_TRUE(absl::IsAlreadyExists(Execute(*database, "INSERT INTO counters VALUES (1, 1)")));
  EXPECT_TRUE(absl::IsInternal(Execute(*database, "INSERT INTO nowhere VALUES (1)")));
  EXPECT_TRUE(absl::IsCancelled(
      database->Write(Soon(), [](Transaction&) { return absl::CancelledError("x"); })));
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      database->Write(absl::Now() + absl::Milliseconds(50), [](Transaction& transaction) {
        return transaction.Query("SELECT SLEEP(100)", {},
                                 [](const Row&) { return absl::OkStatus(); });
      })));
  EXPECT_EQ(ConnectionId(*database), id);
}

TEST_F(MysqlTest, ALimitOfTimeDoesNotOutliveItsTransaction) {
  const std::unique_ptr<Database> database = OpenAt();
  const auto sleep = [](Transaction& transaction) {
    return transaction.Query("SELECT SLEEP(0.2)", {}, [](const Row&) { return absl::OkStatus(); });
  };
  EXPECT_TRUE(
      absl::IsDeadlineExceeded(database->Write(absl::Now() + absl::Milliseconds(20), sleep)));
  EXPECT_EQ(database->Write(Soon(), sleep), absl::OkStatus());
  EXPECT_EQ(database->Read(absl::InfiniteFuture(), sleep), absl::OkStatus());
}

TEST_F(MysqlTest, AStatementIsBrokenOffEvenWhenAllTheTimeWentIntoEarlierOnes) {
  const absl::Time start = absl::Now();
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      database_->Write(start + absl::Milliseconds(300), [](Transaction& transaction) {
        for (int i = 0; i < 100; ++i) {
          absl::Status status = transaction.Query("SELECT SLEEP(0.05)", {},
                                                  [](const Row&) { return absl::OkStatus(); });
          if (!status.ok()) return status;
        }
        return absl::OkStatus();
      })));
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
}

TEST_F(MysqlTest, TheDeadlineHoldsWhileWaitingForAConnection) {
  const std::unique_ptr<Database> database = OpenAt();
  EXPECT_EQ(database->Write(Soon(),
                            [&](Transaction&) {
                              const absl::Time soon = absl::Now() + absl::Milliseconds(5);
                              EXPECT_TRUE(absl::IsDeadlineExceeded(database->Write(soon, Count)));
                              return absl::OkStatus();
                            }),
            absl::OkStatus());
}

TEST_F(MysqlTest, ADeadlockIsRunAgain) {
  std::latch both_hold_one(2);
  std::atomic<int> runs = 0;
  const auto lock_both = [&](int64_t first, int64_t second) {
    bool first_run = true;
    return database_->Write(Soon(), [&](Transaction& transaction) {
      ++runs;
      absl::Status status = CountIn(transaction, first);
      if (!status.ok()) return status;
      if (std::exchange(first_run, false)) both_hold_one.arrive_and_wait();
      return CountIn(transaction, second);
    });
  };
  std::thread other([&] { EXPECT_EQ(lock_both(2, 1), absl::OkStatus()); });
  EXPECT_EQ(lock_both(1, 2), absl::OkStatus());
  other.join();
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(Counter(1), 2);
  EXPECT_EQ(Counter(2), 2);
}

TEST_F(MysqlTest, ALockWaitedForTooLongIsRunAgainWithoutItsOtherLocks) {
  server_.Run(fmt::format("USE {}; START TRANSACTION; UPDATE counters SET n = 10 WHERE id = 2",
                          user_.options().database));
  int runs = 0;
  EXPECT_EQ(database_->Write(Soon(),
                             [&](Transaction& transaction) {
                               if (++runs == 2) {
                                 // Were row 1 still locked by the first run, this would block.
                                 server_.Run("UPDATE counters SET n = 10 WHERE id = 1; COMMIT");
                               }
                               absl::Status status = CountIn(transaction, 1);
                               return status.ok() ? CountIn(transaction, 2) : status;
                             }),
            absl::OkStatus());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Counter(1), 11);
  EXPECT_EQ(Counter(2), 11);
}

TEST_F(MysqlTest, AConnectionLostInTheCommitLeavesTheOutcomeUnknown) {
  Gate gate(server_.port());
  const std::unique_ptr<Database> database = OpenAt({gate.host()});
  gate.CutAfter("COMMIT");
  const absl::Status committed = database->Write(Soon(), Count);
  EXPECT_TRUE(absl::IsUnavailable(committed)) << committed;
  EXPECT_THAT(std::string(committed.message()), HasSubstr("unknown"));
  EXPECT_EQ(Counter(), 1);  // once: it was not run again
  gate.CutBefore("COMMIT");
  EXPECT_TRUE(absl::IsUnavailable(database->Write(Soon(), Count)));
  EXPECT_EQ(Counter(), 1);
  EXPECT_EQ(database->Write(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(Counter(), 2);
}

TEST_F(MysqlTest, AnotherHostServesWhereTheFirstIsDead) {
  const std::string live = user_.options().hosts[0];
  EXPECT_EQ(OpenAt({DeadHost(), live})->Write(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(OpenAt({"no-such-host.invalid:3306", live})->Write(Soon(), Count), absl::OkStatus());
  const SilentServer silent;
  EXPECT_EQ(OpenAt({silent.host(), live})->Write(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(silent.accepted(), 1);
  EXPECT_EQ(Counter(), 3);
}

TEST_F(MysqlTest, WhenAHostDiesTheNextOneTakesOverAndIsThenAskedFirst) {
  auto dying = std::make_unique<Gate>(server_.port());
  Gate other(server_.port());
  const std::unique_ptr<Database> database = OpenAt({dying->host(), other.host()});
  EXPECT_EQ(database->Write(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(other.accepted(), 0);
  dying.reset();
  EXPECT_EQ(database->Write(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(other.accepted(), 1);
  Kill(ConnectionId(*database));
  EXPECT_EQ(database->Write(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(other.accepted(), 2);
  EXPECT_EQ(Counter(), 3);
}

TEST_F(MysqlTest, WhileNoHostAnswersTheDatabaseIsUnavailable) {
  auto gate = std::make_unique<Gate>(server_.port());
  const std::unique_ptr<Database> database = OpenAt({gate->host()});
  gate.reset();
  EXPECT_TRUE(absl::IsUnavailable(database->Write(Soon(), Count)));
  EXPECT_TRUE(absl::IsUnavailable(database->Ping(Soon())));
}

TEST_F(MysqlTest, PingsShareAConnectionOfTheirOwnAndWaitForNobody) {
  Gate gate(server_.port());
  const std::unique_ptr<Database> database = OpenAt({gate.host()});
  EXPECT_EQ(database->Write(Soon(),
                            [&](Transaction&) {
                              for (int i = 0; i < 3; ++i) {
                                EXPECT_EQ(database->Ping(absl::Now() + absl::Seconds(2)),
                                          absl::OkStatus());
                              }
                              return absl::OkStatus();
                            }),
            absl::OkStatus());
  EXPECT_EQ(gate.accepted(), 2);
}

TEST_F(MysqlTest, APasswordThatWentBadMakesTheDatabaseUnavailableToCallers) {
  const std::unique_ptr<Database> database = OpenAt();
  user_.ChangePassword("another");
  Kill(ConnectionId(*database));
  const absl::Status status = database->Write(Soon(), Count);
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(status.ToString(), Not(HasSubstr(user_.options().password)));
}

TEST_F(MysqlTest, AValueLargerThanTheServerTakesIsAFaultAndNothingMore) {
  const std::unique_ptr<Database> database = OpenAt();
  server_.Run(fmt::format("CREATE TABLE {}.big (data LONGBLOB)", user_.options().database));
  const absl::Status status =
      Execute(*database, "INSERT INTO big VALUES (?)", {Blob{std::string(40 << 20, 'x')}});
  EXPECT_FALSE(status.ok());
  EXPECT_FALSE(absl::IsAborted(status)) << status;
  EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM big"), 0);
  const std::string whole(15 << 20, '\0');
  EXPECT_EQ(Execute(*database, "INSERT INTO big VALUES (?)", {Blob{whole}}), absl::OkStatus());
  EXPECT_EQ(QueryInt64(*database, "SELECT length(data) FROM big"), 15 << 20);
}

TEST_F(MysqlTest, ScriptsAreForThoseWhoWriteAlone) {
  EXPECT_TRUE(absl::IsInternal(database_->Write(
      Soon(), [](Transaction& transaction) { return transaction.Script("SELECT 1"); })));
}

TEST_F(MysqlTest, RowsWithNumbersBeyondTheRangeAreAFaultOfTheReader) {
  const auto read = [this](Sql sql) {
    return database_
        ->Read(Soon(),
               [&](Transaction& transaction) {
                 return transaction.Query(sql, {}, [](const Row& row) {
                   row.Int64(0);
                   return absl::OkStatus();
                 });
               })
        .code();
  };
  EXPECT_EQ(read("SELECT CAST(9223372036854775807 AS UNSIGNED)"), absl::StatusCode::kOk);
  EXPECT_EQ(read("SELECT CAST(9223372036854775808 AS UNSIGNED)"), absl::StatusCode::kInternal);
  EXPECT_EQ(read("SELECT sum(id) FROM counters"), absl::StatusCode::kOk);
  EXPECT_EQ(read("SELECT avg(id) FROM counters"), absl::StatusCode::kInternal);
  EXPECT_EQ(read("SELECT 1.5"), absl::StatusCode::kInternal);
  EXPECT_EQ(read("SELECT 1e0"), absl::StatusCode::kInternal);
  EXPECT_EQ(read("SELECT '1'"), absl::StatusCode::kInternal);
}

absl::Status OpenWith(MysqlOptions options) {
  options.open_timeout = absl::Milliseconds(50);
  options.connect_timeout = absl::Seconds(1);
  return OpenMysql(options).status();
}

TEST_F(MysqlTest, OpeningTellsWhatIsWrongWithTheOptions) {
  const MysqlOptions& good = user_.options();
  const auto with = [&](auto change) {
    MysqlOptions options = good;
    change(options);
    return OpenWith(options).code();
  };
  using Code = absl::StatusCode;
  EXPECT_EQ(with([](MysqlOptions&) {}), Code::kOk);
  EXPECT_EQ(with([](MysqlOptions& o) { o.hosts.clear(); }), Code::kInvalidArgument);
  EXPECT_EQ(with([](MysqlOptions& o) { o.hosts.emplace_back("db"); }), Code::kInvalidArgument);
  EXPECT_EQ(with([](MysqlOptions& o) { o.database.clear(); }), Code::kInvalidArgument);
  EXPECT_EQ(with([](MysqlOptions& o) { o.user.clear(); }), Code::kInvalidArgument);
  EXPECT_EQ(with([](MysqlOptions& o) { o.connections = 0; }), Code::kInvalidArgument);
  EXPECT_EQ(with([&](MysqlOptions& o) {
              o.hosts = {server_.socket()};
              o.tls_ca = server_.ca();
            }),
            Code::kInvalidArgument);
  EXPECT_EQ(with([](MysqlOptions& o) { o.password = "wrong"; }), Code::kUnauthenticated);
  EXPECT_EQ(with([](MysqlOptions& o) { o.user = "nobody_at_all"; }), Code::kUnauthenticated);
  EXPECT_EQ(with([](MysqlOptions& o) { o.database = "mysql"; }), Code::kPermissionDenied);
  EXPECT_EQ(with([](MysqlOptions& o) { o.hosts = {DeadHost()}; }), Code::kUnavailable);
  // One that is dead does not hide what is wrong with the other.
  EXPECT_EQ(with([](MysqlOptions& o) {
              o.hosts.insert(o.hosts.begin(), DeadHost());
              o.password = "wrong";
            }),
            Code::kUnauthenticated);
  MysqlOptions administrator = database_.mysql();
  administrator.database = "no_such_database";
  EXPECT_EQ(OpenWith(administrator).code(), Code::kFailedPrecondition);
}

TEST_F(MysqlTest, OpeningWaitsForAServerThatIsStarting) {
  MysqlOptions options = user_.options();
  options.hosts = {DeadHost()};
  options.open_timeout = absl::Milliseconds(500);
  const absl::Time start = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(OpenMysql(options).status()));
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(200));
}

}  // namespace
}  // namespace pingyi::sql
