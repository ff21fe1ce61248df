// What the tables look like from outside, on both backends.
#include "services/result/store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/schema/schema_checks.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::result {
namespace {

// Released texts are never edited: a database made by them would be refused.
TEST(SchemaTest, ReleasedTextsAreWhatTheyWere) {
  sql::TempDatabase sqlite(Migrations(), sql::Backend::kSqlite);
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 1),
            "4b53d3e778ec01a47860d46484f1e6e2192354a762334d5e7725668c538d5d70");
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 2),
            "16574138460a3c95eb4af60b717eaee33b01fc82a0beb9ae86ada77bf2bb98ee");
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 3),
            "f14356458b751f999976152b9c119426869a73b1eba0e731f23fb19fc302f4a1");
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 4),
            "39bac4a180fcf161a0f14cd6b7d37201bb2dad8cafeac57c1fed26b2e0dcf491");
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 5),
            "1a31a4f8039a375ed677cda21a3ffaeb9b14ede194956788455460efc44039e7");
  sql::TempDatabase mysql(Migrations(), sql::Backend::kMysql);
  EXPECT_EQ(sql::ChecksumOf(*mysql, 2),
            "6888e63bab114617dba9f669b31129a7324314998f29d4c8150db228aa1670d8");
  EXPECT_EQ(sql::ChecksumOf(*mysql, 1),
            "9e1c81b24b70c658cb113c0055230e1508c38f181693ffb86bc8058d3ca2a0b2");
  EXPECT_EQ(sql::ChecksumOf(*mysql, 3),
            "15cd97d9894b2fe11a404a7f9b6a5c44d2b6113bfb064ac0900b3459c5fe6ddd");
  EXPECT_EQ(sql::ChecksumOf(*mysql, 4),
            "54e994eb8123a5220db6d4e5eecf17a19e81f1173e9d1c3e954bcb61a457d816");
  EXPECT_EQ(sql::ChecksumOf(*mysql, 5),
            "774d0c7c453b8d64947d37f0e07924936bb7b1db494d21d34695242706c65902");
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 6),
            "42a7b633b3adb5249f7969ebc3143a71d6c9a1af48db796a41d908371b9c07fb");
  EXPECT_EQ(sql::ChecksumOf(*mysql, 6),
            "a2309a7c796103f830391acd1f8fc501b57f89db1a420272e1496886b81286d2");
}

// Migration 2 comes to a database with releases: they stay as they are, unsigned.
TEST(SchemaTest, AnOlderSchemaWithReleasesInItMigrates) {
  for (const sql::Backend backend : {sql::Backend::kSqlite, sql::Backend::kMysql}) {
    sql::TempDatabase old(Migrations().first(1), backend);
    ASSERT_OK(sql::Execute(
        *old,
        "INSERT INTO aggregation_runs VALUES ('r', 'x', 2, 4, 1, 1, 0, 0, 'p', 1, '', '', '', "
        "'d', '', '', NULL, 1, 1, NULL)"));
    ASSERT_OK(sql::Execute(*old,
                           "INSERT INTO releases VALUES ('r', 1, 'x', 'p', 1, '', '', '', 'd', "
                           "'digest', '', '', 1, 0)"));
    EXPECT_FALSE(sql::VerifyMigrations(*old, Migrations(), sql::Soon()).ok());
    ASSERT_OK(sql::ApplyMigrations(*old, Migrations(), sql::Soon()));
    EXPECT_OK(sql::VerifyMigrations(*old, Migrations(), sql::Soon()));
    EXPECT_THAT(sql::QueryTexts(*old,
                                "SELECT digest FROM releases WHERE key_id = '' AND "
                                "length(signature) = 0"),
                testing::ElementsAre("digest"));
  }
}

// The migration of components comes to a database with results: they have none.
TEST(SchemaTest, OlderResultsHaveNoComponents) {
  for (const sql::Backend backend : {sql::Backend::kSqlite, sql::Backend::kMysql}) {
    sql::TempDatabase old(Migrations().first(2), backend);
    ASSERT_OK(sql::Execute(
        *old,
        "INSERT INTO aggregation_runs VALUES ('r', 'x', 1, 3, 1, 1, 0, 0, 'p', 1, '', '', '', "
        "'', '', '', NULL, 1, NULL, 1)"));
    ASSERT_OK(sql::Execute(*old,
                           "INSERT INTO subject_results VALUES ('x', 1, 1, 's', 'S', 0, '', '', "
                           "'90', '90.00', '- -')"));
    ASSERT_OK(sql::ApplyMigrations(*old, Migrations(), sql::Soon()));
    EXPECT_OK(sql::VerifyMigrations(*old, Migrations(), sql::Soon()));
    EXPECT_THAT(sql::QueryTexts(*old, "SELECT subject FROM subject_results WHERE components = ''"),
                testing::ElementsAre("s"));
    EXPECT_THAT(sql::QueryTexts(*old, "SELECT component FROM component_figures"),
                testing::IsEmpty());
  }
}

// Migration 6 comes to a database with a policy.
TEST(SchemaTest, TriggersGiveWayAndPoliciesStay) {
  sql::TempDatabase old(Migrations().first(5), sql::Backend::kMysql);
  ASSERT_OK(sql::Execute(*old, "INSERT INTO policy_versions VALUES ('p', 1, 'd', '办法', '', 1)"));
  sql::ExpectTriggersGiveWay(*old, Migrations().first(6), "DELETE FROM policy_versions");
  EXPECT_OK(sql::VerifyMigrations(*old, Migrations().first(6), sql::Soon()));
  EXPECT_THAT(sql::QueryTexts(*old, "SELECT policy FROM policy_versions"),
              testing::ElementsAre("p"));
}

TEST(SchemaTest, IsTheSameOnBothBackends) { sql::ExpectSameSchema(Migrations()); }

TEST(SchemaTest, TablesAreWhatTheStoreReliesOn) { sql::ExpectSoundMysqlTables(Migrations()); }

TEST(SchemaTest, TextsBearBeingRunAgain) { sql::ExpectMysqlTextsRunAgain(Migrations()); }

TEST(SchemaTest, WhatMustBeForbiddenIsWhatTheRightsLack) {
  sql::ExpectForbiddenByRights("result", Migrations(), ForbiddenChanges());
}

}  // namespace
}  // namespace pingyi::result
