// The tables of the tests about Transaction, and what most of them do with these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/base/sql/testing/backends.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/sql/transaction.h"

namespace pingyi::sql {

inline const Migration kSchema{1,
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

inline constexpr Sql kInsert = "INSERT INTO items (id, name) VALUES (?, ?)";
inline constexpr Sql kInsertCell = "INSERT INTO cells (id, text, data) VALUES (?, ?, ?)";

class TransactionConformance : public BackendTest {
 protected:
  absl::Status Write(TransactionFn fn) { return database_->Write(Soon(), fn); }
  int64_t Count() { return QueryInt64(*database_, "SELECT count(*) FROM items"); }

  TempDatabase database_{{&kSchema, 1}, GetParam()};
};

using Cells = std::vector<std::pair<Value, Value>>;

inline absl::Status ReadCells(Database& database, Cells& into) {
  return database.Read(Soon(), [&](Transaction& transaction) {
    into.clear();
    return transaction.Query("SELECT text, data FROM cells ORDER BY id", {}, [&](const Row& row) {
      const auto data = row.OptionalBlob(1);
      into.emplace_back(row.OptionalText(0), data ? Value(Blob{std::string(*data)}) : Value());
      return absl::OkStatus();
    });
  });
}

}  // namespace pingyi::sql
