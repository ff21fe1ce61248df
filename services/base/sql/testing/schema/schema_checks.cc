#include "services/base/sql/testing/schema/schema_checks.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

bool IsSqlite(const Database& database) { return database.dialect().backend == Backend::kSqlite; }

// The backends have orders of their own.
std::vector<std::string> Sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::vector<std::string> QueryTexts(Database& database, Sql sql,
                                    std::initializer_list<Value> params) {
  std::vector<std::string> texts;
  const absl::Status status = database.Read(Soon(), [&](Transaction& transaction) {
    texts.clear();
    return transaction.Query(sql, params, [&](const Row& row) {
      texts.emplace_back(row.Text(0));
      return absl::OkStatus();
    });
  });
  EXPECT_TRUE(status.ok()) << status;
  return texts;
}

std::vector<std::string> TablesOf(Database& database) {
  if (IsSqlite(database)) {
    return Sorted(QueryTexts(database,
                             "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT "
                             "LIKE 'sqlite%' AND name NOT LIKE 'schema%'"));
  }
  return Sorted(QueryTexts(database,
                           "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                           "DATABASE() AND table_name NOT LIKE 'schema%'"));
}

std::vector<std::string> TriggersOf(Database& database) {
  if (IsSqlite(database)) {
    return Sorted(QueryTexts(database, "SELECT name FROM sqlite_schema WHERE type = 'trigger'"));
  }
  return Sorted(QueryTexts(database,
                           "SELECT trigger_name FROM information_schema.triggers WHERE "
                           "trigger_schema = DATABASE()"));
}

std::vector<std::string> ColumnsOf(Database& database, std::string_view table) {
  if (IsSqlite(database)) {
    return QueryTexts(database, "SELECT name FROM pragma_table_info(?)", {table});
  }
  return QueryTexts(database,
                    "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                    "DATABASE() AND table_name = ? ORDER BY ordinal_position",
                    {table});
}

std::string ChecksumOf(Database& database, int version) {
  const std::vector<std::string> found =
      QueryTexts(database, "SELECT checksum FROM schema_migrations WHERE version = ?", {version});
  return found.empty() ? "" : found.front();
}

void ExpectSameSchema(std::span<const Migration> migrations) {
  TempDatabase sqlite(migrations, Backend::kSqlite);
  TempDatabase mysql(migrations, Backend::kMysql);
  const std::vector<std::string> tables = TablesOf(*sqlite);
  EXPECT_FALSE(tables.empty());
  EXPECT_EQ(TablesOf(*mysql), tables);
  EXPECT_THAT(TriggersOf(*mysql), testing::IsEmpty());
  EXPECT_THAT(TriggersOf(*sqlite), testing::Not(testing::IsEmpty()));
  for (const std::string& table : tables) {
    EXPECT_EQ(ColumnsOf(*mysql, table), ColumnsOf(*sqlite, table)) << table;
  }
}

void ExpectTriggersGiveWay(Database& old, std::span<const Migration> migrations, Sql forbidden) {
  TempDatabase sqlite(migrations, Backend::kSqlite);
  EXPECT_EQ(TriggersOf(old), TriggersOf(*sqlite));
  const absl::Status refused = Execute(old, forbidden);
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  const absl::Status applied = ApplyMigrations(old, migrations, Soon());
  EXPECT_TRUE(applied.ok()) << applied;
  EXPECT_THAT(TriggersOf(old), testing::IsEmpty());
}

void ExpectSoundMysqlTables(std::span<const Migration> migrations) {
  TempDatabase database(migrations, Backend::kMysql);
  EXPECT_TRUE(QueryTexts(*database,
                         "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                         "DATABASE() AND table_name NOT LIKE 'schema%' AND (engine <> 'InnoDB' OR "
                         "table_collation <> 'utf8mb4_nopad_bin')")
                  .empty());
  EXPECT_TRUE(QueryTexts(*database,
                         "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                         "DATABASE() AND table_name NOT LIKE 'schema%' AND (extra LIKE "
                         "'%auto_increment%' OR collation_name <> 'utf8mb4_nopad_bin')")
                  .empty());
  EXPECT_TRUE(QueryTexts(*database,
                         "SELECT t.table_name FROM information_schema.tables t WHERE "
                         "t.table_schema = DATABASE() AND NOT EXISTS (SELECT 1 FROM "
                         "information_schema.statistics s WHERE s.table_schema = t.table_schema "
                         "AND s.table_name = t.table_name AND s.index_name = 'PRIMARY')")
                  .empty());
}

void ExpectMysqlTextsRunAgain(std::span<const Migration> migrations) {
  TempDatabase database(migrations, Backend::kMysql);
  const std::vector<std::string> tables = TablesOf(*database);
  absl::Status status = database->WriteAlone(Soon(), [&](Transaction& transaction) {
    for (const Migration& migration : migrations) {
      for (const Sql& text : migration.mysql) {
        if (absl::Status ran = transaction.Script(text); !ran.ok()) return ran;
      }
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(TablesOf(*database), tables);
  EXPECT_THAT(TriggersOf(*database), testing::IsEmpty());
}

void ExpectForbiddenByRights(std::string_view service, std::span<const Migration> migrations,
                             std::span<const Sql> forbidden) {
  std::vector<std::string> lacking;
  std::ifstream file(PINGYI_RIGHTS_FILE);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string of;
    std::string table;
    std::string rights;
    if (!(words >> of >> table >> rights) || of != service || table.starts_with("schema_"))
      continue;
    if (!absl::StrContains(rights, "UPDATE"))
      lacking.push_back(fmt::format("UPDATE {} SET", table));
    if (!absl::StrContains(rights, "DELETE"))
      lacking.push_back(fmt::format("DELETE FROM {}", table));
  }
  std::vector<std::string> starts;
  TempDatabase database(migrations, Backend::kMysql);
  for (const Sql change : forbidden) {
    const std::vector<std::string> words = absl::StrSplit(std::string(change.text()), ' ');
    starts.push_back(fmt::format("{} {} {}", words.at(0), words.at(1), words.at(2)));
    const absl::Status status = Execute(*database, change);
    EXPECT_TRUE(status.ok()) << change.text() << ": " << status;
  }
  EXPECT_FALSE(lacking.empty());
  EXPECT_EQ(Sorted(std::move(starts)), Sorted(std::move(lacking)));
}

}  // namespace pingyi::sql
