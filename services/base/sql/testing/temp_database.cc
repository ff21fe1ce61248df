#include "services/base/sql/testing/temp_database.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <absl/time/clock.h>

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

}  // namespace

TempDatabase::TempDatabase(std::span<const Migration> migrations)
    : directory_(NewDirectory()), path_(directory_ + "/test.db"), database_(OpenAgain()) {
  Require(ApplyMigrations(*database_, migrations, absl::Now() + absl::Minutes(1)));
}

TempDatabase::~TempDatabase() {
  database_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::unique_ptr<Database> TempDatabase::OpenAgain() const {
  absl::StatusOr<std::unique_ptr<Database>> database = OpenSqlite({.path = path_});
  Require(database.status());
  return *std::move(database);
}

}  // namespace pingyi::sql
