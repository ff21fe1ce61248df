#include "services/base/sql/sqlite/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/sqlite/row.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

class ConnectionTest : public ::testing::Test {
 protected:
  std::unique_ptr<SqliteConnection> Open(SqliteConnection::Role role, size_t statements = 3) {
    auto connection =
        SqliteConnection::Open({.path = database_.path(), .statements = statements}, role, Soon());
    EXPECT_EQ(connection.status(), absl::OkStatus());
    return *std::move(connection);
  }

  TempDatabase database_;
};

std::string Setting(SqliteConnection& connection, std::string_view pragma) {
  SqliteStatementCache::Borrowed statement = connection.statements().Borrow(pragma);
  EXPECT_EQ(sqlite3_step(statement->get()), SQLITE_ROW) << pragma;
  return reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 0));
}

TEST_F(ConnectionTest, EveryConnectionHasTheSettingsThatKeepDataSafe) {
  for (auto role : {SqliteConnection::Role::kWriter, SqliteConnection::Role::kReader}) {
    auto connection = Open(role);
    EXPECT_EQ(Setting(*connection, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(Setting(*connection, "PRAGMA synchronous"), "2");
    EXPECT_EQ(Setting(*connection, "PRAGMA foreign_keys"), "1");
    EXPECT_EQ(Setting(*connection, "PRAGMA recursive_triggers"), "1");
    EXPECT_EQ(Setting(*connection, "PRAGMA secure_delete"), "1");
    EXPECT_EQ(Setting(*connection, "PRAGMA trusted_schema"), "0");
    EXPECT_EQ(Setting(*connection, "PRAGMA wal_autocheckpoint"), "16000");
    EXPECT_EQ(Setting(*connection, "PRAGMA cache_size"),
              role == SqliteConnection::Role::kReader ? "-16384" : "-65536");
    EXPECT_EQ(Setting(*connection, "PRAGMA query_only"),
              role == SqliteConnection::Role::kReader ? "1" : "0");
  }
}

TEST_F(ConnectionTest, AStringInDoubleQuotesIsNoString) {
  auto connection = Open(SqliteConnection::Role::kWriter);
  EXPECT_EQ(connection->Run("SELECT \"text\""), SQLITE_ERROR);
}

TEST_F(ConnectionTest, StatementsAreKeptUpToTheBound) {
  auto connection = Open(SqliteConnection::Role::kReader);
  SqliteStatementCache& cache = connection->statements();
  sqlite3_stmt* first = cache.Borrow("SELECT 1")->get();
  EXPECT_EQ(cache.Borrow("SELECT 1")->get(), first);
  for (const char* sql : {"SELECT 2", "SELECT 3", "SELECT 1"}) cache.Borrow(sql);
  EXPECT_EQ(cache.size(), 3u);
  cache.Borrow("SELECT 4");  // 2 was unused for longest
  EXPECT_EQ(cache.size(), 3u);
  EXPECT_EQ(cache.Borrow("SELECT 1")->get(), first);
}

TEST_F(ConnectionTest, StatementsInUseAreNeverDropped) {
  auto connection = Open(SqliteConnection::Role::kReader);
  SqliteStatementCache& cache = connection->statements();
  SqliteStatementCache::Borrowed held = cache.Borrow("SELECT 1");
  for (const char* sql : {"SELECT 2", "SELECT 3", "SELECT 4", "SELECT 5"}) cache.Borrow(sql);
  EXPECT_EQ(sqlite3_step(held->get()), SQLITE_ROW);
  EXPECT_EQ(cache.size(), 3u);
}

TEST_F(ConnectionTest, TheSameTextTwiceAtOnceGivesTwoStatements) {
  auto connection = Open(SqliteConnection::Role::kReader);
  SqliteStatementCache::Borrowed outer = connection->statements().Borrow("SELECT 1");
  SqliteStatementCache::Borrowed inner = connection->statements().Borrow("SELECT 1");
  EXPECT_NE(outer->get(), inner->get());
  EXPECT_EQ(connection->statements().size(), 1u);
}

TEST_F(ConnectionTest, AStatementComesBackWithoutParameters) {
  auto connection = Open(SqliteConnection::Role::kReader);
  {
    SqliteStatementCache::Borrowed statement = connection->statements().Borrow("SELECT ?");
    sqlite3_bind_int64(statement->get(), 1, 7);
    EXPECT_EQ(sqlite3_step(statement->get()), SQLITE_ROW);
  }
  SqliteStatementCache::Borrowed again = connection->statements().Borrow("SELECT ?");
  EXPECT_EQ(sqlite3_step(again->get()), SQLITE_ROW);
  EXPECT_EQ(sqlite3_column_type(again->get(), 0), SQLITE_NULL);
}

TEST_F(ConnectionTest, WhatIsNotExactlyOneStatementIsNotPrepared) {
  auto connection = Open(SqliteConnection::Role::kReader);
  for (const char* sql : {"SELECT 1; SELECT 2", "", "SELEC 1"}) {
    EXPECT_EQ(connection->statements().Borrow(sql)->get(), nullptr) << sql;
  }
  EXPECT_EQ(connection->statements().size(), 0u);
}

TEST_F(ConnectionTest, TheMessageOfAFaultHoldsNoSqlButTheDevelopersTextDoes) {
  auto connection = Open(SqliteConnection::Role::kReader);
  const absl::Status status =
      connection->Classify(connection->Run("SELECT secret FROM nowhere")).status;
  EXPECT_TRUE(absl::IsInternal(status));
  EXPECT_THAT(std::string(status.message()), ::testing::Not(::testing::HasSubstr("nowhere")));
  EXPECT_THAT(status.ToString(), ::testing::HasSubstr("no such table: nowhere"));
}

}  // namespace
}  // namespace pingyi::sql
