// What Transaction promises, on every backend.
#include "services/base/sql/transaction.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/conformance/transaction_fixture.h"

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_P(TransactionConformance, TheSameTextMeansTheSameSql) {
  const auto text = [this](Sql sql) {
    std::string result;
    EXPECT_EQ(database_->Read(Soon(),
                              [&](Transaction& transaction) {
                                return transaction
                                    .QueryOne(sql, {},
                                              [&](const Row& row) {
                                                result = row.Text(0);
                                                return absl::OkStatus();
                                              })
                                    .status();
                              }),
              absl::OkStatus());
    return result;
  };
  ASSERT_TRUE(Execute(*database_, kInsert, {1, "x"}).ok());
  EXPECT_EQ(text("SELECT 'a' || 'b'"), "ab");
  EXPECT_EQ(text("SELECT 'a\\n''b'"), "a\\n'b");
  EXPECT_EQ(text("SELECT \"name\" FROM items"), "x");
}

TEST_P(TransactionConformance, ExecuteTellsHowManyRowsChanged) {
  ASSERT_TRUE(
      Write([](Transaction& transaction) {
        EXPECT_EQ(
            *transaction.InsertRows("items (id, name)", 2, std::vector<Value>{1, "a", 2, "b"}), 2);
        EXPECT_EQ(*transaction.Execute("UPDATE items SET name = 'd' WHERE id = 2"), 1);
        EXPECT_EQ(*transaction.Execute("UPDATE items SET name = 'c' WHERE id = ?", {9}), 0);
        EXPECT_EQ(*transaction.Execute("DELETE FROM items"), 2);
        return absl::OkStatus();
      }).ok());
}

TEST_P(TransactionConformance, ATakenKeyUndoesItsStatementAlone) {
  ASSERT_TRUE(
      Write([](Transaction& transaction) {
        EXPECT_TRUE(transaction.Execute(kInsert, {1, "a"}).ok());
        const Sql two = "INSERT INTO items (id, name) VALUES (?, ?), (?, ?)";
        EXPECT_TRUE(absl::IsAlreadyExists(transaction.Execute(two, {2, "b", 3, "a"}).status()));
        return transaction.Execute(kInsert, {4, "d"}).status();
      }).ok());
  EXPECT_EQ(QueryInt64(*database_, "SELECT sum(id) FROM items"), 5);
}

