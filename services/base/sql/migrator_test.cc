#include "services/base/sql/migrator.h"

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/sqlite/sqlite.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/status/error.h"

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

const Migration kFirst{
    1, "create a", {"CREATE TABLE a (x INTEGER) STRICT;", "CREATE TABLE b (x INTEGER) STRICT;"}};
const Migration kSecond{2, "fill a", {"INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);"}};

auto HasState(MigrationState state) { return Field(&MigrationStatus::state, state); }

std::string ReasonOf(const absl::Status& status) { return DetailsOf(status).reason; }

TEST(MigratorTest, AppliesInOrderAndOnlyOnce) {
  TempDatabase database;
  const std::vector<Migration> migrations = {kFirst, kSecond};
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(ApplyMigrations(*database, migrations, Soon()), absl::OkStatus());
  EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM a"), 2);
  EXPECT_TRUE(VerifyMigrations(*database, migrations, Soon()).ok());
}

TEST(MigratorTest, AppliesOnlyWhatIsNew) {
  TempDatabase database({&kFirst, 1});
  const std::vector<Migration> migrations = {kFirst, kSecond};
  const absl::Status before = VerifyMigrations(*database, migrations, Soon());
  EXPECT_TRUE(absl::IsFailedPrecondition(before));
  EXPECT_EQ(ReasonOf(before), "SCHEMA_PENDING");
  EXPECT_THAT(*ListMigrations(*database, migrations, Soon()),
              ElementsAre(HasState(MigrationState::kApplied), HasState(MigrationState::kPending)));
  ASSERT_TRUE(ApplyMigrations(*database, migrations, Soon()).ok());
  EXPECT_TRUE(VerifyMigrations(*database, migrations, Soon()).ok());
}

TEST(MigratorTest, ListsAnEmptyDatabaseWithoutTouchingIt) {
  TempDatabase database;
  const std::vector<MigrationStatus> list = *ListMigrations(*database, {&kFirst, 1}, Soon());
  EXPECT_THAT(list, ElementsAre(MigrationStatus{1, "create a", MigrationState::kPending, 0}));
  EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM sqlite_schema"), 0);
}

TEST(MigratorTest, RefusesANewerSchemaAndChangesNothing) {
  TempDatabase database(std::vector<Migration>{kFirst, kSecond});
  const Migration other{1, "create c", {"CREATE TABLE c (x INTEGER) STRICT"}};
  for (const Migration& known : {kFirst, other}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(ApplyMigrations(*database, {&known, 1}, Soon())));
  }
  EXPECT_EQ(ReasonOf(ApplyMigrations(*database, {&kFirst, 1}, Soon())), "SCHEMA_TOO_NEW");
  EXPECT_EQ(ReasonOf(VerifyMigrations(*database, {&kFirst, 1}, Soon())), "SCHEMA_TOO_NEW");
  EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM schema_migrations"), 2);
}

TEST(MigratorTest, RefusesAChangedTextOrName) {
  TempDatabase database({&kFirst, 1});
  Migration edited = kFirst;
  edited.sqlite.back() = "CREATE TABLE b (y INTEGER) STRICT;";
  Migration renamed = kFirst;
  renamed.name = "create A";
  Migration joined{
      1, "create a", {"CREATE TABLE a (x INTEGER) STRICT;CREATE TABLE b (x INTEGER) STRICT;"}};
  for (const Migration& changed : {edited, renamed, joined}) {
    const std::vector<Migration> migrations = {changed, kSecond};
    EXPECT_EQ(ReasonOf(ApplyMigrations(*database, migrations, Soon())), "SCHEMA_CHANGED");
    EXPECT_EQ(ReasonOf(VerifyMigrations(*database, migrations, Soon())), "SCHEMA_CHANGED");
  }
  EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM a"), 0);
}

TEST(MigratorTest, AMigrationThatFailsHalfwayLeavesNothingAndCanBeMended) {
  TempDatabase database;
  const Migration broken{
      2, "fill a", {"INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (2);"}};
  EXPECT_TRUE(
      absl::IsInternal(ApplyMigrations(*database, std::vector<Migration>{kFirst, broken}, Soon())));
  EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM a"), 0);
  EXPECT_EQ(QueryInt64(*database, "SELECT max(version) FROM schema_migrations"), 1);
  ASSERT_TRUE(ApplyMigrations(*database, std::vector<Migration>{kFirst, kSecond}, Soon()).ok());
  EXPECT_EQ(QueryInt64(*database, "SELECT count(*) FROM a"), 2);
}

TEST(MigratorTest, RefusesWrongNumbersAndAMissingText) {
  TempDatabase database;
  for (const std::vector<Migration>& wrong : {std::vector<Migration>{kSecond},
                                              {kFirst, kFirst},
                                              {kSecond, kFirst},
                                              {{1, "nothing", {}}}}) {
    EXPECT_TRUE(absl::IsInternal(ApplyMigrations(*database, wrong, Soon())));
  }
}

TEST(MigratorTest, NeedsNoWriteLockWhenNothingIsToDo) {
  const std::vector<Migration> migrations = {kFirst};
  TempDatabase database(migrations);
  std::unique_ptr<Database> other = database.OpenAgain();
  EXPECT_TRUE(
      database
          ->Write(Soon(), [&](Transaction&) { return ApplyMigrations(*other, migrations, Soon()); })
          .ok());
}

// As when several replicas start at the same moment.
TEST(MigratorTest, SeveralProcessesAtOnceApplyEverythingOnce) {
  const TempDatabase place;
  const std::vector<Migration> migrations = {kFirst, kSecond};
  const std::string path = place.directory() + "/fresh.db";
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto database = OpenSqlite({.path = path});
      _exit(database.ok() && ApplyMigrations(**database, migrations, Soon()).ok() ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  auto database = OpenSqlite({.path = path});
  ASSERT_TRUE(database.ok());
  EXPECT_EQ(QueryInt64(**database, "SELECT count(*) FROM a"), 2);
  EXPECT_TRUE(VerifyMigrations(**database, migrations, Soon()).ok());
}

}  // namespace
}  // namespace pingyi::sql
