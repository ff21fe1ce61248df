// Migration 5 for SQLite: decisions, calendars, publicity, objections, and further releases of a
// round. The text of a migration that was released is never edited.
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

// One run may be released again, with other decisions: the uniqueness of `run` has to go, and
// SQLite can only do that by making the table anew. The drop sets off no trigger, and no table
// refers to releases yet.
constexpr sql::Sql kReleases = R"sql(
CREATE TABLE new_releases (
  round          TEXT    NOT NULL,
  number         INTEGER NOT NULL,
  run            TEXT    NOT NULL REFERENCES aggregation_runs (run),
  policy         TEXT    NOT NULL,
  policy_version INTEGER NOT NULL,
  policy_digest  TEXT    NOT NULL,
  frozen_digest  TEXT    NOT NULL,
  tally_digest   TEXT    NOT NULL,
  result_digest  TEXT    NOT NULL,
  digest         TEXT    NOT NULL,
  note           TEXT    NOT NULL,
  releaser       TEXT    NOT NULL,
  created_us     INTEGER NOT NULL,
  subject_count  INTEGER NOT NULL,
  key_id         TEXT    NOT NULL DEFAULT '',
  signature      BLOB    NOT NULL DEFAULT x''
    CHECK (length(signature) = CASE key_id WHEN '' THEN 0 ELSE 64 END),
  PRIMARY KEY (round, number)
) STRICT, WITHOUT ROWID;
INSERT INTO new_releases (round, number, run, policy, policy_version, policy_digest, frozen_digest,
  tally_digest, result_digest, digest, note, releaser, created_us, subject_count, key_id, signature)
  SELECT round, number, run, policy, policy_version, policy_digest, frozen_digest, tally_digest,
  result_digest, digest, note, releaser, created_us, subject_count, key_id, signature FROM releases;
DROP TABLE releases;
ALTER TABLE new_releases RENAME TO releases;
CREATE TRIGGER releases_no_gap BEFORE INSERT ON releases
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM releases WHERE round = NEW.round)
BEGIN SELECT RAISE(ABORT, 'releases are numbered without gaps'); END;
CREATE TRIGGER releases_no_update BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TRIGGER releases_no_delete BEFORE DELETE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
)sql";

// Where no places are shown, results are listed by position.
constexpr sql::Sql kPositions = R"sql(
CREATE INDEX subject_results_by_position ON subject_results (run, position);
)sql";

