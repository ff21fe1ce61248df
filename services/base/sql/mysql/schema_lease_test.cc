#include "services/base/sql/mysql/schema_lease.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <latch>
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
    {},
    {"CREATE TABLE IF NOT EXISTS counters (n BIGINT NOT NULL PRIMARY KEY) ENGINE = InnoDB;"}};

absl::Status Nothing(Transaction&) { return absl::OkStatus(); }

class SchemaLeaseTest : public ::testing::Test {
 protected:
  // As if the time of whoever holds the lease had passed.
  void LetTimePass() {
    ASSERT_EQ(Execute(*database_, "UPDATE schema_lease SET until_us = 1"), absl::OkStatus());
  }
  absl::Status AloneWithin(absl::Duration time) {
    return database_.OpenAgain()->WriteAlone(absl::Now() + time, Nothing);
  }

  TempDatabase database_{{&kSchema, 1}, Backend::kMysql};
};

TEST_F(SchemaLeaseTest, KeepsOthersAwayAndIsFreeAfterwards) {
  EXPECT_EQ(database_->WriteAlone(
                Soon(),
                [&](Transaction& transaction) {
                  // A change of the schema commits, and is still done alone.
                  absl::Status status =
                      transaction.Script("CREATE TABLE IF NOT EXISTS t (x INT); DROP TABLE t");
                  EXPECT_TRUE(absl::IsDeadlineExceeded(AloneWithin(absl::Milliseconds(300))));
                  return status;
                }),
            absl::OkStatus());
  EXPECT_EQ(AloneWithin(absl::Seconds(10)), absl::OkStatus());
}

TEST_F(SchemaLeaseTest, OrdinaryWritersGoOn) {
  EXPECT_EQ(database_->WriteAlone(Soon(),
                                  [&](Transaction&) {
                                    return Execute(*database_, "INSERT INTO counters VALUES (1)");
                                  }),
            absl::OkStatus());
}

TEST_F(SchemaLeaseTest, IsRenewedWhileItIsHeld) {
  const auto until = [this] { return QueryInt64(*database_, "SELECT until_us FROM schema_lease"); };
  EXPECT_EQ(database_->WriteAlone(Soon(),
                                  [&](Transaction&) {
                                    const int64_t first = until();
                                    const absl::Time end = absl::Now() + absl::Seconds(30);
                                    while (until() == first && absl::Now() < end) {
                                      std::this_thread::yield();
                                    }
                                    EXPECT_GT(until(), first);
                                    return absl::OkStatus();
                                  }),
            absl::OkStatus());
}

TEST_F(SchemaLeaseTest, IsTakenOverFromAProcessThatDied) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    database_.OpenAgain()
        ->WriteAlone(Soon(),
                     [](Transaction&) {
                       raise(SIGKILL);
                       return absl::OkStatus();
                     })
        .IgnoreError();
    _exit(1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(absl::IsDeadlineExceeded(AloneWithin(absl::Milliseconds(300))));
  LetTimePass();
  EXPECT_EQ(AloneWithin(absl::Seconds(10)), absl::OkStatus());
}

// As after a long pause of its process: who has lost the lease commits nothing any more.
TEST_F(SchemaLeaseTest, WhoHasLostItCommitsNothing) {
  const absl::Status status = database_->WriteAlone(Soon(), [&](Transaction& transaction) {
    EXPECT_EQ(transaction.Execute("INSERT INTO counters VALUES (1)").status(), absl::OkStatus());
    LetTimePass();
    EXPECT_EQ(AloneWithin(absl::Seconds(10)), absl::OkStatus());
    return absl::OkStatus();
  });
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM counters"), 0);
}

}  // namespace
}  // namespace pingyi::sql
