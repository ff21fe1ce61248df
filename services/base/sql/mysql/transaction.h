// A transaction on a MySQL or MariaDB connection.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "services/base/sql/database.h"
#include "services/base/sql/mysql/connection.h"
#include "services/base/sql/mysql/error.h"
#include "services/base/sql/retry.h"
#include "services/base/sql/transaction.h"

namespace pingyi::sql {

extern const Dialect kMysqlDialect;

// Begins, ends and carries the statements of one transaction; rolls back what was not committed
// when it goes away. Results are fetched whole, so that a callback may run other statements.
class MysqlTransaction final : public Transaction {
 public:
  enum class Kind { kRead, kWrite };

  MysqlTransaction(MysqlConnection& connection, Kind kind) : connection_(connection), kind_(kind) {}
  ~MysqlTransaction() override { Rollback(); }

  const Dialect& dialect() const override { return kMysqlDialect; }

  absl::Status Begin();
  absl::Status Commit();
  void Rollback();

  // What ended the transaction early, if something did.
  const std::optional<MysqlFailure>& failure() const { return failure_; }

  // Whether what ended it came before any statement of the body.
  bool failed_to_start() const { return starting_; }

  // Whether the body's last statement has committed it.
  bool committed() const { return committed_; }

  // Whether the connection is as it was before the transaction.
  bool connection_is_sound() const { return !begun_ && !(failure_ && failure_->breaks_connection); }

 private:
  absl::Status DoQuery(std::string_view sql, std::span<const Value> params, RowFn each) override;
  absl::StatusOr<int64_t> DoExecute(std::string_view sql, std::span<const Value> params) override;
  absl::Status DoExecuteAll(std::span<const Step> steps) override;
  absl::Status DoExecuteLast(std::span<const Step> steps) override;
  absl::Status DoScript(std::string_view script) override;

  absl::Status Start();
  absl::Status EnsureBegun();
  absl::Status RunQuery(std::string_view sql, std::span<const Value> params, RowFn each);
  absl::Status ExecuteOneByOne(std::span<const Step> steps);
  MysqlStatementCache::Borrowed Borrow(std::string_view sql);  // throws
  absl::Status CheckAlive();
  absl::Status CheckIgnored(connector::PreparedStatement& statement);
  absl::Status End(MysqlFailure failure);
  absl::Status Fail(const connector::SQLException& error);  // notes what ends the transaction

  MysqlConnection& connection_;
  const Kind kind_;
  bool starting_ = false;
  bool begun_ = false;
  bool committed_ = false;
  std::optional<MysqlFailure> failure_;
};

// Runs `fn` once in a transaction, and commits if it is one that writes and `fn` returns OK.
// However it ends, be it by an exception of `fn`, the transaction is rolled back unless it was
// committed, and `on_unsound` is called if the connection must not be used again.
Attempt RunMysqlTransaction(MysqlConnection& connection, MysqlTransaction::Kind kind,
                            absl::Time deadline, TransactionFn fn,
                            absl::FunctionRef<void()> on_unsound);

}  // namespace pingyi::sql
