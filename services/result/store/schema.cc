#include "services/result/store/schema.h"

#include <vector>

#include "services/result/store/schema_text.h"

namespace pingyi::result {

std::span<const sql::Migration> Migrations() {
  static const auto& migrations = *new std::vector<sql::Migration>{
      {.version = 1,
       .name = "create policies, runs, results and releases",
       .sqlite = SqliteResultTables(),
       .mysql = MysqlResultTables()},
      {.version = 2,
       .name = "keep signatures with releases",
       .sqlite = SqliteSignedReleases(),
       .mysql = MysqlSignedReleases()},
  };
  return migrations;
}

}  // namespace pingyi::result
