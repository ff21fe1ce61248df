// How many round trips a transaction of MariaDB takes, and what is known of it when one is lost.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/mysql/mysql_fixture.h"
#include "services/base/sql/mysql/testing/loopback_server.h"

namespace pingyi::sql {
namespace {

using ::testing::HasSubstr;

using MysqlRoundTripsTest = MysqlTest;

// Steps that are the last ones, with a text in what is sent to the server.
std::vector<Step> LastSteps(std::string_view text) {
  return {{Statement("UPDATE counters SET n = n + 1 WHERE id = ?", 1), true},
          {Statement("UPDATE counters SET n = n + 1 WHERE id = ? AND ? <> ''", 2, text), true}};
}

absl::Status WriteLast(Database& database, std::string_view text = "x") {
  return database.Write(
      Soon(), [&](Transaction& transaction) { return transaction.ExecuteLast(LastSteps(text)); });
}

absl::Status ReadMarked(Transaction& transaction, std::string_view text) {
  return transaction.Query("SELECT n FROM counters WHERE id = 1 AND ? <> ''", {text},
                           [](const Row&) { return absl::OkStatus(); });
}

// How many statements the server was given for one run of `body` in a transaction that writes.
int64_t StatementsOf(Database& database, TransactionFn body) {
  const auto write = [&](TransactionFn fn) {
    EXPECT_EQ(database.Write(absl::InfiniteFuture(), fn), absl::OkStatus());
  };
  const auto asked = [&] {
    int64_t count = 0;
    write([&](Transaction& transaction) {
      return transaction.Query(
          "SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status WHERE "
          "variable_name = 'Questions'",
          {}, [&](const Row& row) {
            count = row.Int64(0);
            return absl::OkStatus();
          });
    });
    return count;
  };
  write(body);  // has its statements prepared
  asked();
  const int64_t before = asked();
  const int64_t between = asked() - before;  // what the question itself costs
  write(body);
  return asked() - before - 2 * between;
}

TEST_F(MysqlRoundTripsTest, LastStepsAreOneRoundTrip) {
  const std::unique_ptr<Database> database = OpenAt();
  EXPECT_EQ(StatementsOf(
                *database,
                [](Transaction& transaction) { return transaction.ExecuteLast(LastSteps("x")); }),
            1);
  EXPECT_EQ(Counter(), 2);
}

TEST_F(MysqlRoundTripsTest, AQueryBeginsATransactionAndLastStepsCommitIt) {
  const std::unique_ptr<Database> database = OpenAt();
  EXPECT_EQ(StatementsOf(*database,
                         [](Transaction& transaction) {
                           if (absl::Status status = ReadMarked(transaction, "x"); !status.ok()) {
                             return status;
                           }
                           return transaction.ExecuteLast(LastSteps("x"));
                         }),
            2);
  EXPECT_EQ(Counter(), 2);
  EXPECT_TRUE(absl::IsCancelled(database->Write(Soon(), [](Transaction& transaction) {
    EXPECT_EQ(ReadMarked(transaction, "x"), absl::OkStatus());
    EXPECT_EQ(Count(transaction), absl::OkStatus());
    return absl::CancelledError("x");
  })));
  EXPECT_EQ(Counter(), 2);
}

// As a commit alone is not: its outcome must be plain.
TEST_F(MysqlRoundTripsTest, LastStepsAfterOthersAreNotBrokenOff) {
  const std::unique_ptr<Database> database = OpenAt();
  const Step slow{Statement("UPDATE counters SET n = n + 1 WHERE id = ? AND SLEEP(0.4) = 0", 1)};
  const auto write = [&](bool others) {
    return database->Write(absl::Now() + absl::Milliseconds(200), [&](Transaction& transaction) {
      if (others) {
        EXPECT_EQ(ReadMarked(transaction, "x"), absl::OkStatus());
      }
      return transaction.ExecuteLast(std::span(&slow, 1));
    });
  };
  EXPECT_TRUE(absl::IsDeadlineExceeded(write(/*others=*/false)));
  EXPECT_EQ(Counter(), 0);
  EXPECT_EQ(write(/*others=*/true), absl::OkStatus());
  EXPECT_EQ(Counter(), 1);
  // And nothing of that is left for the next ones.
  EXPECT_TRUE(absl::IsDeadlineExceeded(write(/*others=*/false)));
}

TEST_F(MysqlRoundTripsTest, NothingIsRunAfterTheLastSteps) {
  EXPECT_TRUE(absl::IsInternal(database_->Write(Soon(), [](Transaction& transaction) {
    EXPECT_EQ(transaction.ExecuteLast(LastSteps("x")), absl::OkStatus());
    return Count(transaction);
  })));
  EXPECT_EQ(Counter(), 1);
}

TEST_F(MysqlRoundTripsTest, AConnectionLostInTheLastStepsLeavesTheOutcomeUnknown) {
  Gate gate(server_.port());
  const std::unique_ptr<Database> database = OpenAt({gate.host()});
  EXPECT_EQ(WriteLast(*database), absl::OkStatus());
  gate.CutAfter("marked");
  const absl::Status committed = WriteLast(*database, "marked");
  EXPECT_TRUE(absl::IsUnavailable(committed)) << committed;
  EXPECT_THAT(std::string(committed.message()), HasSubstr("unknown"));
  EXPECT_EQ(Counter(), 2);  // once: it was not run again
  EXPECT_EQ(WriteLast(*database), absl::OkStatus());
  gate.CutBefore("marked");
  EXPECT_TRUE(absl::IsUnavailable(WriteLast(*database, "marked")));
  EXPECT_EQ(Counter(), 3);
  EXPECT_EQ(Counter(2), 3);
}

TEST_F(MysqlRoundTripsTest, LastStepsThatRunIntoTheDeadlineAreOver) {
  server_.Run(fmt::format("USE {}; START TRANSACTION; UPDATE counters SET n = 10 WHERE id = 2",
                          user_.options().database));
  const std::unique_ptr<Database> database = OpenAt();
  EXPECT_TRUE(absl::IsDeadlineExceeded(database->Write(
      absl::Now() + absl::Milliseconds(200),
      [](Transaction& transaction) { return transaction.ExecuteLast(LastSteps("x")); })));
  server_.Run("COMMIT");  // what they waited for
  EXPECT_EQ(Counter(), 0);
  EXPECT_EQ(WriteLast(*database), absl::OkStatus());
  EXPECT_EQ(Counter(2), 11);
}

TEST_F(MysqlRoundTripsTest, AConnectionLostAtTheBeginningIsOnlyTriedAgain) {
  Gate gate(server_.port());
  const std::unique_ptr<Database> database = OpenAt({gate.host()});
  gate.CutAfter("START TRANSACTION");
  EXPECT_EQ(database->Write(Soon(), Count), absl::OkStatus());
  EXPECT_EQ(gate.accepted(), 2);
  EXPECT_EQ(Counter(), 1);
}

TEST_F(MysqlRoundTripsTest, AConnectionLostAtTheFirstQueryIsOnlyTriedAgain) {
  Gate gate(server_.port());
  const std::unique_ptr<Database> database = OpenAt({gate.host()});
  const auto body = [](Transaction& transaction) {
    absl::Status status = ReadMarked(transaction, "first");
    if (status.ok()) status = Count(transaction);
    return status.ok() ? ReadMarked(transaction, "later") : status;
  };
  gate.CutAfter("first");
  EXPECT_EQ(database->Write(Soon(), body), absl::OkStatus());
  EXPECT_EQ(gate.accepted(), 2);
  EXPECT_EQ(Counter(), 1);
  gate.CutAfter("later");
  EXPECT_TRUE(absl::IsUnavailable(database->Write(Soon(), body)));
  EXPECT_EQ(Counter(), 1);
}

}  // namespace
}  // namespace pingyi::sql
