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

// Migration 3: subject_exclusions, leaderboard_rows, and what exclusions come to in runs and
// results.
std::vector<sql::Sql> SqliteSubjects();
std::vector<sql::Sql> MysqlSubjects();

// Migration 5: decisions, calendars, publicity, objections; releases.run is no longer unique.
std::vector<sql::Sql> SqliteWorkflow();
std::vector<sql::Sql> MysqlWorkflow();

// Migration 4: component_figures, and subject_results.components.
std::vector<sql::Sql> SqliteComponents();
std::vector<sql::Sql> MysqlComponents();

// Migration 6: no triggers. SQLite, which has no users whose rights could guard, keeps them.
std::vector<sql::Sql> MysqlWithoutTriggers();

}  // namespace pingyi::result
