#include "services/base/sql/transaction.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;

constexpr Dialect kDialect = {.backend = Backend::kMysql,
                              .name = "fake",
                              .insert_missing_head = "INSERT MISSING INTO",
                              .insert_missing_tail = "KEEP",
                              .for_update = "",
                              .for_share = "",
                              .has_round_trips = true,
                              .table_exists = "",
                              .max_parameters = 1000,
                              .max_bytes = 2000,
                              .max_rows = 256};

class OneCellRow final : public Row {
 public:
  explicit OneCellRow(Value cell) : cell_(std::move(cell)) {}
  bool IsNull(int) const override { return cell_.is_null(); }
  int64_t Int64(int) const override { return std::get<int64_t>(cell_.data()); }
  std::string_view Text(int) const override { return std::get<std::string>(cell_.data()); }
  std::string_view Blob(int) const override { return std::get<sql::Blob>(cell_.data()).bytes; }

 private:
  Value cell_;
};

// Records what a driver would be given.
class RecordingTransaction final : public Transaction {
 public:
  const Dialect& dialect() const override { return kDialect; }

  std::vector<std::string> texts;
  std::vector<size_t> param_counts;
  std::vector<Value> all_params;
  std::vector<Value> rows_to_give;
  absl::Status next_execute;

 private:
  absl::Status DoQuery(std::string_view, std::span<const Value>, RowFn each) override {
    for (const Value& cell : rows_to_give) {
      if (absl::Status status = each(OneCellRow(cell)); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> DoExecute(std::string_view sql, std::span<const Value> params) override {
    if (!next_execute.ok()) return next_execute;
    texts.emplace_back(sql);
    param_counts.push_back(params.size());
    all_params.insert(all_params.end(), params.begin(), params.end());
    return std::count(sql.begin(), sql.end(), '(') - 1;
  }
  absl::Status DoScript(std::string_view) override { return absl::OkStatus(); }
};

std::vector<Value> Numbers(int count) {
  std::vector<int> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return {numbers.begin(), numbers.end()};
}

TEST(InsertRowsTest, WritesOneStatementForAFewRows) {
  RecordingTransaction transaction;
  EXPECT_EQ(*transaction.InsertRows("t (a, b)", 2, std::vector<Value>{1, "x", 2, "y"}), 2);
  EXPECT_THAT(transaction.texts, ElementsAre("INSERT INTO t (a, b) VALUES (?,?),(?,?)"));
  EXPECT_THAT(transaction.all_params, ElementsAre(Value(1), Value("x"), Value(2), Value("y")));
}

TEST(InsertRowsTest, SplitsIntoFewStatementsAndKeepsEveryCell) {
  RecordingTransaction transaction;
  EXPECT_EQ(*transaction.InsertRows("t (a)", 1, Numbers(256 + 117)), 373);
  EXPECT_THAT(transaction.param_counts, ElementsAre(256, 112, 5));
  EXPECT_EQ(transaction.all_params, Numbers(373));
}

// Each text is a prepared statement that a connection keeps.
TEST(InsertRowsTest, BatchesOfAllSizesShareFewTexts) {
  RecordingTransaction transaction;
  size_t most = 0;
  for (int rows = 1; rows <= 256; ++rows) {
    const size_t before = transaction.texts.size();
    EXPECT_EQ(*transaction.InsertRows("t (a)", 1, Numbers(rows)), rows);
    most = std::max(most, transaction.texts.size() - before);
  }
  EXPECT_EQ(most, 3);
  const std::set<std::string> texts(transaction.texts.begin(), transaction.texts.end());
  EXPECT_EQ(texts.size(), 28);
}

TEST(InsertRowsTest, StaysUnderTheLimitOfParameters) {
  RecordingTransaction transaction;
  EXPECT_EQ(*transaction.InsertRows("t (a)", 300, Numbers(300 * 7)), 7);
  EXPECT_THAT(transaction.param_counts, ElementsAre(900, 900, 300));
}

TEST(InsertRowsTest, StaysUnderTheLimitOfBytesButForASingleRow) {
  RecordingTransaction transaction;
  const std::vector<Value> cells = {std::string(900, 'x'),  Blob{std::string(900, 'x')},
                                    std::string(900, 'x'),  "",
                                    std::string(9000, 'x'), ""};
  EXPECT_EQ(*transaction.InsertRows("t (a)", 1, cells), 6);
  EXPECT_THAT(transaction.param_counts, ElementsAre(2, 2, 1, 1));
  EXPECT_EQ(transaction.all_params, cells);
}

TEST(InsertRowsTest, TakesTheDialectsWordsForKeepingOldRows) {
  RecordingTransaction transaction;
  EXPECT_TRUE(transaction.InsertRows("t (a)", 1, Numbers(1), OnDuplicate::kKeepOld).ok());
  EXPECT_THAT(transaction.texts, ElementsAre("INSERT MISSING INTO t (a) VALUES (?) KEEP"));
}

TEST(InsertRowsTest, DoesNothingForNoRows) {
  RecordingTransaction transaction;
  EXPECT_EQ(*transaction.InsertRows("t (a)", 1, {}), 0);
  EXPECT_TRUE(transaction.texts.empty());
}

TEST(InsertRowsTest, RefusesHalfRows) {
  RecordingTransaction transaction;
  EXPECT_EQ(transaction.InsertRows("t (a, b)", 2, Numbers(3)).status().code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(transaction.InsertRows("t ()", 0, Numbers(3)).status().code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(transaction.InsertRows("t (a)", 1001, Numbers(1001)).status().code(),
            absl::StatusCode::kInternal);
  EXPECT_TRUE(transaction.texts.empty());
}

TEST(InsertRowsTest, GivesTheErrorOfTheStatement) {
  RecordingTransaction transaction;
  transaction.next_execute = absl::AlreadyExistsError("taken");
  EXPECT_EQ(transaction.InsertRows("t (a)", 1, Numbers(1)).status(),
            absl::AlreadyExistsError("taken"));
}

TEST(ExecuteAllTest, RunsUpToTheFirstThatFails) {
  RecordingTransaction transaction;
  const Step insert{Statement("INSERT INTO t VALUES (?)", 1)};
  const Step update{Statement("UPDATE t SET a = (?)", 2), /*must_match=*/true};  // finds none here
  const Step never{Statement("INSERT INTO t VALUES (?)", 3)};
  EXPECT_TRUE(
      absl::IsFailedPrecondition(transaction.ExecuteAll(std::vector{insert, update, never})));
  EXPECT_THAT(transaction.all_params, ElementsAre(Value(1), Value(2)));
  transaction.next_execute = absl::AlreadyExistsError("taken");
  EXPECT_EQ(transaction.ExecuteAll(std::vector{insert, never}), absl::AlreadyExistsError("taken"));
}

TEST(QueryOneTest, TellsWhetherThereWasARow) {
  RecordingTransaction transaction;
  int64_t got = 0;
  auto read = [&](const Row& row) {
    got = row.Int64(0);
    return absl::OkStatus();
  };
  EXPECT_EQ(*transaction.QueryOne("q", {}, read), false);
  transaction.rows_to_give = {Value(7)};
  EXPECT_EQ(*transaction.QueryOne(Statement("q"), read), true);
  EXPECT_EQ(got, 7);
}

TEST(QueryOneTest, RefusesSeveralRowsAndGivesTheReadersError) {
  RecordingTransaction transaction;
  transaction.rows_to_give = {Value(7), Value(8)};
  EXPECT_TRUE(absl::IsInternal(
      transaction.QueryOne("q", {}, [](const Row&) { return absl::OkStatus(); }).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      transaction.QueryOne("q", {}, [](const Row&) { return absl::DataLossError("x"); }).status()));
}

TEST(RowTest, OptionalFormsKnowNull) {
  EXPECT_EQ(OneCellRow(Value()).OptionalInt64(0), std::nullopt);
  EXPECT_EQ(OneCellRow(Value()).OptionalText(0), std::nullopt);
  EXPECT_EQ(OneCellRow(Value()).OptionalBlob(0), std::nullopt);
  EXPECT_EQ(OneCellRow(Value(0)).OptionalInt64(0), 0);
  EXPECT_EQ(OneCellRow(Value("")).OptionalText(0), "");
  EXPECT_EQ(OneCellRow(Value(Blob{"b"})).OptionalBlob(0), "b");
}

}  // namespace
}  // namespace pingyi::sql
