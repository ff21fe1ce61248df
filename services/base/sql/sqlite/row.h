// The current row of a running SQLite statement.
#pragma once

#include <cstdint>
#include <string_view>

#include <sqlite3.h>

#include "services/base/sql/transaction.h"

namespace pingyi::sql {

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  // SQLite would convert what does not fit; here it is remembered as a fault of the reader instead.
  bool misread() const { return misread_; }

  bool IsNull(int column) const override {
    if (column < 0 || column >= sqlite3_column_count(statement_)) misread_ = true;
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  int64_t Int64(int column) const override {
    return Holds(column, SQLITE_INTEGER) ? sqlite3_column_int64(statement_, column) : 0;
  }
  std::string_view Text(int column) const override {
    if (!Holds(column, SQLITE_TEXT)) return {};
    return View(sqlite3_column_text(statement_, column), column);
  }
  std::string_view Blob(int column) const override {
    if (!Holds(column, SQLITE_BLOB)) return {};
    return View(sqlite3_column_blob(statement_, column), column);
  }

 private:
  bool Holds(int column, int type) const {
    const bool holds = sqlite3_column_type(statement_, column) == type;
    if (!holds) misread_ = true;
    return holds;
  }
  // The address is null for no bytes; the length is asked for after the address, as SQLite wants
  // it.
  std::string_view View(const void* bytes, int column) const {
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes),
            static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

  sqlite3_stmt* const statement_;
  mutable bool misread_ = false;
};

}  // namespace pingyi::sql