TEST_P(TransactionConformance, OldRowsAreKeptWhereThatIsAskedFor) {
  ASSERT_TRUE(Execute(*database_, kInsert, {1, "a"}).ok());
  ASSERT_TRUE(Write([](Transaction& transaction) {
                EXPECT_EQ(*transaction.InsertRows("items (id, name)", 2,
                                                  std::vector<Value>{1, "z", 2, "b", 3, "a"},
                                                  OnDuplicate::kKeepOld),
                          1);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM items WHERE name IN ('a', 'b')"), 2);
}

TEST_P(TransactionConformance, HundredsOfOldRowsAreKept) {
  std::vector<Value> cells;
  for (int i = 0; i < 300; ++i) cells.insert(cells.end(), {i, fmt::format("name {}", i)});
  for (int64_t inserted : {300, 0}) {
    ASSERT_EQ(Write([&](Transaction& transaction) {
                const auto count =
                    transaction.InsertRows("items (id, name)", 2, cells, OnDuplicate::kKeepOld);
                EXPECT_EQ(*count, inserted);
                return count.status();
              }),
              absl::OkStatus());
  }
}

// Keeping old rows is about taken keys and nothing else; and where an update is forbidden, keeping
// the old row is not one.
TEST_P(TransactionConformance, KeepingOldRowsHidesNoOtherError) {
  const auto keep_old = [this](Sql into, std::vector<Value> row) {
    return Write([&](Transaction& transaction) {
             return transaction.InsertRows(into, row.size(), row, OnDuplicate::kKeepOld).status();
           })
        .code();
  };
  EXPECT_EQ(keep_old("sealed (id)", {1}), absl::StatusCode::kOk);
  EXPECT_EQ(keep_old("sealed (id)", {1}), absl::StatusCode::kOk);
  EXPECT_EQ(keep_old("sealed (id)", {0}), absl::StatusCode::kInternal);
  EXPECT_EQ(keep_old("sealed (id, note)", {2, Value()}), absl::StatusCode::kInternal);
  EXPECT_EQ(keep_old("items (id, parent)", {1, 99}), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM sealed"), 1);
  EXPECT_EQ(Count(), 0);
}

TEST_P(TransactionConformance, InsertsThousandsOfRows) {
  std::vector<Value> cells;
  for (int i = 0; i < 5000; ++i) cells.insert(cells.end(), {i, fmt::format("name {}", i)});
  ASSERT_TRUE(Write([&](Transaction& transaction) {
                return transaction.InsertRows("items (id, name)", 2, cells).status();
              }).ok());
  EXPECT_EQ(Count(), 5000);
}

// Together they are more than the largest message a server takes by default.
TEST_P(TransactionConformance, InsertsManyLargeRows) {
  std::vector<Value> cells;
  for (int i = 0; i < 64; ++i) {
    cells.insert(cells.end(), {i, std::string(250'000, 'x'), Blob{std::string(250'000, '\0')}});
  }
  ASSERT_EQ(Write([&](Transaction& transaction) {
              return transaction.InsertRows("cells (id, text, data)", 3, cells).status();
            }),
            absl::OkStatus());
  EXPECT_EQ(QueryInt64(*database_, "SELECT sum(length(text) + length(data)) FROM cells"),
            64 * 500'000);
}

TEST_P(TransactionConformance, StepsAreMadeTogether) {
  const std::string odd("\0'x\xff", 4);
  ASSERT_EQ(Write([&](Transaction& transaction) {
              return transaction.ExecuteAll(std::vector{
                  Step{Statement(kInsert, 1, "a")}, Step{Statement(kInsert, 2, Value())},
                  Step{Statement("INSERT INTO cells (id, data) VALUES (?, ?)", 1, Blob{odd})},
                  Step{Statement("UPDATE items SET name = ? WHERE id = ?", "b", 1), true}});
            }),
            absl::OkStatus());
  EXPECT_EQ(Count(), 2);
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM items WHERE name = 'b'"), 1);
  Cells cells;
  ASSERT_EQ(ReadCells(*database_, cells), absl::OkStatus());
  EXPECT_THAT(cells, ElementsAre(std::pair(Value(), Value(Blob{odd}))));
}

TEST_P(TransactionConformance, AStepThatFailsIsTheLast) {
  const Step first{Statement(kInsert, 1, "a")};
  const auto status_of = [&](const Step& second, const Step& third) {
    return Write([&](Transaction& transaction) {
      return transaction.ExecuteAll(std::vector{first, second, third});
    });
  };
  const Step change{Statement("UPDATE items SET name = ? WHERE id = ?", "b", 7), true};
  EXPECT_TRUE(absl::IsFailedPrecondition(status_of(change, first)));
  EXPECT_TRUE(absl::IsAlreadyExists(status_of(first, change)));
  EXPECT_EQ(Count(), 0);
}

// Too many parameters to go in one piece anywhere.
TEST_P(TransactionConformance, ManyStepsAreStepsToo) {
  ASSERT_EQ(Write([&](Transaction& transaction) {
              std::vector<Step> steps;
              for (int i = 0; i < 100; ++i) {
                steps.push_back({Statement(kInsert, i, fmt::format("name {}", i))});
              }
              return transaction.ExecuteAll(steps);
            }),
            absl::OkStatus());
  EXPECT_EQ(Count(), 100);
}

TEST_P(TransactionConformance, LastStepsAreCommitted) {
  const Step first{Statement(kInsert, 1, "a")};
  const Step second{Statement(kInsert, 2, "b")};
  const Step change{Statement("UPDATE items SET name = ? WHERE id = ?", "c", 1), true};
  EXPECT_EQ(Write([&](Transaction& transaction) {
              return transaction.ExecuteLast(std::vector{first, change});
            }),
            absl::OkStatus());
  EXPECT_EQ(Count(), 1);
  // Also with what came before them.
  const Step again{Statement("UPDATE items SET name = ? WHERE id = ?", "d", 1), true};
  EXPECT_EQ(Write([&](Transaction& transaction) -> absl::Status {
              if (auto rows = transaction.Execute(second.change); !rows.ok()) return rows.status();
              return transaction.ExecuteLast(std::vector{again});
            }),
            absl::OkStatus());
  EXPECT_EQ(Count(), 2);
}

TEST_P(TransactionConformance, ALastStepThatFailsLeavesNothing) {
  const Step first{Statement(kInsert, 1, "a")};
  const Step change{Statement("UPDATE items SET name = ? WHERE id = ?", "b", 7), true};
  for (int i = 0; i < 2; ++i) {  // and the connection is good for more
    EXPECT_TRUE(absl::IsFailedPrecondition(Write([&](Transaction& transaction) {
      return transaction.ExecuteLast(std::vector{first, change});
    })));
    EXPECT_TRUE(absl::IsAlreadyExists(Write([&](Transaction& transaction) {
      return transaction.ExecuteLast(std::vector{first, first, change});
    })));
    EXPECT_EQ(Count(), 0);
  }
  EXPECT_TRUE(absl::IsInternal(database_->Read(Soon(), [&](Transaction& transaction) {
    return transaction.ExecuteLast(std::vector{first});
  })));
}

TEST_P(TransactionConformance, FindsAListOfKeys) {
  ASSERT_TRUE(
      Write([](Transaction& transaction) {
        return transaction.InsertRows("items (id)", 1, std::vector<Value>{1, 2, 3, 4, 5}).status();
      }).ok());
  std::vector<int64_t> found;
  auto find = [&](std::vector<Value> ids) {
    return database_->Read(Soon(), [&](Transaction& transaction) {
      found.clear();
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

TEST_P(TransactionConformance, RulesOfTheSchemaHaveTheirCodes) {
  const auto code_of = [this](Sql sql) { return Execute(*database_, sql).code(); };
  ASSERT_TRUE(Execute(*database_, "INSERT INTO sealed (id) VALUES (1)").ok());
  EXPECT_EQ(code_of("DELETE FROM sealed"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code_of("UPDATE sealed SET note = 'x'"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code_of("REPLACE INTO sealed (id) VALUES (1)"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code_of("INSERT INTO items (id, parent) VALUES (1, 99)"),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code_of("INSERT INTO sealed (id) VALUES (1)"), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(code_of("INSERT INTO sealed (id) VALUES (0)"), absl::StatusCode::kInternal);
  EXPECT_EQ(code_of("INSERT INTO sealed (id, note) VALUES (2, NULL)"), absl::StatusCode::kInternal);
  EXPECT_EQ(code_of("INSERT INTO items (id) VALUES ('x')"), absl::StatusCode::kInternal);
}

TEST_P(TransactionConformance, ARowThatIsReferredToStays) {
  ASSERT_TRUE(Execute(*database_, "INSERT INTO items (id) VALUES (1)").ok());
  ASSERT_TRUE(Execute(*database_, "INSERT INTO items (id, parent) VALUES (2, 1)").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Execute(*database_, "DELETE FROM items WHERE id = 1")));
}

TEST_P(TransactionConformance, FaultsOfAStatementAreInternalAndEndNothing) {
  ASSERT_TRUE(Write([](Transaction& transaction) {
                for (const auto& count :
                     {transaction.Execute("INSERT INTO nowhere VALUES (1)"),
                      transaction.Execute("DELETE FROM items WHERE id = ?"),
                      transaction.Execute("DELETE FROM items", {1}),
                      transaction.Execute("SELECT 1"), transaction.Execute("SELEC 1"),
                      transaction.Execute("DELETE FROM items; DELETE FROM items")}) {
                  EXPECT_TRUE(absl::IsInternal(count.status())) << count.status();
                }
                return transaction.Execute(kInsert, {1, "a"}).status();
              }).ok());
  EXPECT_EQ(Count(), 1);
}

TEST_P(TransactionConformance, TheMessageOfAFaultHoldsNoSqlButTheDevelopersTextDoes) {
  const absl::Status status = Execute(*database_, "DELETE FROM nowhere");
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("nowhere")));
  EXPECT_THAT(status.ToString(), HasSubstr("nowhere"));
}

TEST_P(TransactionConformance, NoErrorTellsAValue) {
  ASSERT_TRUE(Execute(*database_, kInsert, {1, "secret"}).ok());
  EXPECT_THAT(Execute(*database_, kInsert, {2, "secret"}).ToString(), Not(HasSubstr("secret")));
  EXPECT_THAT(Execute(*database_, "INSERT INTO items (id) VALUES (?)", {"secret"}).ToString(),
              Not(HasSubstr("secret")));
}

TEST_P(TransactionConformance, ACallbackMayRunTheSameQueryAndEndItEarly) {
  ASSERT_TRUE(
      Write([](Transaction& transaction) {
        return transaction.InsertRows("items (id)", 1, std::vector<Value>{1, 2, 3}).status();
      }).ok());
  int pairs = 0;
  constexpr Sql kAll = "SELECT id FROM items ORDER BY id";
  const absl::Status status = database_->Read(Soon(), [&](Transaction& transaction) {
    pairs = 0;
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

TEST_P(TransactionConformance, ACallbackMayChangeRows) {
  ASSERT_TRUE(Write([](Transaction& transaction) {
                return transaction
                    .InsertRows("items (id, name)", 2, std::vector<Value>{1, "a", 2, "b"})
                    .status();
              }).ok());
  ASSERT_TRUE(Write([](Transaction& transaction) {
                return transaction.Query(
                    "SELECT id, name FROM items ORDER BY id", {}, [&](const Row& row) {
                      const std::string name(row.Text(1));
                      auto changed = transaction.Execute("UPDATE items SET name = ? WHERE id = ?",
                                                         {name + name, row.Int64(0)});
                      EXPECT_EQ(row.Text(1), name);
                      return changed.status();
                    });
              }).ok());
  EXPECT_EQ(QueryInt64(*database_, "SELECT count(*) FROM items WHERE name IN ('aa', 'bb')"), 2);
}

TEST_P(TransactionConformance, TheTableQuestionIsAboutThisDatabaseAlone) {
  const auto exists = [this](const char* table) {
    bool found = false;
    EXPECT_EQ(database_->Read(Soon(),
                              [&](Transaction& transaction) {
                                auto one = transaction.QueryOne(
                                    transaction.dialect().table_exists, {table},
                                    [](const Row&) { return absl::OkStatus(); });
                                found = one.ok() && *one;
                                return one.status();
                              }),
              absl::OkStatus());
    return found;
  };
  EXPECT_TRUE(exists("items"));
  EXPECT_FALSE(exists("ITEMS"));
  EXPECT_FALSE(exists("user"));
  EXPECT_FALSE(exists(""));
}

PINGYI_ON_ALL_BACKENDS(TransactionConformance);

}  // namespace
}  // namespace pingyi::sql
