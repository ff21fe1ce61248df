// The tables for SQLite. The text of a migration that was released is never edited.
#include "services/base/ledger/schema.h"
#include "services/report/store/schema_text.h"

namespace pingyi::report {
namespace {

constexpr sql::Sql kCycles = R"sql(
CREATE TABLE report_templates (
  id            TEXT    NOT NULL PRIMARY KEY,
  display_name  TEXT    NOT NULL,
  content_bytes INTEGER NOT NULL,
  create_us     INTEGER NOT NULL
) STRICT;
CREATE TABLE template_sections (
  template_id    TEXT    NOT NULL REFERENCES report_templates (id),
  position       INTEGER NOT NULL,
  section_key    TEXT    NOT NULL,
  title          TEXT    NOT NULL,
  required       INTEGER NOT NULL,
  min_characters INTEGER NOT NULL,
  max_characters INTEGER NOT NULL,
  PRIMARY KEY (template_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE template_metrics (
  template_id TEXT    NOT NULL REFERENCES report_templates (id),
  position    INTEGER NOT NULL,
  metric_key  TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  target      TEXT    NOT NULL,
  required    INTEGER NOT NULL,
  PRIMARY KEY (template_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE cycles (
  id           TEXT    NOT NULL PRIMARY KEY,
  display_name TEXT    NOT NULL,
  period_start TEXT    NOT NULL,
  period_end   TEXT    NOT NULL,
  template_id  TEXT    NOT NULL REFERENCES report_templates (id),
  due_us       INTEGER NOT NULL,
  late_end_us  INTEGER,
  state        INTEGER NOT NULL CHECK (state IN (1, 2)),
  create_us    INTEGER NOT NULL,
  update_us    INTEGER NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

-- The kinds as rows, so that a roster entry joins to one row for each kind that it owes.
CREATE TABLE report_kinds (
  kind INTEGER NOT NULL PRIMARY KEY,
  bit  INTEGER NOT NULL
) STRICT;
INSERT INTO report_kinds (kind, bit) VALUES (1, 1), (2, 2), (3, 4), (4, 8);

CREATE TABLE reporters (
  cycle_id     TEXT    NOT NULL REFERENCES cycles (id),
  id           TEXT    NOT NULL,
  display_name TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  subject_type TEXT    NOT NULL,
  kinds        INTEGER NOT NULL CHECK (kinds BETWEEN 1 AND 15),
  PRIMARY KEY (cycle_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reporters_by_unit ON reporters (cycle_id, unit, id);
)sql";

// `live` is 1 until the report is withdrawn and NULL from then on: NULLs are never equal, so the
// unique key holds a reporter to one report of a kind that counts.
constexpr sql::Sql kReports = R"sql(
CREATE TABLE reports (
  cycle_id        TEXT    NOT NULL,
  id              TEXT    NOT NULL,
  reporter_id     TEXT    NOT NULL,
  kind            INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
  state           INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  live            INTEGER CHECK (live = 1),
  revision        INTEGER NOT NULL,
  content_bytes   INTEGER NOT NULL,
  first_submit_us INTEGER,
  submit_us       INTEGER,
  withdraw_us     INTEGER,
  late            INTEGER NOT NULL CHECK (late IN (0, 1)),
  events          INTEGER NOT NULL,
  review_event    INTEGER,
  create_us       INTEGER NOT NULL,
  update_us       INTEGER NOT NULL,
  version         INTEGER NOT NULL,
  PRIMARY KEY (cycle_id, id),
  UNIQUE (cycle_id, reporter_id, kind, live),
  FOREIGN KEY (cycle_id, reporter_id) REFERENCES reporters (cycle_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_revisions (
  cycle_id      TEXT    NOT NULL,
  report_id     TEXT    NOT NULL,
  number        INTEGER NOT NULL,
  content_bytes INTEGER NOT NULL,
  create_us     INTEGER NOT NULL,
  author        TEXT    NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number),
  FOREIGN KEY (cycle_id, report_id) REFERENCES reports (cycle_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE revision_sections (
  cycle_id    TEXT    NOT NULL,
  report_id   TEXT    NOT NULL,
  number      INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  section_key TEXT    NOT NULL,
  body        TEXT    NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number, position)
) STRICT;
CREATE TABLE revision_metrics (
  cycle_id   TEXT    NOT NULL,
  report_id  TEXT    NOT NULL,
  number     INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  metric_key TEXT    NOT NULL,
  actual     TEXT    NOT NULL,
  note       TEXT    NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number, position)
) STRICT;

-- What became of a report: 1 submitted, 2 returned, 3 accepted, 4 withdrawn.
CREATE TABLE report_events (
  cycle_id  TEXT    NOT NULL,
  report_id TEXT    NOT NULL,
  number    INTEGER NOT NULL,
  revision  INTEGER NOT NULL,
  kind      INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
  time_us   INTEGER NOT NULL,
  actor     TEXT    NOT NULL,
  score     TEXT    NOT NULL,
  remark    TEXT    NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number),
  FOREIGN KEY (cycle_id, report_id) REFERENCES reports (cycle_id, id)
) STRICT, WITHOUT ROWID;
)sql";

constexpr sql::Sql kAppendOnly = R"sql(
CREATE TRIGGER report_templates_no_update BEFORE UPDATE ON report_templates
BEGIN SELECT RAISE(ABORT, 'templates never change'); END;
CREATE TRIGGER template_sections_no_update BEFORE UPDATE ON template_sections
BEGIN SELECT RAISE(ABORT, 'templates never change'); END;
CREATE TRIGGER template_metrics_no_update BEFORE UPDATE ON template_metrics
BEGIN SELECT RAISE(ABORT, 'templates never change'); END;
CREATE TRIGGER report_revisions_no_update BEFORE UPDATE ON report_revisions
BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER report_revisions_no_delete BEFORE DELETE ON report_revisions
BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER revision_sections_no_update BEFORE UPDATE ON revision_sections
BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER revision_sections_no_delete BEFORE DELETE ON revision_sections
BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER revision_metrics_no_update BEFORE UPDATE ON revision_metrics
BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER revision_metrics_no_delete BEFORE DELETE ON revision_metrics
BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END;
CREATE TRIGGER report_events_no_update BEFORE UPDATE ON report_events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER report_events_no_delete BEFORE DELETE ON report_events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
)sql";

// See cycle_guard.h. The rows are made as they are needed.
constexpr sql::Sql kCycleGuards = R"sql(
CREATE TABLE cycle_guards (
  cycle_id TEXT    NOT NULL REFERENCES cycles (id),
  slot     INTEGER NOT NULL,
  changes  INTEGER NOT NULL,
  closed   INTEGER NOT NULL CHECK (closed IN (0, 1)),
  PRIMARY KEY (cycle_id, slot)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace

std::vector<sql::Sql> SqliteCyclesAndReports() {
  return {ledger::kSqliteSchema, kCycles, kReports, kAppendOnly};
}

std::vector<sql::Sql> SqliteCycleGuards() { return {kCycleGuards}; }

}  // namespace pingyi::report
