// The tables of the audit trail and of the request ids. The first migration of every service
// includes them:
//   {.version = 1, .name = "create …", .sqlite = {ledger::kSqliteSchema, "CREATE TABLE …"}}
#pragma once

#include "services/base/sql/statement.h"

namespace pingyi::ledger {

// Both tables are keyed by what they are looked up with and have no rowid, so nothing in them
// counts upwards.
inline constexpr sql::Sql kSqliteSchema = R"sql(
CREATE TABLE audit_entries (
  time_us  INTEGER NOT NULL,
  id       BLOB    NOT NULL CHECK (length(id) = 16),
  actor    TEXT    NOT NULL,
  trace_id TEXT    NOT NULL,
  action   TEXT    NOT NULL,
  resource TEXT    NOT NULL,
  detail   TEXT    NOT NULL,
  PRIMARY KEY (time_us, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entries_by_resource ON audit_entries (resource, time_us, id);
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;

CREATE TABLE request_ids (
  request_id TEXT    NOT NULL PRIMARY KEY,
  method     TEXT    NOT NULL,
  digest     BLOB    NOT NULL,
  resource   TEXT    NOT NULL,
  time_us    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace pingyi::ledger
