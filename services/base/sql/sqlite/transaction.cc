#include "services/base/sql/sqlite/transaction.h"

#include <limits>
#include <string>
#include <utility>
#include <variant>

#include "services/base/sql/sqlite/row.h"

namespace pingyi::sql {
namespace {

// Binds without a copy: parameters outlive the statement's run.
struct Binder {
  sqlite3_stmt* statement;
  int index;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(int64_t number) const { return sqlite3_bind_int64(statement, index, number); }
  int operator()(const std::string& text) const {
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(const Blob& blob) const {
    return sqlite3_bind_blob64(statement, index, blob.bytes.data(), blob.bytes.size(),
                               SQLITE_STATIC);
  }
};

}  // namespace

const Dialect kSqliteDialect = {
    .backend = Backend::kSqlite,
    .name = "sqlite",
    .insert_missing_head = "INSERT INTO",
    .insert_missing_tail = "ON CONFLICT DO NOTHING",
    .for_update = "",
    .for_share = "",
    .has_round_trips = false,
    .table_exists = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?",
    .max_parameters = 32766,
    .max_bytes = std::numeric_limits<size_t>::max(),
    // No round trip to save, and a statement of several rows keeps a copy of every page it touches,
    // in case one of its rows must not be.
    .max_rows = 1,
};

absl::Status SqliteTransaction::Begin() {
  // A transaction that reads first and takes the write lock later fails under contention; this one
  // takes it at once.
  const int code = connection_.Run(kind_ == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED");
  return code == SQLITE_DONE ? absl::OkStatus() : Fail(code);
}

absl::Status SqliteTransaction::Commit() {
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  // From here on the outcome must be plain, so the deadline no longer breaks anything off. Nothing
  // waits for a lock.
  connection_.set_deadline(absl::InfiniteFuture());
  const int code = connection_.Run("COMMIT");
  return code == SQLITE_DONE ? absl::OkStatus() : Fail(code);
}

void SqliteTransaction::Rollback() {
  if (sqlite3_get_autocommit(connection_.get()) != 0) return;
  connection_.set_deadline(absl::InfiniteFuture());
  connection_.Run("ROLLBACK");
}

bool SqliteTransaction::connection_is_sound() const {
  return sqlite3_get_autocommit(connection_.get()) != 0 &&
         !(failure_ && failure_->breaks_connection);
}

absl::Status SqliteTransaction::DoQuery(std::string_view sql, std::span<const Value> params,
                                        RowFn each) {
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  SqliteStatementCache::Borrowed statement = connection_.statements().Borrow(sql);
  if (absl::Status status = Bind(statement->get(), params); !status.ok()) return status;
  SqliteRow row(statement->get());
  for (;;) {
    const int code = sqlite3_step(statement->get());
    if (code == SQLITE_DONE) return absl::OkStatus();
    if (code != SQLITE_ROW) return Fail(code);
    absl::Status status = each(row);
    if (row.misread())
      return absl::InternalError("a query's columns do not have the types its reader expects");
    if (!status.ok()) return status;
  }
}

absl::StatusOr<int64_t> SqliteTransaction::DoExecute(std::string_view sql,
                                                     std::span<const Value> params) {
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  SqliteStatementCache::Borrowed statement = connection_.statements().Borrow(sql);
  if (absl::Status status = Bind(statement->get(), params); !status.ok()) return status;
  const int code = sqlite3_step(statement->get());
  if (code == SQLITE_ROW)
    return absl::InternalError("a statement that should only change rows gave some");
  if (code != SQLITE_DONE) return Fail(code);
  return sqlite3_changes64(connection_.get());
}

absl::Status SqliteTransaction::DoScript(std::string_view script) {
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  const int code =
      sqlite3_exec(connection_.get(), std::string(script).c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Fail(code);
}

absl::Status SqliteTransaction::CheckAlive() {
  if (failure_) return failure_->status;
  // A statement looks at the clock only when it is long; a body of many short ones must notice too.
  return connection_.past_deadline() ? Fail(SQLITE_INTERRUPT) : absl::OkStatus();
}

absl::Status SqliteTransaction::Bind(sqlite3_stmt* statement, std::span<const Value> params) {
  if (statement == nullptr) {
    const int code = sqlite3_extended_errcode(connection_.get());
    return code == SQLITE_OK ? absl::InternalError("the text is not exactly one statement")
                             : Fail(code);
  }
  if (static_cast<size_t>(sqlite3_bind_parameter_count(statement)) != params.size()) {
    return absl::InternalError("a statement got another number of parameters than it has");
  }
  int index = 0;
  for (const Value& param : params) {
    const int code = std::visit(Binder{statement, ++index}, param.data());
    if (code != SQLITE_OK) return Fail(code);
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::Fail(int code) {
  if (failure_) return failure_->status;  // what follows from the first failure tells nothing new
  SqliteFailure failure = connection_.Classify(code);
  absl::Status status = failure.status;
  // Some faults make SQLite roll back by itself.
  const bool rolled_back = sqlite3_get_autocommit(connection_.get()) != 0;
  if (failure.ends_transaction || rolled_back) failure_ = std::move(failure);
  return status;
}

}  // namespace pingyi::sql
