#include "services/base/storage/open.h"

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/mysql/mysql.h"
#include "services/base/sql/mysql/testing/test_server.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"
#include "services/base/testing/whole_file.h"

namespace pingyi::storage {
namespace {

using test::HasReason;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const sql::Migration kFirst{.version = 1,
                            .name = "create notes",
                            .sqlite = {"CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY)"},
                            .mysql = {"CREATE TABLE notes (id BIGINT NOT NULL PRIMARY KEY)"}};
const sql::Migration kSecond{.version = 2,
                             .name = "create tags",
                             .sqlite = {"CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY)"},
                             .mysql = {"CREATE TABLE tags (id BIGINT NOT NULL PRIMARY KEY)"}};
const std::vector<sql::Migration> kOld = {kFirst};
const std::vector<sql::Migration> kNew = {kFirst, kSecond};

std::string MessageOf(const absl::StatusOr<std::unique_ptr<sql::Database>>& database) {
  return std::string(database.status().message());
}

class OpenSqliteTest : public ::testing::Test {
 protected:
  config::DataConfig Config() const {
    return {.backend = "sqlite", .path = dir_.File("x.db"), .mysql = {}};
  }

  const test::TempDir dir_;
};

TEST_F(OpenSqliteTest, MakesTheDatabaseAndItsSchema) {
  ASSERT_OK_AND_ASSIGN(const auto database, OpenForService(Config(), kOld, {}));
  EXPECT_EQ(database->dialect().backend, sql::Backend::kSqlite);
  EXPECT_OK(sql::VerifyMigrations(*database, kOld, absl::Now() + absl::Seconds(10)));
}

TEST_F(OpenSqliteTest, BringsAnOlderSchemaUpToDate) {
  EXPECT_OK(OpenForService(Config(), kOld, {}));
  ASSERT_OK_AND_ASSIGN(const auto database, OpenForService(Config(), kNew, {}));
  EXPECT_OK(sql::VerifyMigrations(*database, kNew, absl::Now() + absl::Seconds(10)));
}

TEST_F(OpenSqliteTest, RefusesANewerSchemaAndNamesTheDatabase) {
  EXPECT_OK(OpenForService(Config(), kNew, {}));
  const auto database = OpenForService(Config(), kOld, {});
  EXPECT_THAT(database,
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("SCHEMA_TOO_NEW")));
  EXPECT_THAT(MessageOf(database), HasSubstr(dir_.File("x.db")));
}

TEST_F(OpenSqliteTest, OpenLeavesTheSchemaAlone) {
  ASSERT_OK_AND_ASSIGN(const auto database, Open(Config()));
  EXPECT_THAT(sql::VerifyMigrations(*database, kOld, absl::Now() + absl::Seconds(10)),
              HasReason("SCHEMA_PENDING"));
}

TEST_F(OpenSqliteTest, AMissingDirectoryIsNamed) {
  const config::DataConfig config{.backend = "sqlite", .path = dir_.File("none/x.db"), .mysql = {}};
  EXPECT_THAT(MessageOf(OpenForService(config, kOld, {})), HasSubstr(dir_.File("none/x.db")));
}

class OpenMysqlTest : public ::testing::Test {
 protected:
  // A server that is not there: port 1 of this machine.
  config::DataConfig Config(const std::string& password = "s3cret\n", mode_t mode = 0600) const {
    std::ofstream(dir_.File("password")) << password;
    chmod(dir_.File("password").c_str(), mode);
    return {.backend = "mysql",
            .path = "",
            .mysql = {.hosts = {"127.0.0.1:1"},
                      .database = "pingyi_test",
                      .user = "tester",
                      .password_file = dir_.File("password"),
                      .tls_ca = "",
                      .connections = 2}};
  }

