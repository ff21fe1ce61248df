// The texts of the migrations: a file for each dialect.
#pragma once

#include <vector>

#include "services/base/sql/statement.h"

namespace pingyi::appraisal {

// Migration 1.
std::vector<sql::Sql> SqliteRoundsAndBallots();
std::vector<sql::Sql> MysqlRoundsAndBallots();

// Migration 2: turnout.closed, which is 1 once a round takes no more ballots (turnout_table.h).
std::vector<sql::Sql> SqliteClosedTurnout();
std::vector<sql::Sql> MysqlClosedTurnout();

// Migration 3: no triggers. SQLite, which has no users whose rights could guard, keeps them.
std::vector<sql::Sql> MysqlWithoutTriggers();

}  // namespace pingyi::appraisal
