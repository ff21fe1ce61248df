#include "services/base/sql/sqlite/prepared.h"

namespace pingyi::sql {

void SqliteStatement::Rest() {
  sqlite3_reset(get());
  sqlite3_clear_bindings(get());
}

SqliteStatement PrepareSqlite(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                     SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  SqliteStatement prepared{decltype(SqliteStatement::handle)(statement)};
  if (prepared && rest != sql.data() + sql.size()) prepared.handle.reset();
  return prepared;
}

}  // namespace pingyi::sql
