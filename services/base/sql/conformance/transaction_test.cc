// What Transaction promises, on every backend.
#include "services/base/sql/transaction.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/backends.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Migration kSchema{1,
                        "create",
                        {R"sql(
CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT UNIQUE, parent INTEGER REFERENCES items) STRICT;
CREATE TABLE cells (id INTEGER PRIMARY KEY, text TEXT, data BLOB) STRICT;
CREATE TABLE fixed (id BLOB NOT NULL PRIMARY KEY, hash BLOB NOT NULL) STRICT;
CREATE TABLE sealed (id INTEGER PRIMARY KEY CHECK (id > 0), note TEXT NOT NULL DEFAULT '') STRICT;
CREATE TRIGGER sealed_no_delete BEFORE DELETE ON sealed BEGIN SELECT RAISE(ABORT, 'sealed'); END;
CREATE TRIGGER sealed_no_update BEFORE UPDATE ON sealed BEGIN SELECT RAISE(ABORT, 'sealed'); END;
)sql"},
                        {R"sql(
CREATE TABLE items (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(40) UNIQUE, parent BIGINT,
                    FOREIGN KEY (parent) REFERENCES items (id))
ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE cells (id BIGINT NOT NULL PRIMARY KEY, text MEDIUMTEXT, data MEDIUMBLOB)
ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE fixed (id BINARY(16) NOT NULL PRIMARY KEY, hash BINARY(32) NOT NULL)
ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE sealed (id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0), note VARCHAR(10) NOT NULL DEFAULT '')
ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TRIGGER sealed_no_delete BEFORE DELETE ON sealed FOR EACH ROW
BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'sealed'; END;
CREATE TRIGGER sealed_no_update BEFORE UPDATE ON sealed FOR EACH ROW
BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'sealed'; END;
)sql"}};

constexpr Sql kInsert = "INSERT INTO items (id, name) VALUES (?, ?)";
constexpr Sql kInsertCell = "INSERT INTO cells (id, text, data) VALUES (?, ?, ?)";

class TransactionConformance : public BackendTest {
 protected:
  absl::Status Write(TransactionFn fn) { return database_->Write(Soon(), fn); }
  int64_t Count() { return QueryInt64(*database_, "SELECT count(*) FROM items"); }

  TempDatabase database_{{&kSchema, 1}, GetParam()};
};

using Cells = std::vector<std::pair<Value, Value>>;

absl::Status ReadCells(Database& database, Cells& into) {
  return database.Read(Soon(), [&](Transaction& transaction) {
    into.clear();
    return transaction.Query("SELECT text, data FROM cells ORDER BY id", {}, [&](const Row& row) {
      const auto data = row.OptionalBlob(1);
      into.emplace_back(row.OptionalText(0), data ? Value(Blob{std::string(*data)}) : Value());
      return absl::OkStatus();
    });
  });
}

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
