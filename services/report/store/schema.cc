#include "services/report/store/schema.h"

#include <vector>

#include "services/report/store/schema_text.h"

namespace pingyi::report {

std::span<const sql::Migration> Migrations() {
  static const auto* const migrations = new std::vector<sql::Migration>{
      {.version = 1,
       .name = "create cycles and reports",
       .sqlite = SqliteCyclesAndReports(),
       .mysql = MysqlCyclesAndReports()},
      {.version = 2,
       .name = "guard cycles against changes on other nodes",
       .sqlite = SqliteCycleGuards(),
       .mysql = MysqlCycleGuards()},
      {.version = 3,
       .name = "guard what never changes by rights alone where there are users",
       .sqlite = {sql::kNothingToDo},
       .mysql = MysqlWithoutTriggers()},
  };
  return *migrations;
}

}  // namespace pingyi::report
