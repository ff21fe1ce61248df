#include "services/appraisal/store/schema.h"

#include <array>

#include "services/appraisal/store/schema_text.h"

namespace pingyi::appraisal {

std::span<const sql::Migration> Migrations() {
  static const auto* const kMigrations = new std::array<sql::Migration, 3>{{
      {.version = 1,
       .name = "create rounds and ballots",
       .sqlite = SqliteRoundsAndBallots(),
       .mysql = MysqlRoundsAndBallots()},
      {.version = 2,
       .name = "close the turnout with the round",
       .sqlite = SqliteClosedTurnout(),
       .mysql = MysqlClosedTurnout()},
      {.version = 3,
       .name = "guard what never changes by rights alone where there are users",
       .sqlite = {sql::kNothingToDo},
       .mysql = MysqlWithoutTriggers()},
  }};
  return *kMigrations;
}

}  // namespace pingyi::appraisal
