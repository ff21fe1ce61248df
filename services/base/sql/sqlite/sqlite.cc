#include "services/base/sql/sqlite/sqlite.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/sql/pool.h"
#include "services/base/sql/retry.h"
#include "services/base/sql/sqlite/connection.h"
#include "services/base/sql/sqlite/transaction.h"

namespace pingyi::sql {
namespace {

using Role = SqliteConnection::Role;
using Kind = SqliteTransaction::Kind;
using Connections = Pool<SqliteConnection>;

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const SqliteOptions& options)
      : writer_(1, Opener(options, Role::kWriter)),
        readers_(options.readers, Opener(options, Role::kReader)) {}

  // Opens the connection that writes, so that a file that will not do is found at once.
  absl::Status Open(absl::Time deadline) { return writer_.Acquire(deadline).status(); }

  const Dialect& dialect() const override { return kSqliteDialect; }

  absl::Status Read(absl::Time deadline, TransactionFn fn) override {
    return Run(readers_, Kind::kRead, deadline, fn);
  }
  absl::Status Write(absl::Time deadline, TransactionFn fn) override {
    return Run(writer_, Kind::kWrite, deadline, fn);
  }
  absl::Status Ping(absl::Time deadline) override;
  absl::Status ForgetHistory(absl::Time deadline) override;

 private:
  static Connections::Open Opener(const SqliteOptions& options, Role role) {
    return [options, role](absl::Time deadline) {
      return SqliteConnection::Open(options, role, deadline);
    };
  }

  static absl::Status Run(Connections& connections, Kind kind, absl::Time deadline,
                          TransactionFn fn) {
    return RetryConflicts(deadline, [&] { return Try(connections, kind, deadline, fn); });
  }
  static Attempt Try(Connections& connections, Kind kind, absl::Time deadline, TransactionFn fn);
  Attempt TryForgetHistory(absl::Time deadline);

  Connections writer_;  // of one connection: its queue is the order in which writers get their turn
  Connections readers_;
};

absl::Status RunBody(SqliteTransaction& transaction, Kind kind, TransactionFn fn) {
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  absl::Status status = fn(transaction);
  // A body that swallowed the error which ended its transaction has not succeeded.
  if (status.ok() && transaction.failure()) return transaction.failure()->status;
  return status.ok() && kind == Kind::kWrite ? transaction.Commit() : status;
}

Attempt SqliteDatabase::Try(Connections& connections, Kind kind, absl::Time deadline,
                            TransactionFn fn) {
  absl::StatusOr<Connections::Lease> lease = connections.Acquire(deadline);
  if (!lease.ok()) return {lease.status()};
  (*lease)->set_deadline(deadline);
  SqliteTransaction transaction(**lease, kind);
  absl::Status status = RunBody(transaction, kind, fn);
  transaction.Rollback();
  if (!transaction.connection_is_sound()) lease->Break();
  const bool conflict = !status.ok() && transaction.failure() && transaction.failure()->conflict;
  return {std::move(status), conflict};
}

absl::Status SqliteDatabase::Ping(absl::Time deadline) {
  return Read(deadline, [](Transaction& transaction) {
    return transaction.Query("SELECT count(*) FROM sqlite_schema", {},
                             [](const Row&) { return absl::OkStatus(); });
  });
}

absl::Status SqliteDatabase::ForgetHistory(absl::Time deadline) {
  return RetryConflicts(deadline, [&] { return TryForgetHistory(deadline); });
}

Attempt SqliteDatabase::TryForgetHistory(absl::Time deadline) {
  absl::StatusOr<Connections::Lease> lease = writer_.Acquire(deadline);
  if (!lease.ok()) return {lease.status()};
  SqliteConnection& connection = **lease;
  connection.set_deadline(deadline);
  // Within a page, rows lie in the order they were inserted: only writing the file anew in the
  // order of the keys forgets it. The log still has the pages of each commit, one after the other,
  // so it is emptied then.
  int code = connection.Run("VACUUM");
  if (code == SQLITE_DONE) {
    code = sqlite3_wal_checkpoint_v2(connection.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                     nullptr);
    if (code == SQLITE_OK) return {absl::OkStatus()};
  }
  SqliteFailure failure = connection.Classify(code);
  if (failure.breaks_connection) lease->Break();
  return {std::move(failure.status), failure.conflict};
}

// Makes the file, empty and for its owner alone, unless it is there. Not by open(): closing the
// descriptor would drop the locks that another connection of this process may have on the file by
// then.
absl::Status EnsureFile(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  if (!std::filesystem::is_directory(directory, ignored)) {
    return absl::FailedPreconditionError(
        fmt::format("the database's directory {} is missing: make it first", directory.string()));
  }
  if (mknod(path.c_str(), S_IFREG | S_IRUSR | S_IWUSR, 0) == 0 || errno == EEXIST)
    return absl::OkStatus();
  return absl::UnavailableError(fmt::format("the database file {} cannot be made: {}", path,
                                            std::generic_category().message(errno)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const SqliteOptions& options) {
  if (options.path.empty()) return absl::InvalidArgumentError("the database has no path");
  if (options.readers == 0)
    return absl::InvalidArgumentError("the database needs at least one reader");
  SqliteOptions settled = options;
  // An absolute path is never taken for one of the names SQLite gives a meaning to, such as
  // ":memory:" or "file:…".
  std::error_code error;
  settled.path = std::filesystem::absolute(options.path, error).string();
  if (error)
    return absl::UnavailableError(fmt::format("the path {} cannot be resolved", options.path));
  if (absl::Status status = EnsureFile(settled.path); !status.ok()) return status;
  auto database = std::make_unique<SqliteDatabase>(settled);
  const absl::Time deadline = absl::Now() + options.open_timeout;
  // Turning the file to WAL can meet another process doing the same.
  absl::Status status = RetryConflicts(deadline, [&] {
    absl::Status opened = database->Open(deadline);
    return Attempt{opened, absl::IsAborted(opened)};
  });
  if (!status.ok()) return status;
  return database;
}

}  // namespace pingyi::sql
