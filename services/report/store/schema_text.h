// The texts of the migrations: a file for each dialect.
#pragma once

#include <vector>

#include "services/base/sql/statement.h"

namespace pingyi::report {

// Migration 1.
std::vector<sql::Sql> SqliteCyclesAndReports();
std::vector<sql::Sql> MysqlCyclesAndReports();

// Migration 2.
std::vector<sql::Sql> SqliteCycleGuards();
std::vector<sql::Sql> MysqlCycleGuards();

// Migration 3: no triggers. SQLite, which has no users whose rights could guard, keeps them.
std::vector<sql::Sql> MysqlWithoutTriggers();

}  // namespace pingyi::report
