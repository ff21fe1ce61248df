// What differs between the databases in the text of statements. Everything else in a store is the
// same for all of them.
#pragma once

#include <cstddef>
#include <string_view>

#include "services/base/sql/statement.h"

namespace pingyi::sql {

enum class Backend { kSqlite, kMysql };

struct Dialect {
  Backend backend;
  std::string_view name;  // for logs and messages, e.g. "sqlite"

  // Around the table and the rows of an INSERT that keeps the row already there when a key is
  // taken.
  Sql insert_missing_head;
  Sql insert_missing_tail;

  // Ends a SELECT inside Write() whose rows must not change before the commit: against every other
  // transaction that locks them, or only against those that change them. Empty where writers are
  // alone anyway. In a Galera cluster these locks hold among the transactions of one node; a writer
  // on another node is met only at the commit, and only if both wrote the same row. So what must be
  // kept apart across nodes writes a row in common.
  Sql for_update;
  Sql for_share;

  // Whether every statement is a message to a server and back, so that a few long ones take less
  // time than several short ones.
  bool has_round_trips;

  // Gives one row if the table named by the only parameter exists.
  Sql table_exists;

  size_t max_parameters;  // in one statement
  size_t max_bytes;       // of all parameters of a statement that inserts many rows
  size_t max_rows;        // of such a statement
};

}  // namespace pingyi::sql
