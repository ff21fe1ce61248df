// One connection to an SQLite file.
#pragma once

#include <memory>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <sqlite3.h>

#include "services/base/sql/sqlite/error.h"
#include "services/base/sql/sqlite/prepared.h"
#include "services/base/sql/sqlite/sqlite.h"

namespace pingyi::sql {

struct CloseConnection {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

// Used by one thread at a time. Waiting for locks and running statements both end at the deadline
// set last.
class SqliteConnection {
 public:
  enum class Role { kWriter, kReader };

  // A writer turns the file's journal to WAL; a reader refuses every statement that writes. The
  // file must exist.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const SqliteOptions& options,
                                                                Role role, absl::Time deadline);
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  void set_deadline(absl::Time deadline) { deadline_ = deadline; }
  bool past_deadline() const;

  sqlite3* get() const { return connection_.get(); }
  SqliteStatementCache& statements() { return statements_; }

  // Runs one statement of our own that gives no rows and takes no parameters; the result code.
  int Run(std::string_view sql);

  // The meaning of a result code of this connection.
  SqliteFailure Classify(int code) const;

 private:
  using Handle = std::unique_ptr<sqlite3, CloseConnection>;
  SqliteConnection(Handle connection, size_t statements);

  absl::Status Configure(Role role);
  absl::Status UseWal();
  static int OnBusy(void* self, int tries);
  static int OnProgress(void* self);

  Handle connection_;
  SqliteStatementCache statements_;  // ends before the connection
  absl::Time deadline_ = absl::InfiniteFuture();
};

}  // namespace pingyi::sql
