#include "services/base/sql/sqlite/connection.h"

#include <algorithm>
#include <string>
#include <utility>

#include <absl/strings/cord.h>
#include <absl/time/clock.h>

#include "services/base/sql/sqlite/log_file.h"

namespace pingyi::sql {
namespace {

// Between two looks at the clock while a statement runs: some ten microseconds of work.
constexpr int kStepsBetweenLooks = 4096;

// Settings SQLite keeps per connection. The cache holds what a batch of writes touches, and that of
// the only writer the tables of a large round, since ballots go to places all over them;
// secure_delete overwrites what is deleted; recursive_triggers has the triggers that forbid DELETE
// see a REPLACE too.
constexpr const char* kSettings =
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA recursive_triggers = ON;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA wal_autocheckpoint = 16000;"
    "PRAGMA cache_size = -16384;";
constexpr const char* kWriterSettings = "PRAGMA cache_size = -65536;";

}  // namespace

SqliteConnection::SqliteConnection(Handle connection, size_t statements)
    : connection_(std::move(connection)),
      statements_([this](std::string_view sql) { return PrepareSqlite(get(), sql); }, statements) {
  sqlite3_busy_handler(connection_.get(), &OnBusy, this);
  sqlite3_progress_handler(connection_.get(), kStepsBetweenLooks, &OnProgress, this);
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(
    const SqliteOptions& options, Role role, absl::Time deadline) {
  sqlite3* raw = nullptr;
  // One thread at a time uses a connection, so SQLite need not lock it.
  const int code = sqlite3_open_v2(
      options.path.c_str(), &raw,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, GatheringVfs());
  Handle handle(raw);
  if (code != SQLITE_OK) return ClassifySqlite(code, /*past_deadline=*/false).status;
  std::unique_ptr<SqliteConnection> connection(
      new SqliteConnection(std::move(handle), options.statements));
  connection->set_deadline(deadline);
  if (absl::Status status = connection->Configure(role); !status.ok()) return status;
  return connection;
}

absl::Status SqliteConnection::Configure(Role role) {
  // A string in double quotes would pass for a column's name; a schema may not be changed behind
  // SQLite's back.
  sqlite3_db_config(get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (int code = sqlite3_exec(get(), kSettings, nullptr, nullptr, nullptr); code != SQLITE_OK) {
    return Classify(code).status;
  }
  const char* settings = role == Role::kWriter ? kWriterSettings : "PRAGMA query_only = ON";
  if (int code = sqlite3_exec(get(), settings, nullptr, nullptr, nullptr); code != SQLITE_OK) {
    return Classify(code).status;
  }
  return role == Role::kWriter ? UseWal() : absl::OkStatus();
}

absl::Status SqliteConnection::UseWal() {
  SqliteStatementCache::Borrowed statement = statements_.Borrow("PRAGMA journal_mode = WAL");
  const int code = statement->get() == nullptr ? sqlite3_extended_errcode(get())
                                               : sqlite3_step(statement->get());
  if (code != SQLITE_ROW) return Classify(code).status;
  const auto* mode = reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 0));
  if (mode == nullptr || std::string_view(mode) != "wal") {
    return absl::FailedPreconditionError(
        "the file system of the database does not support a write-ahead log");
  }
  return absl::OkStatus();
}

bool SqliteConnection::past_deadline() const { return absl::Now() >= deadline_; }

int SqliteConnection::Run(std::string_view sql) {
  SqliteStatementCache::Borrowed statement = statements_.Borrow(sql);
  return statement->get() == nullptr ? sqlite3_extended_errcode(get())
                                     : sqlite3_step(statement->get());
}

SqliteFailure SqliteConnection::Classify(int code) const {
  SqliteFailure failure = ClassifySqlite(code, past_deadline());
  // For whoever mends the statement: shown by Status::ToString(), never part of the message.
  if (failure.status.code() == absl::StatusCode::kInternal) {
    failure.status.SetPayload("pingyi.sql/driver_text", absl::Cord(sqlite3_errmsg(get())));
  }
  return failure;
}

int SqliteConnection::OnBusy(void* self, int tries) {
  const absl::Duration left = static_cast<SqliteConnection*>(self)->deadline_ - absl::Now();
  if (left <= absl::ZeroDuration()) return 0;
  absl::SleepFor(std::min(left, absl::Microseconds(250) * (1 << std::min(tries, 6))));
  return 1;
}

int SqliteConnection::OnProgress(void* self) {
  return static_cast<SqliteConnection*>(self)->past_deadline() ? 1 : 0;
}

}  // namespace pingyi::sql
