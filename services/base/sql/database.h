// A database as the stores know it. A driver (services/base/sql/<backend>) implements it; nothing
// here or in a store depends on which one it is.
#pragma once

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/sql/dialect.h"
#include "services/base/sql/transaction.h"

namespace pingyi::sql {

// The body of a transaction. It may run more than once, so it starts by resetting whatever it fills
// and has no effect but through the transaction. It must not start another transaction: that could
// wait for itself.
using TransactionFn = absl::FunctionRef<absl::Status(Transaction&)>;

// Thread safe. Errors are those of Transaction; DEADLINE_EXCEEDED also means that no connection was
// free in time.
class Database {
 public:
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  virtual const Dialect& dialect() const = 0;

  // Runs `fn` on one consistent snapshot and always rolls back; a statement that writes fails with
  // INTERNAL.
  virtual absl::Status Read(absl::Time deadline, TransactionFn fn) = 0;

  // Runs `fn` and commits durably if it returns OK, else rolls back and gives its status unchanged.
  // After a conflict with another writer `fn` is run again, with jitter and never past the
  // deadline. A statement still running at the deadline is broken off and rolled back. OK means
  // committed; an error means rolled back, but for UNAVAILABLE, after which the outcome can be
  // unknown (a connection lost in the commit): look the request id up, do not just repeat.
  virtual absl::Status Write(absl::Time deadline, TransactionFn fn) = 0;

  // As Write, and alone among all processes that call it on this database even where a change of
  // the schema commits by itself. For migrations.
  virtual absl::Status WriteAlone(absl::Time deadline, TransactionFn fn) {
    return Write(deadline, fn);
  }

  // Whether the database answers a query: for deep health checks.
  virtual absl::Status Ping(absl::Time deadline) = 0;

  // Removes what the files of the database still tell about the order of past writes and about
  // deleted rows, so that they depend on the present content alone. Takes time in proportion to the
  // whole database and keeps writers (not readers) waiting. A backend whose files are beyond its
  // clients' reach does nothing.
  virtual absl::Status ForgetHistory(absl::Time deadline) = 0;

 protected:
  Database() = default;
};

}  // namespace pingyi::sql
