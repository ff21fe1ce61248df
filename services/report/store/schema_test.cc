// What the tables look like from outside, on both backends.
#include "services/report/store/schema.h"

#include <gtest/gtest.h>

#include "services/base/sql/testing/schema/schema_checks.h"
#include "services/base/sql/testing/temp_database.h"

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
}

TEST(SchemaTest, IsTheSameOnBothBackends) { sql::ExpectSameSchema(Migrations()); }

TEST(SchemaTest, TablesAreWhatTheStoreReliesOn) { sql::ExpectSoundMysqlTables(Migrations()); }

TEST(SchemaTest, TextsBearBeingRunAgain) { sql::ExpectMysqlTextsRunAgain(Migrations()); }

}  // namespace
}  // namespace pingyi::report
