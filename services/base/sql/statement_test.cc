#include "services/base/sql/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/time.h"

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

// The rule that no SQL comes from input is held by these: nothing that exists only while running
// becomes an Sql.
static_assert(!std::is_constructible_v<Sql, std::string>);
static_assert(!std::is_constructible_v<Sql, std::string_view>);
static_assert(!std::is_constructible_v<Sql, const char*>);
static_assert(!std::is_constructible_v<Statement, std::string>);

// Integers that would lose their value, and characters that would become numbers, do not compile.
static_assert(!std::is_constructible_v<Value, uint64_t>);
static_assert(!std::is_constructible_v<Value, char>);
static_assert(!std::is_constructible_v<Value, double>);
static_assert(!std::is_constructible_v<Value, std::nullptr_t>);

TEST(ValueTest, KeepsNullEmptyTextAndEmptyBlobApart) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_TRUE(Value(std::nullopt).is_null());
  EXPECT_FALSE(Value("").is_null());
  EXPECT_FALSE(Value(Blob{}).is_null());
  EXPECT_NE(Value(""), Value());
  EXPECT_NE(Value(""), Value(Blob{}));
  EXPECT_NE(Value(0), Value());
}

TEST(ValueTest, TakesEveryKindOfText) {
  const std::string text = "评议";
  EXPECT_EQ(Value(text), Value("评议"));
  EXPECT_EQ(Value(std::string_view(text)), Value("评议"));
  EXPECT_EQ(std::get<std::string>(Value(std::string_view("a\0b", 3)).data()).size(), 3u);
}

TEST(ValueTest, TakesIntegersAndBooleansAsIntegers) {
  EXPECT_EQ(Value(true), Value(1));
  EXPECT_EQ(Value(uint32_t{4294967295}), Value(int64_t{4294967295}));
  EXPECT_EQ(Value(size_t{7} > 3), Value(1));
}

TEST(ValueTest, TakesOptionalsAsValueOrNull) {
  EXPECT_EQ(Value(std::optional<std::string>("x")), Value("x"));
  EXPECT_TRUE(Value(std::optional<int64_t>()).is_null());
  EXPECT_EQ(Value(std::optional<Blob>(Blob{"b"})), Value(Blob{"b"}));
}

TEST(StatementTest, JoinsConstantPiecesAndKeepsParametersInOrder) {
  Statement statement("SELECT a FROM t WHERE b = ?", "b'; DROP TABLE t; --");
  statement.Add("AND c > ?", 5).Add("").Add("LIMIT ?", 10);
  EXPECT_EQ(statement.text(), "SELECT a FROM t WHERE b = ? AND c > ? LIMIT ?");
  EXPECT_THAT(statement.params(), ElementsAre(Value("b'; DROP TABLE t; --"), Value(5), Value(10)));
}

TEST(StatementTest, PadsListsToPowersOfTwoWithTheLastValue) {
  Statement statement("DELETE FROM t WHERE a IN");
  statement.AddList(std::vector<Value>{1, 2, 3, 4, 5}).Add("AND b = ?", 9);
  EXPECT_EQ(statement.text(), "DELETE FROM t WHERE a IN (?,?,?,?,?,?,?,?) AND b = ?");
  EXPECT_THAT(statement.params(), ElementsAreArray(std::vector<Value>{1, 2, 3, 4, 5, 5, 5, 5, 9}));
}

TEST(StatementTest, ListsOfOneAndNone) {
  EXPECT_EQ(Statement("a IN").AddList(std::vector<Value>{1}).text(), "a IN (?)");
  EXPECT_EQ(Statement("a IN").AddList({}).text(), "a IN (NULL)");
  EXPECT_TRUE(Statement("a IN").AddList({}).params().empty());
}

TEST(TimeTest, KeepsMicrosecondsAndRoundsTowardsThePast) {
  const int64_t micros = 1'700'000'000'123'456;
  EXPECT_EQ(ToMicros(FromMicros(micros)), micros);
  EXPECT_EQ(ToMicros(FromMicros(micros) + absl::Nanoseconds(999)), micros);
  EXPECT_EQ(ToMicros(FromMicros(-1) + absl::Nanoseconds(999)), -1);
}

}  // namespace
}  // namespace pingyi::sql
