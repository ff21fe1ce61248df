// What tests ask of a database about its own schema, on every backend.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/base/sql/database.h"
#include "services/base/sql/migrator.h"
#include "services/base/sql/statement.h"

namespace pingyi::sql {

// The first column of every row.
std::vector<std::string> QueryTexts(Database& database, Sql sql,
                                    std::initializer_list<Value> params = {});

// Names in alphabetical order, without what the migrator keeps for itself.
std::vector<std::string> TablesOf(Database& database);
std::vector<std::string> TriggersOf(Database& database);

// Names in the order of the table.
std::vector<std::string> ColumnsOf(Database& database, std::string_view table);

// What was noted when the migration was applied.
std::string ChecksumOf(Database& database, int version);

// Expects that both backends get the same tables and columns, by name; and triggers on SQLite
// alone, since on MySQL the rights of the users guard what never changes (deploy/mariadb/rights).
void ExpectSameSchema(std::span<const Migration> migrations);

// `old` is on MySQL, of a schema with triggers; the last of `migrations` takes them off. Expects
// that they were those that SQLite keeps, that they hold until then, and that none is left.
// `forbidden` is a statement that they refuse.
void ExpectTriggersGiveWay(Database& old, std::span<const Migration> migrations, Sql forbidden);

// Expects of every table on MySQL: transactions, a primary key, texts compared by their bytes, no
// column that counts rows.
void ExpectSoundMysqlTables(std::span<const Migration> migrations);

// Runs all texts once more, as after a kill between the last statement of a migration and its being
// noted, and expects that this changes nothing.
void ExpectMysqlTextsRunAgain(std::span<const Migration> migrations);

// Expects that `forbidden` has a statement for each of the rights UPDATE and DELETE that
// deploy/mariadb/rights does not give the service's user, the migrator's own tables aside, and that
// they are statements which would run.
void ExpectForbiddenByRights(std::string_view service, std::span<const Migration> migrations,
                             std::span<const Sql> forbidden);

}  // namespace pingyi::sql