constexpr sql::Sql kDecisions = R"sql(
CREATE TABLE grade_decisions (
  run            TEXT    NOT NULL REFERENCES aggregation_runs (run),
  number         INTEGER NOT NULL CHECK (number >= 1),
  subject        TEXT    NOT NULL,
  grade          TEXT    NOT NULL,
  grade_title    TEXT    NOT NULL,
  computed_grade TEXT    NOT NULL,
  reason         TEXT    NOT NULL CHECK (reason <> ''),
  decider        TEXT    NOT NULL CHECK (decider <> ''),
  recorder       TEXT    NOT NULL,
  created_us     INTEGER NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX grade_decisions_by_subject ON grade_decisions (run, subject, number);
CREATE TRIGGER grade_decisions_no_update BEFORE UPDATE ON grade_decisions
BEGIN SELECT RAISE(ABORT, 'decisions are kept as they are'); END;
CREATE TRIGGER grade_decisions_no_delete BEFORE DELETE ON grade_decisions
BEGIN SELECT RAISE(ABORT, 'decisions are kept as they are'); END;
CREATE TABLE decision_withdrawals (
  run          TEXT    NOT NULL,
  number       INTEGER NOT NULL,
  reason       TEXT    NOT NULL CHECK (reason <> ''),
  withdrawer   TEXT    NOT NULL,
  withdrawn_us INTEGER NOT NULL,
  PRIMARY KEY (run, number),
  FOREIGN KEY (run, number) REFERENCES grade_decisions (run, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER decision_withdrawals_no_update BEFORE UPDATE ON decision_withdrawals
BEGIN SELECT RAISE(ABORT, 'decisions are kept as they are'); END;
CREATE TRIGGER decision_withdrawals_no_delete BEFORE DELETE ON decision_withdrawals
BEGIN SELECT RAISE(ABORT, 'decisions are kept as they are'); END;
)sql";

constexpr sql::Sql kCalendars = R"sql(
CREATE TABLE calendar_versions (
  calendar     TEXT    NOT NULL,
  version      INTEGER NOT NULL CHECK (version >= 1),
  digest       TEXT    NOT NULL,
  display_name TEXT    NOT NULL,
  days         BLOB    NOT NULL,
  created_us   INTEGER NOT NULL,
  PRIMARY KEY (calendar, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER calendar_versions_no_update BEFORE UPDATE ON calendar_versions
BEGIN SELECT RAISE(ABORT, 'calendars are immutable'); END;
CREATE TRIGGER calendar_versions_no_delete BEFORE DELETE ON calendar_versions
BEGIN SELECT RAISE(ABORT, 'calendars are immutable'); END;
)sql";

// What a release has beside its row.
constexpr sql::Sql kReleaseParts = R"sql(
CREATE TABLE release_publicity (
  round            TEXT    NOT NULL,
  number           INTEGER NOT NULL,
  calendar         TEXT    NOT NULL,
  calendar_version INTEGER NOT NULL,
  calendar_digest  TEXT    NOT NULL,
  working_days     INTEGER NOT NULL CHECK (working_days >= 1),
  start_date       TEXT    NOT NULL,
  end_date         TEXT    NOT NULL,
  end_us           INTEGER NOT NULL,
  answer_days      INTEGER NOT NULL CHECK (answer_days >= 1),
  answer_day_kind  INTEGER NOT NULL CHECK (answer_day_kind BETWEEN 1 AND 2),
  PRIMARY KEY (round, number),
  FOREIGN KEY (round, number) REFERENCES releases (round, number),
  FOREIGN KEY (calendar, calendar_version) REFERENCES calendar_versions (calendar, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER release_publicity_no_update BEFORE UPDATE ON release_publicity
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TRIGGER release_publicity_no_delete BEFORE DELETE ON release_publicity
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TABLE release_decisions (
  round    TEXT    NOT NULL,
  number   INTEGER NOT NULL,
  run      TEXT    NOT NULL,
  decision INTEGER NOT NULL,
  PRIMARY KEY (round, number, decision),
  FOREIGN KEY (round, number) REFERENCES releases (round, number),
  FOREIGN KEY (run, decision) REFERENCES grade_decisions (run, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER release_decisions_no_update BEFORE UPDATE ON release_decisions
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TRIGGER release_decisions_no_delete BEFORE DELETE ON release_decisions
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TABLE amendments (
  round          TEXT    NOT NULL,
  number         INTEGER NOT NULL,
  amends         INTEGER NOT NULL CHECK (amends = number - 1),
  amended_digest TEXT    NOT NULL,
  figures        INTEGER NOT NULL,
  PRIMARY KEY (round, number),
  FOREIGN KEY (round, number) REFERENCES releases (round, number),
  FOREIGN KEY (round, amends) REFERENCES releases (round, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER amendments_no_update BEFORE UPDATE ON amendments
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TRIGGER amendments_no_delete BEFORE DELETE ON amendments
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
)sql";

constexpr sql::Sql kObjections = R"sql(
CREATE TABLE objections (
  round          TEXT    NOT NULL,
  release_number INTEGER NOT NULL,
  number         INTEGER NOT NULL CHECK (number >= 1),
  subject        TEXT    NOT NULL,
  text           TEXT    NOT NULL,
  objector       TEXT    NOT NULL,
  filer          TEXT    NOT NULL,
  filed_us       INTEGER NOT NULL,
  due_date       TEXT    NOT NULL,
  due_us         INTEGER NOT NULL,
  PRIMARY KEY (round, release_number, number),
  FOREIGN KEY (round, release_number) REFERENCES releases (round, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER objections_no_update BEFORE UPDATE ON objections
BEGIN SELECT RAISE(ABORT, 'objections are kept as they are'); END;
CREATE TRIGGER objections_no_delete BEFORE DELETE ON objections
BEGIN SELECT RAISE(ABORT, 'objections are kept as they are'); END;
CREATE TABLE objection_answers (
  round          TEXT    NOT NULL,
  release_number INTEGER NOT NULL,
  number         INTEGER NOT NULL,
  state          INTEGER NOT NULL CHECK (state BETWEEN 2 AND 3),
  answer         TEXT    NOT NULL,
  answerer       TEXT    NOT NULL,
  answered_us    INTEGER NOT NULL,
  digest         TEXT    NOT NULL,
  PRIMARY KEY (round, release_number, number),
  FOREIGN KEY (round, release_number, number) REFERENCES objections (round, release_number, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER objection_answers_no_update BEFORE UPDATE ON objection_answers
BEGIN SELECT RAISE(ABORT, 'objections are kept as they are'); END;
CREATE TRIGGER objection_answers_no_delete BEFORE DELETE ON objection_answers
BEGIN SELECT RAISE(ABORT, 'objections are kept as they are'); END;
CREATE TABLE settled_objections (
  round          TEXT    NOT NULL,
  release_number INTEGER NOT NULL,
  number         INTEGER NOT NULL,
  settled_by     INTEGER NOT NULL CHECK (settled_by > release_number),
  PRIMARY KEY (round, release_number, number),
  FOREIGN KEY (round, release_number, number)
    REFERENCES objection_answers (round, release_number, number),
  FOREIGN KEY (round, settled_by) REFERENCES releases (round, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER settled_objections_no_update BEFORE UPDATE ON settled_objections
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TRIGGER settled_objections_no_delete BEFORE DELETE ON settled_objections
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
)sql";

}  // namespace

std::vector<sql::Sql> SqliteWorkflow() {
  return {kReleases, kPositions, kDecisions, kCalendars, kReleaseParts, kObjections};
}

}  // namespace pingyi::result
