// The tables for SQLite. The text of a migration that was released is never edited.
#include "services/appraisal/store/schema_text.h"
#include "services/base/ledger/schema.h"

namespace pingyi::appraisal {
namespace {

// What is frozen and what is cast is guarded twice: by the store, and by triggers against anything
// that gets past it.
constexpr sql::Sql kRounds = R"sql(
CREATE TABLE rounds (
  round_id       TEXT    NOT NULL PRIMARY KEY,
  version        INTEGER NOT NULL,
  state          INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  cycle          TEXT    NOT NULL,
  anonymity      INTEGER NOT NULL CHECK (anonymity BETWEEN 0 AND 2),
  spec           TEXT    NOT NULL,
  open_time_us   INTEGER,
  close_time_us  INTEGER,
  subject_count  INTEGER NOT NULL,
  frozen_digest  TEXT    NOT NULL,
  tally_digest   TEXT    NOT NULL,
  create_time_us INTEGER NOT NULL,
  update_time_us INTEGER NOT NULL,
  opened_time_us INTEGER,
  closed_time_us INTEGER,
  void_reason    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rounds_by_cycle ON rounds (cycle, round_id);
CREATE INDEX rounds_by_state ON rounds (state, close_time_us);
CREATE TRIGGER rounds_frozen BEFORE UPDATE ON rounds
WHEN OLD.state <> 1 AND (
  NEW.spec <> OLD.spec OR NEW.cycle <> OLD.cycle OR NEW.anonymity <> OLD.anonymity OR
  NEW.open_time_us IS NOT OLD.open_time_us OR NEW.subject_count <> OLD.subject_count OR
  NEW.frozen_digest <> OLD.frozen_digest OR NEW.state < OLD.state OR
  (OLD.close_time_us IS NOT NULL AND
   (NEW.close_time_us IS NULL OR NEW.close_time_us < OLD.close_time_us)) OR
  (OLD.tally_digest <> '' AND NEW.tally_digest <> OLD.tally_digest))
BEGIN SELECT RAISE(ABORT, 'an opened round is frozen'); END;
CREATE TRIGGER rounds_no_delete BEFORE DELETE ON rounds WHEN OLD.state <> 1
BEGIN SELECT RAISE(ABORT, 'an opened round is kept'); END;

CREATE TABLE subjects (
  round_id     TEXT    NOT NULL,
  subject_id   TEXT    NOT NULL,
  position     INTEGER NOT NULL,
  display_name TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  subject_type TEXT    NOT NULL,
  report       TEXT    NOT NULL,
  PRIMARY KEY (round_id, subject_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX subjects_by_position ON subjects (round_id, position);
CREATE TRIGGER subjects_frozen_insert BEFORE INSERT ON subjects
WHEN (SELECT state FROM rounds WHERE round_id = NEW.round_id) <> 1
BEGIN SELECT RAISE(ABORT, 'the subjects of an opened round are frozen'); END;
CREATE TRIGGER subjects_frozen_update BEFORE UPDATE ON subjects
BEGIN SELECT RAISE(ABORT, 'a subject is never changed'); END;
CREATE TRIGGER subjects_frozen_delete BEFORE DELETE ON subjects
WHEN (SELECT state FROM rounds WHERE round_id = OLD.round_id) <> 1
BEGIN SELECT RAISE(ABORT, 'the subjects of an opened round are frozen'); END;
)sql";

// A ballot has no time, no order and no credential; a spent credential has no ballot. Without a
// rowid no hidden number counts the rows in the order they came.
constexpr sql::Sql kBallots = R"sql(
CREATE TABLE credential_batches (
  round_id         TEXT    NOT NULL,
  batch_id         TEXT    NOT NULL,
  group_no         INTEGER NOT NULL,
  credential_count INTEGER NOT NULL,
  revoked          INTEGER NOT NULL,
  PRIMARY KEY (round_id, batch_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE credentials (
  round_id    TEXT NOT NULL,
  hash        BLOB NOT NULL CHECK (length(hash) = 32),
  batch_id    TEXT NOT NULL,
  own_subject INTEGER,
  voter       TEXT,
  PRIMARY KEY (round_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX credentials_by_batch ON credentials (round_id, batch_id);
CREATE TABLE spent_credentials (
  round_id   TEXT NOT NULL,
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  PRIMARY KEY (round_id, hash)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER spent_credentials_no_update BEFORE UPDATE ON spent_credentials
BEGIN SELECT RAISE(ABORT, 'a spent credential stays spent'); END;
CREATE TRIGGER spent_credentials_no_delete BEFORE DELETE ON spent_credentials
BEGIN SELECT RAISE(ABORT, 'a spent credential stays spent'); END;

CREATE TABLE ballots (
  round_id TEXT    NOT NULL,
  slip_id  BLOB    NOT NULL CHECK (length(slip_id) = 16),
  group_no INTEGER NOT NULL,
  marks    BLOB    NOT NULL,
  PRIMARY KEY (round_id, slip_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ballots_no_update BEFORE UPDATE ON ballots
BEGIN SELECT RAISE(ABORT, 'a ballot is never changed'); END;
CREATE TRIGGER ballots_no_delete BEFORE DELETE ON ballots
BEGIN SELECT RAISE(ABORT, 'a ballot is never removed'); END;

CREATE TABLE named_ballots (
  round_id  TEXT    NOT NULL,
  ballot_id TEXT    NOT NULL,
  group_no  INTEGER NOT NULL,
  voter     TEXT    NOT NULL,
  spoiled   INTEGER NOT NULL,
  marks     BLOB    NOT NULL,
  PRIMARY KEY (round_id, ballot_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER named_ballots_no_update BEFORE UPDATE ON named_ballots
BEGIN SELECT RAISE(ABORT, 'a ballot is never changed'); END;
CREATE TRIGGER named_ballots_no_delete BEFORE DELETE ON named_ballots
BEGIN SELECT RAISE(ABORT, 'a ballot is never removed'); END;

CREATE TABLE turnout (
  round_id  TEXT    NOT NULL,
  group_no  INTEGER NOT NULL,
  group_key TEXT    NOT NULL,
  expected  INTEGER NOT NULL,
  issued    INTEGER NOT NULL,
  valid     INTEGER NOT NULL,
  spoiled   INTEGER NOT NULL,
  PRIMARY KEY (round_id, group_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE tallies (
  round_id   TEXT    NOT NULL,
  position   INTEGER NOT NULL,
  subject_id TEXT    NOT NULL,
  cells      BLOB    NOT NULL,
  PRIMARY KEY (round_id, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tallies_no_update BEFORE UPDATE ON tallies
BEGIN SELECT RAISE(ABORT, 'a sealed tally is never changed'); END;
CREATE TRIGGER tallies_no_delete BEFORE DELETE ON tallies
BEGIN SELECT RAISE(ABORT, 'a sealed tally is never changed'); END;
)sql";

constexpr sql::Sql kClosedTurnout = R"sql(
ALTER TABLE turnout ADD COLUMN closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1));
UPDATE turnout SET closed = 1 WHERE round_id IN (SELECT round_id FROM rounds WHERE state > 2);
)sql";

}  // namespace

std::vector<sql::Sql> SqliteRoundsAndBallots() {
  return {ledger::kSqliteSchema, kRounds, kBallots};
}

std::vector<sql::Sql> SqliteClosedTurnout() { return {kClosedTurnout}; }

}  // namespace pingyi::appraisal
