#include "services/base/sql/sqlite/error.h"

#include <fmt/format.h>

namespace pingyi::sql {
namespace {

absl::Status Error(absl::StatusCode code, const char* message, int sqlite_code) {
  return absl::Status(code, fmt::format("{} (SQLite {})", message, sqlite_code));
}

SqliteFailure StatementFails(absl::StatusCode code, const char* message, int sqlite_code) {
  return {.status = Error(code, message, sqlite_code)};
}

SqliteFailure TransactionEnds(absl::StatusCode code, const char* message, int sqlite_code) {
  return {.status = Error(code, message, sqlite_code), .ends_transaction = true};
}

SqliteFailure ConnectionBreaks(absl::StatusCode code, const char* message, int sqlite_code) {
  return {.status = Error(code, message, sqlite_code),
          .ends_transaction = true,
          .breaks_connection = true};
}

SqliteFailure Locked(int code, bool past_deadline) {
  if (past_deadline) {
    return TransactionEnds(absl::StatusCode::kDeadlineExceeded,
                           "the database was busy until the deadline", code);
  }
  return {.status = Error(absl::StatusCode::kAborted, "another writer was in the way", code),
          .conflict = true,
          .ends_transaction = true};
}

SqliteFailure ConstraintFails(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_ROWID:
      return StatementFails(absl::StatusCode::kAlreadyExists, "the key is taken", code);
    case SQLITE_CONSTRAINT_TRIGGER:
      return StatementFails(absl::StatusCode::kFailedPrecondition,
                            "a rule of the database forbids the change", code);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return StatementFails(absl::StatusCode::kFailedPrecondition,
                            "a row that is referred to is missing", code);
    default:  // CHECK, NOT NULL, a wrong type: what validation should have caught
      return StatementFails(absl::StatusCode::kInternal,
                            "a value breaks a constraint of the database", code);
  }
}

}  // namespace

SqliteFailure ClassifySqlite(int code, bool past_deadline) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return ConstraintFails(code);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Locked(code, past_deadline);
    case SQLITE_INTERRUPT:
      return TransactionEnds(absl::StatusCode::kDeadlineExceeded,
                             "the statement ran into the deadline", code);
    case SQLITE_FULL:
      return TransactionEnds(absl::StatusCode::kUnavailable, "the disk of the database is full",
                             code);
    case SQLITE_NOMEM:
      return ConnectionBreaks(absl::StatusCode::kResourceExhausted,
                              "the database ran out of memory", code);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return ConnectionBreaks(absl::StatusCode::kUnavailable,
                              "the database file cannot be read or written", code);
    case SQLITE_READONLY:
      // Without an extension it is the answer to a statement that writes on a connection that only
      // reads.
      if (code == SQLITE_READONLY) {
        return StatementFails(absl::StatusCode::kInternal, "a write where only reading is allowed",
                              code);
      }
      return ConnectionBreaks(absl::StatusCode::kUnavailable, "the database file cannot be written",
                              code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ConnectionBreaks(absl::StatusCode::kDataLoss, "the file is damaged or not a database",
                              code);
    default:
      return StatementFails(absl::StatusCode::kInternal, "a statement failed", code);
  }
}

}  // namespace pingyi::sql
