// A database of its own for every test: an SQLite file in a new directory that goes away with the
// object.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/sql/database.h"
#include "services/base/sql/migrator.h"
#include "services/base/sql/statement.h"

namespace pingyi::sql {

class TempDatabase {
 public:
  // Opens the database and applies the migrations; ends the program if that fails.
  explicit TempDatabase(std::span<const Migration> migrations = {});
  ~TempDatabase();
  TempDatabase(const TempDatabase&) = delete;
  TempDatabase& operator=(const TempDatabase&) = delete;

  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }

  const std::string& path() const { return path_; }            // the database file
  const std::string& directory() const { return directory_; }  // the directory it is in

  // Opens the same file once more, as another process would.
  std::unique_ptr<Database> OpenAgain() const;

 private:
  std::string directory_;
  std::string path_;
  std::unique_ptr<Database> database_;
};

// A deadline that only a hanging test reaches.
absl::Time Soon();

// The integer a query for one row and one column gives; ends the program if it fails.
int64_t QueryInt64(Database& database, Sql sql, std::initializer_list<Value> params = {});

// Runs one statement in a transaction of its own.
absl::Status Execute(Database& database, Sql sql, std::initializer_list<Value> params = {});

}  // namespace pingyi::sql
