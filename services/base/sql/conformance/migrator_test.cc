#include "services/base/sql/migrator.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/backends.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/status/error.h"

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

const Migration kFirst{1,
                       "create a",
                       {"CREATE TABLE a (x INTEGER) STRICT;", "CREATE TABLE b (x INTEGER) STRICT;"},
                       {"CREATE TABLE IF NOT EXISTS a (x BIGINT) ENGINE = InnoDB;",
                        "CREATE TABLE IF NOT EXISTS b (x BIGINT) ENGINE = InnoDB;"}};
const Migration kSecond{2,
                        "fill a",
                        {"INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);"},
                        {"INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);"}};
const Migration kThird{
    3,
    "widen a, and forbid to empty it",
    {"ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7;"
     "CREATE TRIGGER a_no_delete BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, 'kept'); END;"},
    {"ALTER TABLE a ADD COLUMN IF NOT EXISTS y BIGINT NOT NULL DEFAULT 7;"
     "CREATE OR REPLACE TRIGGER a_no_delete BEFORE DELETE ON a FOR EACH ROW "
     "BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kept'; END;"}};

auto HasState(MigrationState state) { return Field(&MigrationStatus::state, state); }

class MigratorConformance : public BackendTest {
 protected:
  TempDatabase database_{{}, GetParam()};
};

std::string ReasonOf(const absl::Status& status) { return DetailsOf(status).reason; }

TEST_P(MigratorConformance, AppliesInOrderAndOnlyOnce) {
  const std::vector<Migration> migrations = {kFirst, kSecond};
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(ApplyMigrations(*database_, migrations, Soon()), absl::OkStatus());
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM a"), 2);
  EXPECT_TRUE(VerifyMigrations(*database_, migrations, Soon()).ok());
}

TEST_P(MigratorConformance, AppliesOnlyWhatIsNew) {
  ASSERT_EQ(ApplyMigrations(*database_, {&kFirst, 1}, Soon()), absl::OkStatus());
  const std::vector<Migration> migrations = {kFirst, kSecond};
  const absl::Status before = VerifyMigrations(*database_, migrations, Soon());
  EXPECT_TRUE(absl::IsFailedPrecondition(before));
  EXPECT_EQ(ReasonOf(before), "SCHEMA_PENDING");
  EXPECT_THAT(*ListMigrations(*database_, migrations, Soon()),
              ElementsAre(HasState(MigrationState::kApplied), HasState(MigrationState::kPending)));
  ASSERT_TRUE(ApplyMigrations(*database_, migrations, Soon()).ok());
  EXPECT_TRUE(VerifyMigrations(*database_, migrations, Soon()).ok());
}

TEST_P(MigratorConformance, ListsAnEmptyDatabaseWithoutTouchingIt) {
  const std::vector<MigrationStatus> list = *ListMigrations(*database_, {&kFirst, 1}, Soon());
  EXPECT_THAT(list, ElementsAre(MigrationStatus{1, "create a", MigrationState::kPending, 0}));
  if (GetParam() == Backend::kSqlite) {
    EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM sqlite_schema"), 0);
  } else {
    EXPECT_EQ(QueryInt64(*database_,
                         "SELECT count(*) FROM information_schema.tables WHERE table_schema = "
                         "DATABASE()"),
              0);
  }
}

TEST_P(MigratorConformance, RefusesANewerSchemaAndChangesNothing) {
  const std::vector<Migration> both = {kFirst, kSecond};
  ASSERT_EQ(ApplyMigrations(*database_, both, Soon()), absl::OkStatus());
  const Migration other{1,
                        "create c",
                        {"CREATE TABLE c (x INTEGER) STRICT"},
                        {"CREATE TABLE IF NOT EXISTS c (x BIGINT)"}};
  for (const Migration& known : {kFirst, other}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(ApplyMigrations(*database_, {&known, 1}, Soon())));
  }
  EXPECT_EQ(ReasonOf(ApplyMigrations(*database_, {&kFirst, 1}, Soon())), "SCHEMA_TOO_NEW");
  EXPECT_EQ(ReasonOf(VerifyMigrations(*database_, {&kFirst, 1}, Soon())), "SCHEMA_TOO_NEW");
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM schema_migrations"), 2);
}

TEST_P(MigratorConformance, RefusesAChangedTextOrName) {
  ASSERT_EQ(ApplyMigrations(*database_, {&kFirst, 1}, Soon()), absl::OkStatus());
  Migration edited = kFirst;
  edited.sqlite.back() = "CREATE TABLE b (y INTEGER) STRICT;";
  edited.mysql.back() = "CREATE TABLE IF NOT EXISTS b (y BIGINT) ENGINE = InnoDB;";
  Migration renamed = kFirst;
  renamed.name = "create A";
  const Migration joined{1,
                         "create a",
                         {"CREATE TABLE a (x INTEGER) STRICT;CREATE TABLE b (x INTEGER) STRICT;"},
                         {"CREATE TABLE IF NOT EXISTS a (x BIGINT) ENGINE = InnoDB;"
                          "CREATE TABLE IF NOT EXISTS b (x BIGINT) ENGINE = InnoDB;"}};
  for (const Migration& changed : {edited, renamed, joined}) {
    const std::vector<Migration> migrations = {changed, kSecond};
    EXPECT_EQ(ReasonOf(ApplyMigrations(*database_, migrations, Soon())), "SCHEMA_CHANGED");
    EXPECT_EQ(ReasonOf(VerifyMigrations(*database_, migrations, Soon())), "SCHEMA_CHANGED");
  }
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM a"), 0);
}

