#include "services/base/sql/statement_cache.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace pingyi::sql {
namespace {

// Counts how often it went back.
struct Statement {
  std::string sql;
  int rests = 0;

  explicit operator bool() const { return sql != "bad"; }
  void Rest() { ++rests; }
};

using Cache = StatementCache<Statement>;

class StatementCacheTest : public ::testing::Test {
 protected:
  std::vector<std::string> prepared_;
  Cache cache_{[this](std::string_view sql) {
                 if (sql == "throws") throw std::runtime_error("no");
                 prepared_.emplace_back(sql);
                 return Statement{std::string(sql)};
               },
               2};
};

TEST_F(StatementCacheTest, PreparesATextOnceAndRestsItAfterEachUse) {
  cache_.Borrow("a");
  Cache::Borrowed again = cache_.Borrow("a");
  EXPECT_EQ(again->rests, 1);
  EXPECT_EQ(prepared_, (std::vector<std::string>{"a"}));
}

TEST_F(StatementCacheTest, TheOneUnusedForLongestMakesRoom) {
  for (const char* sql : {"a", "b", "a", "c", "a", "b"}) cache_.Borrow(sql);
  EXPECT_EQ(prepared_, (std::vector<std::string>{"a", "b", "c", "b"}));
  EXPECT_EQ(cache_.size(), 2u);
}

TEST_F(StatementCacheTest, OneInUseIsNeitherDroppedNorGivenTwice) {
  Cache::Borrowed held = cache_.Borrow("a");
  Cache::Borrowed second = cache_.Borrow("a");
  EXPECT_NE(&*held, &*second);
  for (const char* sql : {"b", "c", "d"}) cache_.Borrow(sql);
  EXPECT_EQ(held->sql, "a");
  EXPECT_EQ(cache_.size(), 2u);
}

TEST_F(StatementCacheTest, TellsWhatItWouldGiveWithoutPreparing) {
  EXPECT_FALSE(cache_.Holds("a"));
  {
    const Cache::Borrowed held = cache_.Borrow("a");
    EXPECT_FALSE(cache_.Holds("a")) << "it is in use";
  }
  EXPECT_TRUE(cache_.Holds("a"));
  for (const char* sql : {"b", "c"}) cache_.Borrow(sql);
  EXPECT_FALSE(cache_.Holds("a")) << "it made room";
}

TEST_F(StatementCacheTest, WhatCannotBePreparedIsNotKept) {
  EXPECT_FALSE(*cache_.Borrow("bad"));
  EXPECT_THROW(cache_.Borrow("throws"), std::runtime_error);
  EXPECT_EQ(cache_.size(), 0u);
}

}  // namespace
}  // namespace pingyi::sql
