// What the tables of the SQLite schema look like from outside.
#include "services/appraisal/store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SchemaTest : public testing::Test {
 protected:
  std::vector<std::string> Texts(sql::Sql query, std::initializer_list<sql::Value> params = {}) {
    std::vector<std::string> texts;
    EXPECT_OK(database_->Read(sql::Soon(), [&](sql::Transaction& tx) {
      texts.clear();
      return tx.Query(query, params, [&](const sql::Row& row) {
        texts.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
    }));
    return texts;
  }

  std::vector<std::string> Columns(std::string_view table) {
    return Texts("SELECT name FROM pragma_table_info(?)", {table});
  }

  sql::TempDatabase database_{Migrations()};
};

TEST_F(SchemaTest, KeyOrderBetraysNothing) {
  // Neither a time nor a counter, and nothing that both tables have but the round.
  EXPECT_THAT(Columns("ballots"), ElementsAre("round_id", "slip_id", "group_no", "marks"));
  EXPECT_THAT(Columns("spent_credentials"), ElementsAre("round_id", "hash", "commitment"));
  EXPECT_THAT(Columns("named_ballots"),
              ElementsAre("round_id", "ballot_id", "group_no", "voter", "spoiled", "marks"));
}

TEST_F(SchemaTest, NoTableHasAHiddenRowNumber) {
  EXPECT_THAT(Texts("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                    "AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' AND wr = 0"),
              IsEmpty());
}

TEST_F(SchemaTest, EveryTableIsStrict) {
  EXPECT_THAT(Texts("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                    "AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' AND strict = 0"),
              IsEmpty());
}

TEST_F(SchemaTest, TheSchemaIsTheNewest) {
  EXPECT_OK(sql::VerifyMigrations(*database_, Migrations(), sql::Soon()));
}

TEST_F(SchemaTest, AnIdOfAnotherLengthIsRefused) {
  EXPECT_FALSE(sql::Execute(*database_, "INSERT INTO ballots VALUES ('r', x'01', 0, x'01')").ok());
}

}  // namespace
}  // namespace pingyi::appraisal
