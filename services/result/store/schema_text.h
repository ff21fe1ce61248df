// The texts of the migrations: a file for each dialect.
#pragma once

#include <vector>

#include "services/base/sql/statement.h"

namespace pingyi::result {

// Migration 1.
std::vector<sql::Sql> SqliteResultTables();
std::vector<sql::Sql> MysqlResultTables();

// Migration 2: releases.key_id and releases.signature; both are empty in a release without.
std::vector<sql::Sql> SqliteSignedReleases();
std::vector<sql::Sql> MysqlSignedReleases();

}  // namespace pingyi::result
