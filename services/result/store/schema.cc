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
      {.version = 3,
       .name = "keep exclusions of subjects and leaderboards",
       .sqlite = SqliteSubjects(),
       .mysql = MysqlSubjects()},
      {.version = 4,
       .name = "keep figures of components and the scores made of them",
       .sqlite = SqliteComponents(),
       .mysql = MysqlComponents()},
      {.version = 5,
       .name = "keep decisions, calendars, publicity and objections",
       .sqlite = SqliteWorkflow(),
       .mysql = MysqlWorkflow()},
      {.version = 6,
       .name = "guard what never changes by rights alone where there are users",
       .sqlite = {sql::kNothingToDo},
       .mysql = MysqlWithoutTriggers()},
  };
  return migrations;
}

}  // namespace pingyi::result
