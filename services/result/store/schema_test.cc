// What the tables look like from outside, on both backends.
#include "services/result/store/schema.h"

#include <gtest/gtest.h>

#include "services/base/sql/testing/schema/schema_checks.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::result {
namespace {

// Released texts are never edited: a database made by them would be refused.
TEST(SchemaTest, ReleasedTextsAreWhatTheyWere) {
  sql::TempDatabase sqlite(Migrations(), sql::Backend::kSqlite);
  EXPECT_EQ(sql::ChecksumOf(*sqlite, 1),
            "4b53d3e778ec01a47860d46484f1e6e2192354a762334d5e7725668c538d5d70");
  sql::TempDatabase mysql(Migrations(), sql::Backend::kMysql);
  EXPECT_EQ(sql::ChecksumOf(*mysql, 1),
            "9e1c81b24b70c658cb113c0055230e1508c38f181693ffb86bc8058d3ca2a0b2");
}

TEST(SchemaTest, IsTheSameOnBothBackends) { sql::ExpectSameSchema(Migrations()); }

TEST(SchemaTest, TablesAreWhatTheStoreReliesOn) { sql::ExpectSoundMysqlTables(Migrations()); }

TEST(SchemaTest, TextsBearBeingRunAgain) { sql::ExpectMysqlTextsRunAgain(Migrations()); }

}  // namespace
}  // namespace pingyi::result
