// The SQLite driver: the embedded default. This folder is the only one that knows sqlite3.h.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/database.h"

namespace pingyi::sql {

struct SqliteOptions {
  std::string path;         // the file; made, for its owner alone, if missing
  size_t readers = 4;       // connections that read at the same time, opened as they are needed
  size_t statements = 128;  // prepared statements kept per connection
  absl::Duration open_timeout = absl::Seconds(10);  // waiting for other processes while opening
};

// Opens the database in WAL mode with synchronous=FULL: one connection writes, the others read
// beside it. Writers wait for their turn in the order they came; other processes may have the same
// file open. FAILED_PRECONDITION if the directory is missing, UNAVAILABLE if the file cannot be
// made or opened, DATA_LOSS if it is not a database.
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const SqliteOptions& options);

}  // namespace pingyi::sql
