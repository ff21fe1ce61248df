// What a store sees of a database while a transaction runs: rows that come, and the verbs of a
// transaction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/dialect.h"
#include "services/base/sql/statement.h"
#include "services/base/sql/value.h"

namespace pingyi::sql {

// The current row of a query. Columns count from 0. Views are valid until the callback that got the
// row returns. Asking for another type than the column holds, for NULL (but with the Optional
// forms) or for a column that is not there gives 0 or an empty view, and the query then ends with
// INTERNAL: the query and its reader do not fit.
class Row {
 public:
  virtual ~Row() = default;

  virtual bool IsNull(int column) const = 0;
  virtual int64_t Int64(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;
  virtual std::string_view Blob(int column) const = 0;

  std::optional<int64_t> OptionalInt64(int column) const;
  std::optional<std::string_view> OptionalText(int column) const;
  std::optional<std::string_view> OptionalBlob(int column) const;
};

// Called once a row; any status but OK ends the query and is its result.
using RowFn = absl::FunctionRef<absl::Status(const Row&)>;

// What InsertRows does about a row whose key is taken.
enum class OnDuplicate { kFail, kKeepOld };

// One of several changes that are made together.
struct Step {
  Statement change;         // an INSERT, UPDATE or DELETE
  bool must_match = false;  // FAILED_PRECONDITION, and no further step, if it finds no row
};

// Marks the INTERNAL error of a statement to which the database's user has no right.
inline constexpr char kDeniedPayload[] = "pingyi.sql/denied";
inline bool IsDenied(const absl::Status& status) {
  return status.GetPayload(kDeniedPayload).has_value();
}

// One running transaction, used by one thread, valid only inside the function it was given to.
//
// Errors. ALREADY_EXISTS: a primary or unique key is taken. FAILED_PRECONDITION: a trigger or a
// foreign key forbids it. These two undo their statement alone, and the transaction may go on.
// ABORTED (a conflict with another writer, run again by Write), DEADLINE_EXCEEDED, UNAVAILABLE
// (database or disk away or full), RESOURCE_EXHAUSTED (memory) and DATA_LOSS end the transaction:
// every later call gives the same error and nothing is committed, whatever the function returns.
// INTERNAL is a fault in our statements, or a right that the database's user lacks (IsDenied).
// Messages never hold SQL or values.
class Transaction {
 public:
  virtual ~Transaction() = default;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  virtual const Dialect& dialect() const = 0;

  // Streams the rows of a SELECT through `each`, which may run other statements of this
  // transaction.
  absl::Status Query(Sql sql, std::span<const Value> params, RowFn each) {
    return DoQuery(sql.text(), params, each);
  }
  absl::Status Query(Sql sql, std::initializer_list<Value> params, RowFn each) {
    return DoQuery(sql.text(), {params.begin(), params.size()}, each);
  }
  absl::Status Query(const Statement& statement, RowFn each) {
    return DoQuery(statement.text(), statement.params(), each);
  }

  // As Query, for at most one row: whether there was one. INTERNAL if there were several.
  absl::StatusOr<bool> QueryOne(Sql sql, std::initializer_list<Value> params, RowFn each);
  absl::StatusOr<bool> QueryOne(const Statement& statement, RowFn each);

  // Runs an INSERT, UPDATE or DELETE and gives the number of rows it matched. Rows updated to the
  // values they had count on SQLite and do not on MySQL, so an update whose count matters changes a
  // version column.
  absl::StatusOr<int64_t> Execute(Sql sql, std::span<const Value> params) {
    return DoExecute(sql.text(), params);
  }
  absl::StatusOr<int64_t> Execute(Sql sql, std::initializer_list<Value> params = {}) {
    return DoExecute(sql.text(), {params.begin(), params.size()});
  }
  absl::StatusOr<int64_t> Execute(const Statement& statement) {
    return DoExecute(statement.text(), statement.params());
  }

  // Inserts many rows with few statements: `into` names table and columns, e.g. "ballots (round,
  // id, marks)"; `cells` are the rows one after the other, `columns` (at least 1) cells each. Gives
  // the number of rows inserted. An error may leave the rows of earlier statements in the
  // transaction: return it.
  absl::StatusOr<int64_t> InsertRows(Sql into, size_t columns, std::span<const Value> cells,
                                     OnDuplicate on_duplicate = OnDuplicate::kFail);

  // Runs a few changes, one after the other, in as few round trips as the database allows; up to
  // the first that fails. Like InsertRows, an error may leave earlier ones in the transaction:
  // return it.
  absl::Status ExecuteAll(std::span<const Step> steps) { return DoExecuteAll(steps); }

  // As ExecuteAll, for changes after which the transaction ends: the database may begin it and
  // commit it in the same round trip. The body then returns this status and runs nothing more.
  // UNAVAILABLE and DEADLINE_EXCEEDED may mean, as after a commit, that the changes were made; with
  // the latter nothing goes on any more.
  absl::Status ExecuteLast(std::span<const Step> steps) { return DoExecuteLast(steps); }

  // Runs several statements without parameters, separated by ';'. For migrations.
  absl::Status Script(Sql script) { return DoScript(script.text()); }

 protected:
  Transaction() = default;

 private:
  absl::StatusOr<bool> DoQueryOne(std::string_view sql, std::span<const Value> params, RowFn each);

  // What a driver implements. `sql` is always put together from constants of our source.
  virtual absl::Status DoQuery(std::string_view sql, std::span<const Value> params, RowFn each) = 0;
  virtual absl::StatusOr<int64_t> DoExecute(std::string_view sql,
                                            std::span<const Value> params) = 0;
  virtual absl::Status DoExecuteAll(std::span<const Step> steps);
  virtual absl::Status DoExecuteLast(std::span<const Step> steps) { return DoExecuteAll(steps); }
  virtual absl::Status DoScript(std::string_view script) = 0;
};

}  // namespace pingyi::sql
