// A transaction on an SQLite connection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "services/base/sql/sqlite/connection.h"
#include "services/base/sql/sqlite/error.h"
#include "services/base/sql/transaction.h"

namespace pingyi::sql {

extern const Dialect kSqliteDialect;

// Begins, ends and carries the statements of one transaction; rolls back what was not committed
// when it goes away.
class SqliteTransaction final : public Transaction {
 public:
  enum class Kind { kRead, kWrite };

  SqliteTransaction(SqliteConnection& connection, Kind kind)
      : connection_(connection), kind_(kind) {}
  ~SqliteTransaction() override { Rollback(); }

  const Dialect& dialect() const override { return kSqliteDialect; }

  absl::Status Begin();
  absl::Status Commit();
  void Rollback();

  // What ended the transaction early, if something did.
  const std::optional<SqliteFailure>& failure() const { return failure_; }

  // Whether the connection is as it was before the transaction.
  bool connection_is_sound() const;

 private:
  absl::Status DoQuery(std::string_view sql, std::span<const Value> params, RowFn each) override;
  absl::StatusOr<int64_t> DoExecute(std::string_view sql, std::span<const Value> params) override;
  absl::Status DoScript(std::string_view script) override;

  absl::Status CheckAlive();
  absl::Status Bind(sqlite3_stmt* statement, std::span<const Value> params);
  absl::Status Fail(int code);  // notes what ends the transaction

  SqliteConnection& connection_;
  const Kind kind_;
  std::optional<SqliteFailure> failure_;
};

}  // namespace pingyi::sql
