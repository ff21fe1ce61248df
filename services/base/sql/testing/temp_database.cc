#include "services/base/sql/testing/temp_database.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/sql/mysql/testing/test_server.h"
#include "services/base/sql/sqlite/sqlite.h"

namespace pingyi::sql {
namespace {

void Require(const absl::Status& status) {
  if (status.ok()) return;
  fmt::print(stderr, "no database to test with: {}\n", status.ToString());
  std::abort();
}

std::string NewDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "pingyi-sql-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    Require(absl::UnavailableError("the directory cannot be made"));
  return name;
}

std::unique_ptr<Database> Opened(absl::StatusOr<std::unique_ptr<Database>> database) {
  Require(database.status());
  return *std::move(database);
}

// The same on the other node, once all that was done on the first has arrived there.
MysqlOptions OnOtherNode(MysqlOptions options) {
  TestServer other(kOtherTestServer);
  other.Run("SET SESSION wsrep_sync_wait = 15");
  other.Query("SELECT 1");
  options.hosts = {other.socket()};
  return options;
}

}  // namespace

TempDatabase::TempDatabase(std::span<const Migration> migrations, Backend backend)
    : backend_(backend) {
  if (backend == Backend::kSqlite) {
    directory_ = NewDirectory();
    path_ = directory_ + "/test.db";
  } else {
    TestServer server;
    const std::string name = TestServer::NewName();
    // What a killed test with the same process id left goes first.
    server.Run("CREATE OR REPLACE DATABASE " + name);
    mysql_ = server.OptionsFor(name);
  }
  database_ = backend == Backend::kSqlite ? OpenAgain() : Opened(OpenMysql(mysql_));
  Require(ApplyMigrations(*database_, migrations, Soon()));
}

TempDatabase::~TempDatabase() {
  database_.reset();
  if (backend_ == Backend::kSqlite) {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  } else {
    TestServer().Run(TestServer::DropText(mysql_.database));
  }
}

std::unique_ptr<Database> TempDatabase::OpenAgain() const {
  if (backend_ == Backend::kSqlite) return Opened(OpenSqlite({.path = path_}));
  return Opened(OpenMysql(has_other_node() ? OnOtherNode(mysql_) : mysql_));
}

bool TempDatabase::has_other_node() const {
  return backend_ == Backend::kMysql && TestServer::HasOther();
}

absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

int64_t QueryInt64(Database& database, Sql sql, std::initializer_list<Value> params) {
  int64_t result = 0;
  Require(database.Read(Soon(), [&](Transaction& transaction) {
    absl::StatusOr<bool> found = transaction.QueryOne(sql, params, [&](const Row& row) {
      result = row.Int64(0);
      return absl::OkStatus();
    });
    if (found.ok() && !*found) return absl::NotFoundError("the query gave no row");
    return found.status();
  }));
  return result;
}

absl::Status Execute(Database& database, Sql sql, std::initializer_list<Value> params) {
  return database.Write(
      Soon(), [&](Transaction& transaction) { return transaction.Execute(sql, params).status(); });
}

}  // namespace pingyi::sql
