// A prepared statement of SQLite, as the connection's cache keeps it.
#pragma once

#include <memory>
#include <string_view>

#include <sqlite3.h>

#include "services/base/sql/statement_cache.h"

namespace pingyi::sql {

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

struct SqliteStatement {
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> handle;

  explicit operator bool() const { return handle != nullptr; }
  sqlite3_stmt* get() const { return handle.get(); }
  // Resets it and drops its parameters, so that it holds no lock and no data.
  void Rest();
};

using SqliteStatementCache = StatementCache<SqliteStatement>;

// False if the text cannot be prepared as exactly one statement: the connection's error code then
// tells why, or is SQLITE_OK if there was more than one.
SqliteStatement PrepareSqlite(sqlite3* connection, std::string_view sql);

}  // namespace pingyi::sql
