// The tables of the audit trail and of the request ids. The first migration of every service
// includes them:
//   {.version = 1, .name = "create …", .sqlite = {ledger::kSqliteSchema, "CREATE TABLE …"},
//    .mysql = {ledger::kMysqlSchema, "CREATE TABLE IF NOT EXISTS …"}}
// and a later one takes the triggers off again where a database has users:
//   {.version = 2, .name = "guard …", .sqlite = {sql::kNothingToDo},
//    .mysql = {ledger::kMysqlWithoutTriggers, "DROP TRIGGER IF EXISTS …"}}
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

// The same for MySQL and MariaDB. Lengths are those that the services let in: 128 characters of an
// actor, UUIDs of requests, resource names of a few ids of 63 characters. The collation compares
// bytes and lets trailing blanks count, as SQLite does.
inline constexpr sql::Sql kMysqlSchema = R"sql(
CREATE TABLE IF NOT EXISTS audit_entries (
  time_us  BIGINT       NOT NULL,
  id       BINARY(16)   NOT NULL,
  actor    VARCHAR(128) NOT NULL,
  trace_id VARCHAR(64)  NOT NULL,
  action   VARCHAR(64)  NOT NULL,
  resource VARCHAR(255) NOT NULL,
  detail   MEDIUMTEXT   NOT NULL,
  PRIMARY KEY (time_us, id),
  KEY audit_entries_by_resource (resource, time_us, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit entries are append-only';
CREATE OR REPLACE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit entries are append-only';

CREATE TABLE IF NOT EXISTS request_ids (
  request_id VARCHAR(64)   NOT NULL PRIMARY KEY,
  method     VARCHAR(64)   NOT NULL,
  digest     VARBINARY(64) NOT NULL,
  resource   VARCHAR(255)  NOT NULL,
  time_us    BIGINT        NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
)sql";

// Entries are kept by the rights of the users there (deploy/mariadb/rights): deploy/README.md,
// "What guards what never changes", says why triggers do harm. The same harm would befall a DROP
// TRIGGER: a copy of the table with its triggers half read drops half of one, which can then
// neither be dropped nor be dumped. So an ALTER that changes nothing first has the table read anew.
inline constexpr sql::Sql kMysqlWithoutTriggers = R"sql(
ALTER TABLE audit_entries COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS audit_entries_no_update;
DROP TRIGGER IF EXISTS audit_entries_no_delete;
)sql";

}  // namespace pingyi::ledger
