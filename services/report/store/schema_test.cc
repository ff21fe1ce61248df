// What the tables look like from outside, on both backends.
#include "services/report/store/schema.h"

#include <gtest/gtest.h>

#include "services/base/sql/testing/schema/schema_checks.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/status_matchers.h"
#include "services/report/store/sql_report_store.h"

namespace pingyi::report {
namespace {

// Released texts are never edited: a database made by them would be refused.
TEST(SchemaTest, ReleasedTextsAreWhatTheyWere) {
  sql::TempDatabase sqlite(Migrations(), sql::Backend::kSqlite);
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 1),
            "8bf6088aab5e4cf2e03c468a10f489a055fb331e921857052c1805ccc80cc7c1");
  sql::TempDatabase mysql(Migrations(), sql::Backend::kMysql);
  EXPECT_EQ(sql::ChecksumOf(*mysql, 1),
            "0069a73c63c0e7b1e8b02738f1d60d06fc081389b57981ae4fff986e6a569fc5");
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 2),
            "ffc4a8934107861d74bf984418839f4300cc01f569c436d083374295ecb8182c");
  EXPECT_EQ(sql::ChecksumOf(*mysql, 2),
            "7a2074985ded0ad82baded54c03ebacebe66b1afa9f57601452c1a141e34cafb");
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 3),
            "42a7b633b3adb5249f7969ebc3143a71d6c9a1af48db796a41d908371b9c07fb");
  EXPECT_EQ(sql::ChecksumOf(*mysql, 3),
            "886d7de0015ceaee7a6b6bdc0b7c439a73b49f284e521400f344f5890eb106be");
}

// Migration 2 comes to a database with an open and a closed cycle.
TEST(SchemaTest, AnOlderSchemaWithCyclesInItMigrates) {
  for (const sql::Backend backend : {sql::Backend::kSqlite, sql::Backend::kMysql}) {
    sql::TempDatabase old(Migrations().first(1), backend);
    ASSERT_OK(sql::Execute(*old, "INSERT INTO report_templates VALUES ('t1', '模板', 0, 1)"));
    ASSERT_OK(sql::Execute(
        *old,
        "INSERT INTO cycles VALUES ('open', '', '', '', 't1', 9, NULL, 1, 1, 1, 1), ('closed', '', "
        "'', '', 't1', 9, NULL, 2, 1, 1, 1)"));
    ASSERT_OK(sql::Execute(
        *old,
        "INSERT INTO reporters VALUES ('open', 'p1', '', '', '', 1), ('closed', 'p1', '', "
        "'', '', 1)"));
    EXPECT_FALSE(sql::VerifyMigrations(*old, Migrations(), sql::Soon()).ok());
    ASSERT_OK(sql::ApplyMigrations(*old, Migrations(), sql::Soon()));
    EXPECT_OK(sql::VerifyMigrations(*old, Migrations(), sql::Soon()));
    const auto store = MakeSqlReportStore(*old);
    Change change;
    change.deadline = sql::Soon();
    change.now = absl::UnixEpoch();
    change.actor = "zhang";
    EXPECT_OK(store->CreateReport(change, {{"open", "r1"}, "p1", ReportKind::kDuty, {}}));
    EXPECT_THAT(store->CreateReport(change, {{"closed", "r1"}, "p1", ReportKind::kDuty, {}}),
                test::HasReason("CYCLE_CLOSED"));
    ASSERT_OK(store->CloseCycle(change, "open", std::nullopt));
    EXPECT_EQ(sql::QueryInt64(*old, "SELECT count(*) FROM cycle_guards WHERE closed = 1"), 16);
  }
}

// Migration 3 comes to a database with a template.
TEST(SchemaTest, TriggersGiveWayAndTemplatesStay) {
  sql::TempDatabase old(Migrations().first(2), sql::Backend::kMysql);
  ASSERT_OK(sql::Execute(*old, "INSERT INTO report_templates VALUES ('t1', '模板', 0, 1)"));
  sql::ExpectTriggersGiveWay(*old, Migrations().first(3), "UPDATE report_templates SET id = 't2'");
  EXPECT_OK(sql::VerifyMigrations(*old, Migrations().first(3), sql::Soon()));
  EXPECT_EQ(sql::QueryInt64(*old, "SELECT count(*) FROM report_templates WHERE id = 't1'"), 1);
}

TEST(SchemaTest, IsTheSameOnBothBackends) { sql::ExpectSameSchema(Migrations()); }

TEST(SchemaTest, TablesAreWhatTheStoreReliesOn) { sql::ExpectSoundMysqlTables(Migrations()); }

TEST(SchemaTest, TextsBearBeingRunAgain) { sql::ExpectMysqlTextsRunAgain(Migrations()); }

TEST(SchemaTest, WhatMustBeForbiddenIsWhatTheRightsLack) {
  sql::ExpectForbiddenByRights("report", Migrations(), ForbiddenChanges());
}

}  // namespace
}  // namespace pingyi::report
