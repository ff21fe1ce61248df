// A database of its own for every test, on either backend: an SQLite file in a new directory, or a
// new database on the MariaDB server that PINGYI_TEST_MARIADB names. It goes away with the object.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/sql/database.h"
#include "services/base/sql/dialect.h"
#include "services/base/sql/migrator.h"
#include "services/base/sql/mysql/mysql.h"
#include "services/base/sql/statement.h"

namespace pingyi::sql {

class TempDatabase {
 public:
  // Opens the database and applies the migrations; ends the program if that fails.
  explicit TempDatabase(std::span<const Migration> migrations = {},
                        Backend backend = Backend::kSqlite);
  ~TempDatabase();
  TempDatabase(const TempDatabase&) = delete;
  TempDatabase& operator=(const TempDatabase&) = delete;

  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }

  Backend backend() const { return backend_; }

  // Of SQLite: the database file, and the directory it is in.
  const std::string& path() const { return path_; }
  const std::string& directory() const { return directory_; }

  // Of MySQL: how the database is opened; the user may do everything.
  const MysqlOptions& mysql() const { return mysql_; }

  // Opens the same database once more, as another process would: on the other node of the cluster,
  // if the tests have one (test_server.h).
  std::unique_ptr<Database> OpenAgain() const;

  // Whether it is: then what the two do meets at the commit, and not at locks.
  bool has_other_node() const;

 private:
  const Backend backend_;
  std::string directory_;
  std::string path_;
  MysqlOptions mysql_;
  std::unique_ptr<Database> database_;
};

// A deadline that only a hanging test reaches.
absl::Time Soon();

// The integer a query for one row and one column gives; ends the program if it fails.
int64_t QueryInt64(Database& database, Sql sql, std::initializer_list<Value> params = {});

// Runs one statement in a transaction of its own.
absl::Status Execute(Database& database, Sql sql, std::initializer_list<Value> params = {});

}  // namespace pingyi::sql