  const test::TempDir dir_;
};

TEST_F(OpenMysqlTest, AServerThatIsAwayIsGivenUpAndNamedWithoutThePassword) {
  const absl::Time begin = absl::Now();
  const auto database = OpenForService(Config(), kOld, {}, {.open = absl::Seconds(1)});
  EXPECT_LT(absl::Now() - begin, absl::Seconds(20));
  EXPECT_THAT(database, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(MessageOf(database),
              AllOf(HasSubstr("database pingyi_test at 127.0.0.1:1 as user tester: "),
                    Not(HasSubstr("s3cret"))));
}

TEST_F(OpenMysqlTest, ThePasswordMustBeKeptFromOthers) {
  EXPECT_THAT(Open(Config("s3cret\n", 0644)), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(OpenMysqlTest, FilesThatAreNotThereAreNamed) {
  config::DataConfig config = Config();
  config.mysql.tls_ca = dir_.File("ca.pem");
  EXPECT_THAT(Open(config), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(MessageOf(Open(config)), HasSubstr(dir_.File("ca.pem")));
  config.mysql.password_file = dir_.File("none");
  EXPECT_THAT(MessageOf(Open(config)), HasSubstr(dir_.File("none")));
}

// On the MariaDB server of the tests.
class OpenMariadbTest : public ::testing::Test {
 protected:
  config::DataConfig Config() const {
    const sql::MysqlOptions& options = database_.mysql();
    return {.backend = "mysql",
            .path = "",
            .mysql = {.hosts = options.hosts,
                      .database = options.database,
                      .user = options.user,
                      .password_file = "",
                      .tls_ca = "",
                      .connections = 2}};
  }

  sql::TempDatabase database_{{}, sql::Backend::kMysql};
};

TEST_F(OpenMariadbTest, ASchemaThatIsBehindIsNotTouchedButNamed) {
  const auto database = OpenForService(Config(), kOld, {});
  EXPECT_THAT(database,
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("SCHEMA_PENDING")));
  EXPECT_THAT(MessageOf(database),
              AllOf(HasSubstr(Config().mysql.database), HasSubstr("pingyi-migrate")));
  EXPECT_EQ(sql::QueryInt64(*database_,
                            "SELECT count(*) FROM information_schema.tables WHERE table_schema = "
                            "DATABASE()"),
            0);
}

TEST_F(OpenMariadbTest, TheSchemaOfTheProgramIsServed) {
  ASSERT_OK(sql::ApplyMigrations(*database_, kNew, sql::Soon()));
  ASSERT_OK_AND_ASSIGN(const auto database, OpenForService(Config(), kNew, {}));
  EXPECT_EQ(database->dialect().backend, sql::Backend::kMysql);
  EXPECT_OK(database->Ping(sql::Soon()));
  EXPECT_THAT(OpenForService(Config(), kOld, {}), HasReason("SCHEMA_TOO_NEW"));
}

TEST_F(OpenMariadbTest, AUserWhoIsRefusedIsNamedWithoutThePassword) {
  const test::TempDir dir;
  config::DataConfig config = Config();
  config.mysql.user = "nobody_here";
  config.mysql.password_file = dir.File("password");
  std::ofstream(config.mysql.password_file) << "s3cret\n";
  chmod(config.mysql.password_file.c_str(), 0600);
  const auto database = OpenForService(config, kOld, {});
  EXPECT_THAT(database, StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(MessageOf(database),
              AllOf(HasSubstr("as user nobody_here"), Not(HasSubstr("s3cret"))));
}

// Beyond the schema: the rights of the database's user.
constexpr sql::Sql kForbidden[] = {"UPDATE notes SET id = id WHERE 1 = 0",
                                   "DELETE FROM tags WHERE 1 = 0"};

TEST_F(OpenSqliteTest, HasNoUsersWhoseRightsCouldBeLookedAt) {
  EXPECT_OK(OpenForService(Config(), kNew, kForbidden));
}

class RightsTest : public OpenMariadbTest {
 protected:
  RightsTest() { EXPECT_OK(sql::ApplyMigrations(*database_, kNew, sql::Soon())); }

  // As the user sees it who has these rights to notes and tags, and only to read besides.
  absl::StatusOr<std::unique_ptr<sql::Database>> OpenWith(std::string_view notes,
                                                          std::string_view tags) {
    const std::string& name = Config().mysql.database;
    server_.Run(fmt::format("REVOKE ALL, GRANT OPTION FROM {}@'127.0.0.1'", user_.name()));
    server_.Run(fmt::format("GRANT SELECT ON {}.* TO {}@'127.0.0.1'", name, user_.name()));
    server_.Run(fmt::format("GRANT {} ON {}.notes TO {}@'127.0.0.1'", notes, name, user_.name()));
    server_.Run(fmt::format("GRANT {} ON {}.tags TO {}@'127.0.0.1'", tags, name, user_.name()));
    config::DataConfig config = Config();
    config.mysql.hosts = user_.options().hosts;
    config.mysql.user = user_.name();
    config.mysql.password_file =
        test::WriteWhole(dir_.File("password"), user_.options().password + "\n");
    return OpenForService(config, kNew, kForbidden);
  }

  const test::TempDir dir_;
  sql::TestServer server_;
  sql::TestUser user_{server_, Config().mysql.database};
};

TEST_F(RightsTest, AreGoodWhereNothingForbiddenIsAllowed) {
  EXPECT_OK(OpenWith("INSERT, DELETE", "INSERT, UPDATE"));
}

TEST_F(RightsTest, OneTooManyIsNamedWithItsUserAndWhatToDo) {
  for (const auto& [notes, tags, allowed] :
       {std::tuple("INSERT, UPDATE", "INSERT", "UPDATE notes"),
        std::tuple("INSERT", "INSERT, DELETE", "DELETE FROM tags")}) {
    const auto database = OpenWith(notes, tags);
    EXPECT_THAT(database, AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                                HasReason("DATABASE_RIGHTS")));
    EXPECT_THAT(MessageOf(database), AllOf(HasSubstr(allowed), HasSubstr("as user " + user_.name()),
                                           HasSubstr("deploy/mariadb/setup grants")));
  }
}

TEST_F(RightsTest, WhatFailsOtherwiseIsNoMatterOfRights) {
  constexpr sql::Sql kMissing[] = {"DELETE FROM missing WHERE 1 = 0"};
  const auto database = OpenForService(Config(), kNew, kMissing);
  EXPECT_THAT(database, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(MessageOf(database), Not(HasSubstr("grants")));
}

TEST_F(RightsTest, ThoseOfAnAdministratorAreTooMany) {
  EXPECT_THAT(OpenForService(Config(), kNew, kForbidden), HasReason("DATABASE_RIGHTS"));
}

}  // namespace
}  // namespace pingyi::storage
