// What the tables look like from outside, on both backends, and how an older schema becomes this
// one.
#include "services/appraisal/store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/backends.h"
#include "services/base/sql/testing/schema/schema_checks.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using sql::Backend;
using testing::ElementsAre;
using testing::IsEmpty;

class SchemaTest : public sql::BackendTest {
 protected:
  sql::TempDatabase database_{Migrations(), GetParam()};
};

PINGYI_ON_ALL_BACKENDS(SchemaTest);

TEST_P(SchemaTest, KeyOrderBetraysNothing) {
  // Neither a time nor a counter, and nothing that both tables have but the round.
  EXPECT_THAT(sql::ColumnsOf(*database_, "ballots"),
              ElementsAre("round_id", "slip_id", "group_no", "marks"));
  EXPECT_THAT(sql::ColumnsOf(*database_, "spent_credentials"),
              ElementsAre("round_id", "hash", "commitment"));
  EXPECT_THAT(sql::ColumnsOf(*database_, "named_ballots"),
              ElementsAre("round_id", "ballot_id", "group_no", "voter", "spoiled", "marks"));
}

TEST_P(SchemaTest, TheSchemaIsTheNewest) {
  EXPECT_OK(sql::VerifyMigrations(*database_, Migrations(), sql::Soon()));
}

TEST_P(SchemaTest, AnIdThatIsTooLongIsRefused) {
  EXPECT_FALSE(
      sql::Execute(
          *database_,
          "INSERT INTO ballots VALUES ('r', x'0102030405060708090a0b0c0d0e0f1011', 0, x'01')")
          .ok());
}

// Released texts are never edited: a database made by them would be refused.
TEST_P(SchemaTest, ReleasedTextsAreWhatTheyWere) {
  const bool sqlite = GetParam() == Backend::kSqlite;
  EXPECT_EQ(sql::ChecksumOf(*database_, 1),
            sqlite ? "95bae1a4060ac79f274124bf7fb1ff0eefbf575294314466522335545bc77272"
                   : "60e3db79649c69ab15ec1896e36ddb84599513fd8934a417e633e2d489c94668");
  EXPECT_EQ(sql::ChecksumOf(*database_, 2),
            sqlite ? "45dc3216514137ca15a304869c851d9d859ac4d028707c58387eae758e190cce"
                   : "fd65cec5a4c3195cbbaf5d528111f3f39cfec7b597ec34f3a0929117b1d4010f");
  EXPECT_EQ(sql::ChecksumOf(*database_, 3),
            sqlite ? "42a7b633b3adb5249f7969ebc3143a71d6c9a1af48db796a41d908371b9c07fb"
                   : "9d0f857147178dd47be0045fcb63b9b2438a840b9e2293e3a1edfa3c1e775228");
}

// Migration 2 comes to a database with rounds in every state.
TEST_P(SchemaTest, AnOlderSchemaWithDataInItMigrates) {
  sql::TempDatabase old(Migrations().first(1), GetParam());
  ASSERT_OK(old->Write(sql::Soon(), [](sql::Transaction& tx) -> absl::Status {
    for (const auto& [id, state] :
         {std::pair{"draft", 1}, {"open", 2}, {"closed", 3}, {"void", 4}}) {
      absl::Status status =
          tx.Execute(
                "INSERT INTO rounds (round_id, version, state, cycle, anonymity, spec, "
                "subject_count, frozen_digest, tally_digest, create_time_us, update_time_us, "
                "void_reason) VALUES (?, 1, ?, '', 1, '', 0, '', '', 1, 1, '')",
                {id, state})
              .status();
      if (status.ok() && state > 1) {
        status = tx.Execute("INSERT INTO turnout VALUES (?, 0, 'a', 9, 5, 3, 1)", {id}).status();
      }
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }));
  EXPECT_FALSE(sql::VerifyMigrations(*old, Migrations(), sql::Soon()).ok());
  ASSERT_OK(sql::ApplyMigrations(*old, Migrations(), sql::Soon()));
  EXPECT_OK(sql::VerifyMigrations(*old, Migrations(), sql::Soon()));
  EXPECT_THAT(sql::QueryTexts(*old, "SELECT round_id FROM turnout WHERE closed = 0"),
              ElementsAre("open"));
  EXPECT_THAT(sql::QueryTexts(*old,
                              "SELECT round_id FROM turnout WHERE closed = 1 AND issued = 5 "
                              "AND valid = 3 ORDER BY round_id"),
              ElementsAre("closed", "void"));
}

TEST(SqliteSchemaTest, NoTableHasAHiddenRowNumber) {
  sql::TempDatabase database(Migrations());
  EXPECT_THAT(
      sql::QueryTexts(*database,
                      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                      "AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' AND wr = 0"),
      IsEmpty());
}

TEST(SqliteSchemaTest, EveryTableIsStrict) {
  sql::TempDatabase database(Migrations());
  EXPECT_THAT(
      sql::QueryTexts(*database,
                      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                      "AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' AND strict = 0"),
      IsEmpty());
}

TEST(SqliteSchemaTest, AnIdThatIsTooShortIsRefused) {
  sql::TempDatabase database(Migrations());
  EXPECT_FALSE(sql::Execute(*database, "INSERT INTO ballots VALUES ('r', x'01', 0, x'01')").ok());
}

// Migration 3 comes to a database with a ballot.
TEST(MysqlSchemaTest, TriggersGiveWayAndBallotsStay) {
  sql::TempDatabase old(Migrations().first(2), Backend::kMysql);
  ASSERT_OK(sql::Execute(
      *old, "INSERT INTO ballots VALUES ('r', x'0102030405060708090a0b0c0d0e0f10', 0, x'01')"));
  sql::ExpectTriggersGiveWay(*old, Migrations().first(3), "DELETE FROM ballots");
  EXPECT_OK(sql::VerifyMigrations(*old, Migrations().first(3), sql::Soon()));
  EXPECT_THAT(sql::QueryTexts(*old, "SELECT round_id FROM ballots"), ElementsAre("r"));
}

TEST(MysqlSchemaTest, IsThatOfSqlite) { sql::ExpectSameSchema(Migrations()); }

TEST(MysqlSchemaTest, TablesAreWhatTheStoresRelyOn) { sql::ExpectSoundMysqlTables(Migrations()); }

TEST(MysqlSchemaTest, TextsBearBeingRunAgain) { sql::ExpectMysqlTextsRunAgain(Migrations()); }

TEST(MysqlSchemaTest, WhatMustBeForbiddenIsWhatTheRightsLack) {
  sql::ExpectForbiddenByRights("appraisal", Migrations(), ForbiddenChanges());
}

}  // namespace
}  // namespace pingyi::appraisal
