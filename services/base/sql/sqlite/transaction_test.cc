// What Transaction promises, on SQLite.
#include "services/base/sql/transaction.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;

const Migration kSchema{1, "create", {R"sql(
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB, parent INTEGER REFERENCES items) STRICT;
CREATE TABLE sealed (id INTEGER PRIMARY KEY CHECK (id > 0)) STRICT;
CREATE TRIGGER sealed_no_delete BEFORE DELETE ON sealed BEGIN SELECT RAISE(ABORT, 'sealed'); END;
)sql"}};

constexpr Sql kInsert = "INSERT INTO items (id, name, data) VALUES (?, ?, ?)";

class SqliteTransactionTest : public ::testing::Test {
 protected:
  absl::Status Write(TransactionFn fn) { return database_->Write(Soon(), fn); }
  int64_t Count() { return QueryInt64(*database_, "SELECT count(*) FROM items"); }

  TempDatabase database_{{&kSchema, 1}};
};

TEST_F(SqliteTransactionTest, EveryValueComesBackAsItWas) {
  const std::string all_bytes = [] {
    std::string bytes(256, '\0');
    for (int i = 0; i < 256; ++i) bytes[i] = static_cast<char>(i);
    return bytes;
  }();
  const std::vector<std::pair<Value, Value>> cells = {
      {"评议 𠀀 😀", Blob{all_bytes}},
      {std::string_view("a\0b", 3), Blob{std::string(3, '\0')}},
      {"", Blob{}},
      {std::nullopt, std::nullopt},
      {std::string(1 << 20, 'x'), Blob{std::string(1 << 20, '\xff')}},
  };
  ASSERT_TRUE(Write([&](Transaction& transaction) {
                for (size_t i = 0; i < cells.size(); ++i) {
                  auto count =
                      transaction.Execute(kInsert, {i > 0 ? int64_t{1} << (10 * i) : INT64_MIN,
                                                    cells[i].first, cells[i].second});
                  if (!count.ok()) return count.status();
                }
                return absl::OkStatus();
              }).ok());
  std::vector<std::pair<Value, Value>> got;
  ASSERT_TRUE(database_
                  ->Read(Soon(),
                         [&](Transaction& transaction) {
                           return transaction.Query(
                               "SELECT id, name, data FROM items ORDER BY id", {},
                               [&](const Row& row) {
                                 const auto data = row.OptionalBlob(2);
                                 got.emplace_back(row.OptionalText(1),
                                                  data ? Value(Blob{std::string(*data)}) : Value());
                                 EXPECT_EQ(row.Int64(0),
                                           got.size() == 1 ? INT64_MIN
                                                           : int64_t{1} << (10 * (got.size() - 1)));
                                 return absl::OkStatus();
                               });
                         })
                  .ok());
  EXPECT_EQ(got, cells);
}

TEST_F(SqliteTransactionTest, ExecuteTellsHowManyRowsMatched) {
  ASSERT_TRUE(
      Write([](Transaction& transaction) {
        EXPECT_EQ(
            *transaction.InsertRows("items (id, name)", 2, std::vector<Value>{1, "a", 2, "b"}), 2);
        EXPECT_EQ(*transaction.Execute("UPDATE items SET name = 'b' WHERE id = 2"), 1);
        EXPECT_EQ(*transaction.Execute("UPDATE items SET name = 'c' WHERE id = ?", {9}), 0);
        EXPECT_EQ(*transaction.Execute("DELETE FROM items"), 2);
        return absl::OkStatus();
      }).ok());
}

TEST_F(SqliteTransactionTest, ATakenKeyUndoesItsStatementAlone) {
  ASSERT_TRUE(Write([](Transaction& transaction) {
                EXPECT_TRUE(transaction.Execute(kInsert, {1, "a", std::nullopt}).ok());
                const std::vector<Value> rows = {2, "b", 3, "a"};
                EXPECT_TRUE(absl::IsAlreadyExists(
                    transaction.InsertRows("items (id, name)", 2, rows).status()));
                return transaction.Execute(kInsert, {4, "d", std::nullopt}).status();
              }).ok());
  EXPECT_EQ(QueryInt64(*database_, "SELECT sum(id) FROM items"), 5);
}