TEST_P(MigratorConformance, AMigrationThatFailsHalfwayLeavesNothingAndCanBeMended) {
  const std::vector<Sql> half = {"INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (2);"};
  const Migration broken{2, "fill a", half, half};
  EXPECT_TRUE(absl::IsInternal(
      ApplyMigrations(*database_, std::vector<Migration>{kFirst, broken}, Soon())));
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM a"), 0);
  EXPECT_EQ(QueryInt64(*database_, "SELECT max(version) FROM schema_migrations"), 1);
  ASSERT_TRUE(ApplyMigrations(*database_, std::vector<Migration>{kFirst, kSecond}, Soon()).ok());
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM a"), 2);
}

TEST_P(MigratorConformance, RefusesWrongNumbersAndAMissingText) {
  for (const std::vector<Migration>& wrong : {std::vector<Migration>{kSecond},
                                              {kFirst, kFirst},
                                              {kSecond, kFirst},
                                              {{1, "nothing", {}}}}) {
    EXPECT_TRUE(absl::IsInternal(ApplyMigrations(*database_, wrong, Soon())));
  }
}

TEST_P(MigratorConformance, AMigrationMayHaveNothingToDo) {
  const std::vector<Migration> migrations = {kFirst,
                                             {2, "nothing", {kNothingToDo}, {kNothingToDo}},
                                             {3, kSecond.name, kSecond.sqlite, kSecond.mysql}};
  ASSERT_EQ(ApplyMigrations(*database_, migrations, Soon()), absl::OkStatus());
  EXPECT_EQ(VerifyMigrations(*database_, migrations, Soon()), absl::OkStatus());
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM a"), 2);
}

TEST_P(MigratorConformance, NeedsNoWriteLockWhenNothingIsToDo) {
  const std::vector<Migration> migrations = {kFirst};
  ASSERT_EQ(ApplyMigrations(*database_, migrations, Soon()), absl::OkStatus());
  std::unique_ptr<Database> other = database_.OpenAgain();
  EXPECT_TRUE(
      database_
          ->Write(Soon(), [&](Transaction&) { return ApplyMigrations(*other, migrations, Soon()); })
          .ok());
}

TEST_P(MigratorConformance, AnOlderSchemaKeepsItsDataOnTheWayToTheNewest) {
  const std::vector<Migration> all = {kFirst, kSecond, kThird};
  ASSERT_EQ(ApplyMigrations(*database_, {all.data(), 2}, Soon()), absl::OkStatus());
  ASSERT_EQ(Execute(*database_, "INSERT INTO a (x) VALUES (5)"), absl::OkStatus());
  ASSERT_EQ(ApplyMigrations(*database_, all, Soon()), absl::OkStatus());
  EXPECT_EQ(QueryInt64(*database_, "SELECT sum(x) FROM a"), 8);
  EXPECT_EQ(QueryInt64(*database_, "SELECT sum(y) FROM a"), 21);
  EXPECT_TRUE(absl::IsFailedPrecondition(Execute(*database_, "DELETE FROM a")));
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM schema_migrations"), 3);
}

int ExitCodeOf(pid_t child) {
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// As when several replicas start at the same moment.
TEST_P(MigratorConformance, SeveralProcessesAtOnceApplyEverythingOnce) {
  const std::vector<Migration> migrations = {kFirst, kSecond, kThird};
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      _exit(ApplyMigrations(*database_.OpenAgain(), migrations, Soon()).ok() ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) EXPECT_EQ(ExitCodeOf(child), 0);
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM a"), 2);
  EXPECT_TRUE(VerifyMigrations(*database_, migrations, Soon()).ok());
}

// As by ApplyMigrations, but killed behind `pieces` of the first migration.
[[noreturn]] void DieInTheFirstMigration(Database& database, int pieces) {
  database
      .WriteAlone(Soon(),
                  [&](Transaction& transaction) {
                    const bool sqlite = transaction.dialect().backend == Backend::kSqlite;
                    const std::vector<Sql>& scripts = sqlite ? kFirst.sqlite : kFirst.mysql;
                    for (int i = 0; i < pieces; ++i) {
                      if (!transaction.Script(scripts[i]).ok()) _exit(1);
                    }
                    raise(SIGKILL);
                    return absl::OkStatus();
                  })
      .IgnoreError();
  _exit(1);
}

TEST_P(MigratorConformance, AMigrationKilledAtAnyPieceIsCompletedByTheNextProcess) {
  const std::vector<Migration> migrations = {kFirst, kSecond};
  for (int pieces = 0; pieces <= 2; ++pieces) {
    TempDatabase database({}, GetParam());
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) DieInTheFirstMigration(*database.OpenAgain(), pieces);
    ASSERT_EQ(ExitCodeOf(child), -SIGKILL);
    if (GetParam() == Backend::kMysql) {
      // As if the time of the dead process's lease had passed.
      ASSERT_EQ(Execute(*database, "UPDATE schema_lease SET until_us = 1"), absl::OkStatus());
    }
    EXPECT_EQ(ApplyMigrations(*database, migrations, Soon()), absl::OkStatus());
    EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM a"), 2);
    EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM b"), 0);
  }
}

PINGYI_ON_ALL_BACKENDS(MigratorConformance);

}  // namespace
}  // namespace pingyi::sql
