// The texts of the migrations: a file for each dialect.
#pragma once

#include <vector>

#include "services/base/sql/statement.h"

namespace pingyi::result {

// Migration 1.
std::vector<sql::Sql> SqliteResultTables();
std::vector<sql::Sql> MysqlResultTables();

}  // namespace pingyi::result
