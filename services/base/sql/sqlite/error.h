// What a result code of SQLite means to a store.
#pragma once

#include <absl/status/status.h>
#include <sqlite3.h>

namespace pingyi::sql {

struct SqliteFailure {
  absl::Status status;
  bool conflict = false;           // worth running the transaction again
  bool ends_transaction = false;   // nothing of the transaction may be committed
  bool breaks_connection = false;  // the connection must not be used again
};

// `code` is an extended result code other than SQLITE_OK, _ROW and _DONE. `past_deadline`: the
// caller's time is up, so a lock that is not to be had is no longer a conflict but a deadline
// exceeded. The message tells the kind of fault and the code; what SQLite says about it, which can
// name parts of the statement, never becomes part of it.
SqliteFailure ClassifySqlite(int code, bool past_deadline);

}  // namespace pingyi::sql
