#include "services/base/sql/mysql/transaction.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <absl/cleanup/cleanup.h>
#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/sql/mysql/compound.h"
#include "services/base/sql/mysql/row.h"

namespace pingyi::sql {
namespace {

constexpr int kDuplicateEntry = 1062;
constexpr int kDeadlock = 1213;

// A statement keeps copies of its parameters; so much is kept with it until it is used again.
constexpr size_t kMostKeptBytes = size_t{64} * 1024;

// Shorter than this a limit may break off even the beginning of a transaction.
constexpr absl::Duration kShortLimit = absl::Seconds(1);

struct Binder {
  connector::PreparedStatement& statement;
  unsigned int index;
  size_t& bytes;
  connector::SQLString& passed;  // the last text, for the next one to take its place

  void operator()(std::monostate) const { statement.setNull(index, connector::DataType::SQLNULL); }
  void operator()(int64_t number) const { statement.setInt64(index, number); }
  void operator()(const std::string& text) const { Set(text); }
  void operator()(const Blob& blob) const { Set(blob.bytes); }

  // With its length, so that NUL is a byte like any other. Bytes go the same way: a stream given to
  // setBlob is read up at its first use, and the statement then stores NULL without a word.
  void Set(const std::string& value) const {
    bytes += value.size();
    passed = value;
    statement.setString(index, passed);
  }
};

// Gives the number of bytes bound.
size_t Bind(connector::PreparedStatement& statement, std::span<const Value> params) {
  size_t bytes = 0;
  unsigned int index = 0;
  connector::SQLString passed;
  for (const Value& param : params) {
    std::visit(Binder{statement, ++index, bytes, passed}, param.data());
  }
  return bytes;
}

absl::Status CheckParameters(const MysqlStatement& statement, std::span<const Value> params) {
  if (statement.parameters == params.size()) return absl::OkStatus();
  return absl::InternalError("a statement got another number of parameters than it has");
}

// The time left as the server wants it. Never 0, which means no limit; what has no end has none.
absl::Duration StatementLimit(absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return absl::ZeroDuration();
  return std::clamp(absl::Ceil(deadline - absl::Now(), absl::Milliseconds(1)),
                    absl::Milliseconds(1), absl::Hours(24 * 300));
}

// As SET STATEMENT … FOR it would be part of the text of every statement, which could then not be
// kept prepared.
std::string LimitText(absl::Duration limit) {
  const int64_t ms = absl::ToInt64Milliseconds(limit);
  return fmt::format("SET SESSION max_statement_time = {}.{:03}", ms / 1000, ms % 1000);
}

// The limit alone, for what begins by itself. Most of the time it is what it was.
void LimitOnMariaDb(MysqlConnection& connection, absl::Duration limit) {
  if (connection.limit() == limit) return;
  connection.set_limit(std::nullopt);
  connection.Run(LimitText(limit));
  connection.set_limit(limit);
}

// In one round trip: the limit that breaks statements off at the deadline, and the beginning. The
// limit that was there governs this round trip, so a short one goes first.
void BeginOnMariaDb(MysqlConnection& connection, bool read_only, absl::Duration limit) {
  if (connection.limit().value_or(kShortLimit) < std::min(limit, kShortLimit)) {
    LimitOnMariaDb(connection, limit);
  }
  connection.set_limit(std::nullopt);
  connection.Run(fmt::format("BEGIN NOT ATOMIC {}; {} END", LimitText(limit),
                             read_only ? "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; "
                                         "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;"
                                       : "START TRANSACTION;"));
  connection.set_limit(limit);
}

// MySQL has no compound statements, and its limit holds for SELECT alone.
void BeginOnMysql(MysqlConnection& connection, bool read_only, absl::Duration limit) {
  connection.Run(
      fmt::format("SET SESSION max_execution_time = {}", absl::ToInt64Milliseconds(limit)));
  if (!read_only) return connection.Run("START TRANSACTION");
  connection.Run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  connection.Run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

// COMMIT and ROLLBACK are never broken off: their outcome must be plain. Not by the connector's
// commit() and rollback(), which drop the error.
void EndTransaction(MysqlConnection& connection, std::string_view verb) {
  connection.Run(fmt::format(
      "{}{}", connection.is_mariadb() ? "SET STATEMENT max_statement_time = 0 FOR " : "", verb));
}

absl::Status RunBody(MysqlTransaction& transaction, MysqlTransaction::Kind kind, TransactionFn fn) {
  absl::Status status = fn(transaction);
  // A body that swallowed the error which ended its transaction has not succeeded.
  if (status.ok() && transaction.failure()) return transaction.failure()->status;
  if (transaction.committed()) {
    return status.ok() ? status : absl::InternalError("a body failed after its last changes");
  }
  return status.ok() && kind == MysqlTransaction::Kind::kWrite ? transaction.Commit() : status;
}

}  // namespace

const Dialect kMysqlDialect = {
    .backend = Backend::kMysql,
    .name = "mysql",
    // Turns other errors than a taken key into warnings too, so the warnings are looked at. ON
    // DUPLICATE KEY UPDATE would need a column of the table and the right to change it.
    .insert_missing_head = "INSERT IGNORE INTO",
    .insert_missing_tail = "",
    .for_update = "FOR UPDATE",
    .for_share = "LOCK IN SHARE MODE",
    .has_round_trips = true,
    .table_exists =
        "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND "
        "table_type = 'BASE TABLE' AND table_name = ?",
    .max_parameters = 65535,
    .max_bytes = 4 << 20,  // a server takes messages of 16 MiB unless told otherwise
    .max_rows = 256,       // more gain little, and this many keep the text short
};

absl::Status MysqlTransaction::Begin() {
  if (connection_.past_deadline()) {
    return absl::DeadlineExceededError("the deadline passed before the transaction began");
  }
  // The first statement may also be the last.
  const bool later = kind_ == Kind::kWrite && connection_.puts_off_beginning();
  return later ? absl::OkStatus() : Start();
}

absl::Status MysqlTransaction::Start() {
  try {
    starting_ = true;
    begun_ = true;
    const bool read_only = kind_ == Kind::kRead;
    const absl::Duration limit = StatementLimit(connection_.deadline());
    if (connection_.is_mariadb()) {
      BeginOnMariaDb(connection_, read_only, limit);
    } else {
      BeginOnMysql(connection_, read_only, limit);
    }
    starting_ = false;
    return absl::OkStatus();
  } catch (const connector::SQLException& error) {
    return Fail(error);
  }
}

absl::Status MysqlTransaction::Commit() {
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  if (!begun_) return absl::OkStatus();
  try {
    EndTransaction(connection_, "COMMIT");
    begun_ = false;
    committed_ = true;
    return absl::OkStatus();
  } catch (const connector::SQLException& error) {
    return End(ClassifyMysqlCommit(error.getErrorCode()));
  }
}

void MysqlTransaction::Rollback() {
  // A connection that is broken is closed, and that rolls back too. Anything else is rolled back
  // here, whatever ended it: after a lock wait that took too long the other locks are still held.
  if (!begun_ || (failure_ && failure_->breaks_connection)) return;
  try {
    EndTransaction(connection_, "ROLLBACK");
    begun_ = false;
  } catch (const connector::SQLException&) {
    // Still begun, so the connection is not sound.
  }
}

absl::Status MysqlTransaction::DoQuery(std::string_view sql, std::span<const Value> params,
                                       RowFn each) {
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  starting_ = !begun_;
  absl::Status status = RunQuery(sql, params, each);
  if (!failure_) starting_ = false;
  return status;
}

absl::Status MysqlTransaction::RunQuery(std::string_view sql, std::span<const Value> params,
                                        RowFn each) {
  try {
    if (!begun_) {
      // A query begins by itself what was put off, and also waits for the other nodes of a cluster.
      begun_ = true;
      LimitOnMariaDb(connection_, StatementLimit(connection_.deadline()));
    }
    MysqlStatementCache::Borrowed statement = Borrow(sql);
    if (absl::Status status = CheckParameters(*statement, params); !status.ok()) return status;
    if (!statement->gives_rows)
      return absl::InternalError("a statement that should give rows gives none");
    Bind(*statement->prepared, params);
    const std::unique_ptr<connector::ResultSet> rows(statement->prepared->executeQuery());
    starting_ = false;
    MysqlRow row(*rows);
    while (row.Next()) {
      absl::Status status = each(row);
      if (row.misread())
        return absl::InternalError("a query's columns do not have the types its reader expects");
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  } catch (const connector::SQLException& error) {
    return Fail(error);
  }
}

absl::StatusOr<int64_t> MysqlTransaction::DoExecute(std::string_view sql,
                                                    std::span<const Value> params) {
  if (kind_ == Kind::kRead) return absl::InternalError("a write where only reading is allowed");
  if (absl::Status status = EnsureBegun(); !status.ok()) return status;
  try {
    MysqlStatementCache::Borrowed statement = Borrow(sql);
    if (absl::Status status = CheckParameters(*statement, params); !status.ok()) return status;
    if (statement->gives_rows)
      return absl::InternalError("a statement that should only change rows gives some");
    connector::PreparedStatement& prepared = *statement->prepared;
    const size_t bytes = Bind(prepared, params);
    const int64_t count = prepared.executeUpdate();
    if (bytes > kMostKeptBytes) prepared.clearParameters();
    if (sql.starts_with(kInsertMissing)) {
      if (absl::Status status = CheckIgnored(prepared); !status.ok()) return status;
    }
    return count;
  } catch (const connector::SQLException& error) {
    return Fail(error);
  }
}

absl::Status MysqlTransaction::ExecuteOneByOne(std::span<const Step> steps) {
  for (const Step& step : steps) {
    absl::StatusOr<int64_t> rows = Execute(step.change);
    if (!rows.ok()) return rows.status();
    if (step.must_match && *rows == 0) {
      return absl::FailedPreconditionError("a change that must find its row found none");
    }
  }
  return absl::OkStatus();
}

absl::Status MysqlTransaction::DoExecuteAll(std::span<const Step> steps) {
  // MySQL has no compound statements.
  if (!connection_.is_mariadb() || steps.size() < 2) return ExecuteOneByOne(steps);
  const std::optional<std::vector<Value>> params = Together(steps);
  if (!params) return ExecuteOneByOne(steps);
  return DoExecute(CompoundText(kCompound, steps, ""), *params).status();
}

absl::Status MysqlTransaction::DoExecuteLast(std::span<const Step> steps) {
  if (!connection_.is_mariadb() || kind_ == Kind::kRead) return DoExecuteAll(steps);
  const std::optional<std::vector<Value>> params = Together(steps);
  if (!params) return DoExecuteAll(steps);
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  try {
    starting_ = !begun_;
    if (starting_) LimitOnMariaDb(connection_, StatementLimit(connection_.deadline()));
    MysqlStatementCache::Borrowed statement =
        Borrow(starting_ ? CompoundText(kBeginningCompound, steps, kCommit)
                         : CompoundText(kUnlimitedCompound, steps, kCommit));
    if (absl::Status status = CheckParameters(*statement, *params); !status.ok()) return status;
    const size_t bytes = Bind(*statement->prepared, *params);
    starting_ = false;
    begun_ = true;
    statement->prepared->executeUpdate();
    if (bytes > kMostKeptBytes) statement->prepared->clearParameters();
    begun_ = false;
    committed_ = true;
    return absl::OkStatus();
  } catch (const connector::SQLException& error) {
    return begun_ ? End(ClassifyMysqlLast(error.getErrorCode())) : Fail(error);
  }
}

absl::Status MysqlTransaction::DoScript(std::string_view script) {
  if (absl::Status status = EnsureBegun(); !status.ok()) return status;
  // A change of the schema commits what came before it, even in a transaction that only reads.
  if (connection_.use() != MysqlUse::kScripts)
    return absl::InternalError("a script where none is allowed");
  try {
    connection_.Run(std::string(script));
    return absl::OkStatus();
  } catch (const connector::SQLException& error) {
    return Fail(error);
  }
}

// What INSERT IGNORE made a warning of has had its effect already, e.g. a text cut short, so it
// ends the transaction.
absl::Status MysqlTransaction::CheckIgnored(connector::PreparedStatement& statement) {
  for (const connector::SQLWarning* warning = statement.getWarnings(); warning != nullptr;
       warning = warning->getNextWarning()) {
    if (warning->getErrorCode() == kDuplicateEntry) continue;
    MysqlFailure failure = ClassifyMysql(warning->getErrorCode(), /*past_deadline=*/false);
    failure.ends_transaction = true;
    return End(std::move(failure));
  }
  return absl::OkStatus();
}

absl::Status MysqlTransaction::EnsureBegun() {
  if (absl::Status status = CheckAlive(); !status.ok()) return status;
  return begun_ ? absl::OkStatus() : Start();
}

// What another node commits may undo this transaction at any time, which the next statement is then
// told; but a statement that the server is just preparing is answered as if nothing had happened
// (MariaDB 10.11), and the next one would begin a transaction that lacks what came before.
MysqlStatementCache::Borrowed MysqlTransaction::Borrow(std::string_view sql) {
  MysqlStatementCache& statements = connection_.statements();
  const bool may_be_lost = connection_.is_mariadb() && connection_.is_cluster() && !starting_ &&
                           !statements.Holds(sql) && connection_.InTransaction();
  MysqlStatementCache::Borrowed statement = statements.Borrow(sql);
  if (may_be_lost && !connection_.InTransaction()) {
    throw connector::SQLException("undone while a statement was prepared", "40001", kDeadlock);
  }
  return statement;
}

absl::Status MysqlTransaction::CheckAlive() {
  if (failure_) return failure_->status;
  if (committed_) return absl::InternalError("a statement after the last of its transaction");
  if (!connection_.past_deadline()) return absl::OkStatus();
  // The server looks at the time of one statement; a body of many short ones must notice too.
  return End({.status = absl::DeadlineExceededError("the transaction ran into the deadline"),
              .ends_transaction = true});
}

absl::Status MysqlTransaction::End(MysqlFailure failure) {
  absl::Status status = failure.status;
  if (failure.ends_transaction) failure_ = std::move(failure);
  return status;
}

absl::Status MysqlTransaction::Fail(const connector::SQLException& error) {
  return End(connection_.Classify(error));
}

Attempt RunMysqlTransaction(MysqlConnection& connection, MysqlTransaction::Kind kind,
                            absl::Time deadline, TransactionFn fn,
                            absl::FunctionRef<void()> on_unsound) {
  connection.set_deadline(deadline);
  MysqlTransaction transaction(connection, kind);
  const absl::Cleanup finish = [&] {
    transaction.Rollback();
    if (!transaction.connection_is_sound()) on_unsound();
  };
  absl::Status status = transaction.Begin();
  if (status.ok()) status = RunBody(transaction, kind, fn);
  const std::optional<MysqlFailure>& failure = transaction.failure();
  if (status.ok() || !failure) return {std::move(status)};
  // A connection that broke while nobody used it, or whose node left its cluster: another one may
  // serve, and nothing was done yet.
  const bool lost = transaction.failed_to_start() && failure->breaks_connection &&
                    absl::IsUnavailable(failure->status);
  return {std::move(status), lost || failure->conflict};
}

}  // namespace pingyi::sql
