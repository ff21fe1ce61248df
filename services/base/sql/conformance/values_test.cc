// What is written comes back the same on every backend: texts, bytes, integers and none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/conformance/transaction_fixture.h"

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;

TEST_P(TransactionConformance, EveryTextAndEveryByteComesBackAsItWas) {
  std::string all_bytes(256, '\0');
  for (int i = 0; i < 256; ++i) all_bytes[i] = static_cast<char>(i);
  const Cells cells = {
      {"评议 𠀀 😀", Blob{all_bytes}},
      {std::string_view("a\0b", 3), Blob{std::string(3, '\0')}},
      {"", Blob{}},
      {std::nullopt, std::nullopt},
      {std::string(1 << 20, 'x'), Blob{std::string(1 << 20, '\xff')}},
      {"after a long one", Blob{"x"}},
      {"back\\slash 'quoted' \"twice\" %_;--", Blob{"\\0"}},
      {" blanks  ", Blob{" "}},
  };
  ASSERT_EQ(Write([&](Transaction& transaction) {
              for (size_t i = 0; i < cells.size(); ++i) {
                auto count = transaction.Execute(
                    kInsertCell, {static_cast<int64_t>(i), cells[i].first, cells[i].second});
                if (!count.ok()) return count.status();
              }
              return absl::OkStatus();
            }),
            absl::OkStatus());
  Cells got;
  ASSERT_EQ(ReadCells(*database_, got), absl::OkStatus());
  EXPECT_EQ(got, cells);
}

TEST_P(TransactionConformance, IntegersKeepTheirWholeRange) {
  const std::vector<int64_t> ids = {INT64_MIN, -1, 0, 1, INT64_MAX};
  for (int64_t id : ids) ASSERT_EQ(Execute(*database_, kInsert, {id, Value()}), absl::OkStatus());
  std::vector<int64_t> got;
  ASSERT_TRUE(database_
                  ->Read(Soon(),
                         [&](Transaction& transaction) {
                           got.clear();
                           return transaction.Query("SELECT id FROM items ORDER BY id", {},
                                                    [&](const Row& row) {
                                                      got.push_back(row.Int64(0));
                                                      return absl::OkStatus();
                                                    });
                         })
                  .ok());
  EXPECT_EQ(got, ids);
}

TEST_P(TransactionConformance, KeysOfBytesAreFoundByTheirBytes) {
  const std::string id("\0\x01\xff\xfe'\\\n 4567890", 16);
  const std::string hash(32, '\0');
  ASSERT_EQ(
      Execute(*database_, "INSERT INTO fixed (id, hash) VALUES (?, ?)", {Blob{id}, Blob{hash}}),
      absl::OkStatus());
  const auto count = [&](const std::string& key) {
    return QueryInt64(*database_, "SELECT count(*) FROM fixed WHERE id = ?", {Blob{key}});
  };
  EXPECT_EQ(count(id), 1);
  std::string other = id;
  other.back() = ' ';
  EXPECT_EQ(count(other), 0);
  EXPECT_TRUE(absl::IsAlreadyExists(
      Execute(*database_, "INSERT INTO fixed (id, hash) VALUES (?, ?)", {Blob{id}, Blob{hash}})));
}

// Case, trailing blanks and characters beyond the basic plane all tell keys apart.
TEST_P(TransactionConformance, TextsAreComparedAsBytes) {
  const std::vector<std::string> names = {"a", "A", "a ", "a  ", "ä", "á", "𠀀", "𠀁", "😀", ""};
  for (size_t i = 0; i < names.size(); ++i) {
    ASSERT_EQ(Execute(*database_, kInsert, {static_cast<int64_t>(i), names[i]}), absl::OkStatus())
        << names[i];
  }
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(QueryInt64(*database_, "SELECT id FROM items WHERE name = ?", {names[i]}),
              static_cast<int64_t>(i));
  }
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM items WHERE ? = ?", {"a", "a "}), 0);
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM items WHERE ? = ?", {"a", "A"}), 0);
}

TEST_P(TransactionConformance, TextsAreOrderedAsBytes) {
  std::vector<Value> cells;
  for (const char* name : {"b", "a0", "a/", "a", "a ", "B", "é", "z", "中"}) {
    cells.insert(cells.end(), {static_cast<int64_t>(cells.size()), name});
  }
  ASSERT_TRUE(Write([&](Transaction& transaction) {
                return transaction.InsertRows("items (id, name)", 2, cells).status();
              }).ok());
  std::vector<std::string> got;
  ASSERT_TRUE(database_
                  ->Read(Soon(),
                         [&](Transaction& transaction) {
                           got.clear();
                           return transaction.Query("SELECT name FROM items ORDER BY name", {},
                                                    [&](const Row& row) {
                                                      got.emplace_back(row.Text(0));
                                                      return absl::OkStatus();
                                                    });
                         })
                  .ok());
  EXPECT_THAT(got, ElementsAre("B", "a", "a ", "a/", "a0", "b", "z", "é", "中"));
}

TEST_P(TransactionConformance, AReaderThatDoesNotFitTheQueryIsFound) {
  ASSERT_TRUE(Execute(*database_, kInsertCell, {1, std::nullopt, Blob{"b"}}).ok());
  const auto read = [this](absl::FunctionRef<bool(const Row&)> gives_nothing) {
    const absl::Status status = database_->Read(Soon(), [&](Transaction& transaction) {
      return transaction.Query("SELECT id, text, data FROM cells", {}, [&](const Row& row) {
        EXPECT_TRUE(gives_nothing(row));
        return absl::OkStatus();
      });
    });
    return status.code();
  };
  EXPECT_EQ(read([](const Row& row) { return row.Text(0).empty(); }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Blob(0).empty(); }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Int64(1) == 0; }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Int64(2) == 0; }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Text(2).empty(); }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.IsNull(3); }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.Int64(-1) == 0; }), absl::StatusCode::kInternal);
  EXPECT_EQ(read([](const Row& row) { return row.IsNull(1) && !row.OptionalText(1); }),
            absl::StatusCode::kOk);
}

}  // namespace
}  // namespace pingyi::sql