TEST_F(SqliteTransactionTest, OldRowsAreKeptWhereThatIsAskedFor) {
  ASSERT_TRUE(Execute(*database_, kInsert, {1, "a", std::nullopt}).ok());
  ASSERT_TRUE(Write([](Transaction& transaction) {
                EXPECT_EQ(*transaction.InsertRows("items (id, name)", 2,
                                                  std::vector<Value>{1, "z", 2, "b", 3, "a"},
                                                  OnDuplicate::kKeepOld),
                          1);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM items WHERE name IN ('a', 'b')"), 2);
}

TEST_F(SqliteTransactionTest, InsertsThousandsOfRows) {
  std::vector<Value> cells;
  for (int i = 0; i < 5000; ++i) cells.insert(cells.end(), {i, fmt::format("name {}", i)});
  ASSERT_TRUE(Write([&](Transaction& transaction) {
                return transaction.InsertRows("items (id, name)", 2, cells).status();
              }).ok());
  EXPECT_EQ(Count(), 5000);
}

TEST_F(SqliteTransactionTest, FindsAListOfKeys) {
  ASSERT_TRUE(
      Write([](Transaction& transaction) {
        return transaction.InsertRows("items (id)", 1, std::vector<Value>{1, 2, 3, 4, 5}).status();
      }).ok());
  std::vector<int64_t> found;
  auto find = [&](std::vector<Value> ids) {
    found.clear();
    return database_->Read(Soon(), [&](Transaction& transaction) {
      Statement query("SELECT id FROM items WHERE id IN");
      query.AddList(ids).Add("ORDER BY id DESC");
      return transaction.Query(query, [&](const Row& row) {
        found.push_back(row.Int64(0));
        return absl::OkStatus();
      });
    });
  };
  ASSERT_TRUE(find({2, 5, 9}).ok());
  EXPECT_THAT(found, ElementsAre(5, 2));
  ASSERT_TRUE(find({}).ok());
  EXPECT_THAT(found, ElementsAre());
}

TEST_F(SqliteTransactionTest, RulesOfTheSchemaHaveTheirCodes) {
  const auto code_of = [this](Sql sql) { return Execute(*database_, sql).code(); };
  ASSERT_TRUE(Execute(*database_, "INSERT INTO sealed VALUES (1)").ok());
  EXPECT_EQ(code_of("DELETE FROM sealed"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code_of("REPLACE INTO sealed VALUES (1)"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code_of("INSERT INTO items (id, parent) VALUES (1, 99)"),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code_of("INSERT INTO sealed VALUES (1)"), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(code_of("INSERT INTO sealed VALUES (0)"), absl::StatusCode::kInternal);
  EXPECT_EQ(code_of("INSERT INTO items (id) VALUES ('x')"), absl::StatusCode::kInternal);
}

TEST_F(SqliteTransactionTest, FaultsOfAStatementAreInternal) {
  ASSERT_TRUE(Write([](Transaction& transaction) {
                for (const auto& count :
                     {transaction.Execute("INSERT INTO nowhere VALUES (1)"),
                      transaction.Execute("DELETE FROM items WHERE id = ?"),
                      transaction.Execute("DELETE FROM items", {1}),
                      transaction.Execute("SELECT 1"),
                      transaction.Execute("DELETE FROM items; DELETE FROM items")}) {
                  EXPECT_TRUE(absl::IsInternal(count.status())) << count.status();
                }
                return absl::OkStatus();
              }).ok());
}

TEST_F(SqliteTransactionTest, AReaderThatDoesNotFitTheQueryIsFound) {
  ASSERT_TRUE(Execute(*database_, kInsert, {1, std::nullopt, Blob{"b"}}).ok());
  const auto read = [this](absl::FunctionRef<bool(const Row&)> gives_nothing) {
    const absl::Status status = database_->Read(Soon(), [&](Transaction& transaction) {
      return transaction.Query("SELECT id, name, data FROM items", {}, [&](const Row& row) {
        EXPECT_TRUE(gives_nothing(row));
        return absl::OkStatus();
      });
    });
    return status.code();
  };
  EXPECT_EQ(read([](const Row& row) { return row.Text(0).empty(); }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Int64(1) == 0; }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Text(2).empty(); }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.IsNull(3); }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Int64(-1) == 0; }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.IsNull(1) && !row.OptionalText(1); }),
            absl::StatusCode::kOk);
}

TEST_F(SqliteTransactionTest, ACallbackMayRunTheSameQueryAndEndItEarly) {
  ASSERT_TRUE(
      Write([](Transaction& transaction) {
        return transaction.InsertRows("items (id)", 1, std::vector<Value>{1, 2, 3}).status();
      }).ok());
  int pairs = 0;
  constexpr Sql kAll = "SELECT id FROM items ORDER BY id";
  const absl::Status status = database_->Read(Soon(), [&](Transaction& transaction) {
    return transaction.Query(kAll, {}, [&](const Row& outer) {
      if (outer.Int64(0) == 3) return absl::CancelledError("enough");
      return transaction.Query(kAll, {}, [&](const Row&) {
        ++pairs;
        return absl::OkStatus();
      });
    });
  });
  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_EQ(pairs, 6);
}

}  // namespace
}  // namespace pingyi::sql
