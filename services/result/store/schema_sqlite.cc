// The tables for SQLite. The text of a migration that was released is never edited.
#include "services/base/ledger/schema.h"
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

// What must never change is held by triggers, so that no fault of the program can change it either.
constexpr sql::Sql kPolicies = R"sql(
CREATE TABLE policy_versions (
  policy       TEXT    NOT NULL,
  version      INTEGER NOT NULL CHECK (version >= 1),
  digest       TEXT    NOT NULL,
  display_name TEXT    NOT NULL,
  rules        BLOB    NOT NULL,
  created_us   INTEGER NOT NULL,
  PRIMARY KEY (policy, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER policy_versions_no_update BEFORE UPDATE ON policy_versions
BEGIN SELECT RAISE(ABORT, 'policies are immutable'); END;
CREATE TRIGGER policy_versions_no_delete BEFORE DELETE ON policy_versions
BEGIN SELECT RAISE(ABORT, 'policies are immutable'); END;
)sql";

// One run a round: its row is the lease as well. `revision` grows with every update, so that a
// compare-and-swap always changes something.
constexpr sql::Sql kRuns = R"sql(
CREATE TABLE aggregation_runs (
  round          TEXT    NOT NULL PRIMARY KEY,
  run            TEXT    NOT NULL UNIQUE,
  state          INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  stage          INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 4),
  attempt        INTEGER NOT NULL CHECK (attempt >= 1),
  revision       INTEGER NOT NULL,
  subjects_done  INTEGER NOT NULL,
  subject_count  INTEGER NOT NULL,
  policy         TEXT    NOT NULL,
  policy_version INTEGER NOT NULL,
  policy_digest  TEXT    NOT NULL,
  frozen_digest  TEXT    NOT NULL,
  tally_digest   TEXT    NOT NULL,
  result_digest  TEXT    NOT NULL CHECK ((result_digest <> '') = (state = 2)),
  group_keys     TEXT    NOT NULL,
  criterion_keys TEXT    NOT NULL,
  error          BLOB    CHECK ((error IS NOT NULL) = (state = 3)),
  start_us       INTEGER NOT NULL,
  end_us         INTEGER CHECK ((end_us IS NULL) = (state = 1)),
  lease_us       INTEGER CHECK ((lease_us IS NOT NULL) = (state = 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX aggregation_runs_by_state ON aggregation_runs (state, round);
CREATE TRIGGER aggregation_runs_final BEFORE UPDATE ON aggregation_runs WHEN OLD.state = 2
BEGIN SELECT RAISE(ABORT, 'a run that succeeded is final'); END;
CREATE TRIGGER aggregation_runs_no_delete BEFORE DELETE ON aggregation_runs
BEGIN SELECT RAISE(ABORT, 'runs are kept'); END;
)sql";

// A row a subject, its scores in one text; see score_text.h.
constexpr sql::Sql kResults = R"sql(
CREATE TABLE subject_results (
  run           TEXT    NOT NULL REFERENCES aggregation_runs (run),
  place         INTEGER NOT NULL CHECK (place >= 1),
  position      INTEGER NOT NULL,
  subject       TEXT    NOT NULL,
  display_name  TEXT    NOT NULL,
  shared_place  INTEGER NOT NULL,
  grade         TEXT    NOT NULL,
  grade_title   TEXT    NOT NULL,
  total_exact   TEXT    NOT NULL,
  total_rounded TEXT    NOT NULL,
  scores        TEXT    NOT NULL,
  PRIMARY KEY (run, place, position),
  UNIQUE (run, subject)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subject_results_complete BEFORE INSERT ON subject_results
WHEN (SELECT state FROM aggregation_runs WHERE run = NEW.run) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'results belong to a run at work'); END;
CREATE TRIGGER subject_results_no_update BEFORE UPDATE ON subject_results
BEGIN SELECT RAISE(ABORT, 'results are immutable'); END;
CREATE TRIGGER subject_results_no_delete BEFORE DELETE ON subject_results
BEGIN SELECT RAISE(ABORT, 'results are immutable'); END;
)sql";

// A release repeats what its run says, so that it stands for itself.
constexpr sql::Sql kReleases = R"sql(
CREATE TABLE releases (
  round          TEXT    NOT NULL,
  number         INTEGER NOT NULL,
  run            TEXT    NOT NULL UNIQUE REFERENCES aggregation_runs (run),
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
  PRIMARY KEY (round, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER releases_no_gap BEFORE INSERT ON releases
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM releases WHERE round = NEW.round)
BEGIN SELECT RAISE(ABORT, 'releases are numbered without gaps'); END;
CREATE TRIGGER releases_no_update BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
CREATE TRIGGER releases_no_delete BEFORE DELETE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are immutable'); END;
)sql";

constexpr sql::Sql kSignedReleases = R"sql(
ALTER TABLE releases ADD COLUMN key_id TEXT NOT NULL DEFAULT '';
ALTER TABLE releases ADD COLUMN signature BLOB NOT NULL DEFAULT x''
  CHECK (length(signature) = CASE key_id WHEN '' THEN 0 ELSE 64 END);
)sql";

}  // namespace

std::vector<sql::Sql> SqliteResultTables() {
  return {ledger::kSqliteSchema, kPolicies, kRuns, kResults, kReleases};
}

std::vector<sql::Sql> SqliteSignedReleases() { return {kSignedReleases}; }

}  // namespace pingyi::result
