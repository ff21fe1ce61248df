// Migration 3 for SQLite: exclusions of subjects, what they come to in the results, and
// leaderboards. The text of a migration that was released is never edited.
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

// A row a subject. Once the round's run has succeeded they are final.
constexpr sql::Sql kExclusions = R"sql(
CREATE TABLE subject_exclusions (
  round      TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  revision   INTEGER NOT NULL CHECK (revision >= 1),
  kind       TEXT    NOT NULL CHECK (kind <> ''),
  reason     TEXT    NOT NULL CHECK (reason <> ''),
  decider    TEXT    NOT NULL CHECK (decider <> ''),
  updated_us INTEGER NOT NULL,
  PRIMARY KEY (round, subject)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subject_exclusions_final_insert BEFORE INSERT ON subject_exclusions
WHEN (SELECT state FROM aggregation_runs WHERE round = NEW.round) IS 2
BEGIN SELECT RAISE(ABORT, 'the exclusions of a round that was aggregated are final'); END;
CREATE TRIGGER subject_exclusions_final_update BEFORE UPDATE ON subject_exclusions
WHEN (SELECT state FROM aggregation_runs WHERE round = NEW.round) IS 2
BEGIN SELECT RAISE(ABORT, 'the exclusions of a round that was aggregated are final'); END;
CREATE TRIGGER subject_exclusions_final_delete BEFORE DELETE ON subject_exclusions
WHEN (SELECT state FROM aggregation_runs WHERE round = OLD.round) IS 2
BEGIN SELECT RAISE(ABORT, 'the exclusions of a round that was aggregated are final'); END;
)sql";

constexpr sql::Sql kColumns = R"sql(
ALTER TABLE aggregation_runs ADD COLUMN inputs_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE subject_results ADD COLUMN exclusion TEXT NOT NULL DEFAULT '';
ALTER TABLE subject_results ADD COLUMN exclusion_title TEXT NOT NULL DEFAULT '';
ALTER TABLE subject_results ADD COLUMN undecided_grade TEXT NOT NULL DEFAULT '';
)sql";

// The rows of all boards of a run, numbered in the order in which they are shown.
constexpr sql::Sql kBoards = R"sql(
CREATE TABLE leaderboard_rows (
  run           TEXT    NOT NULL REFERENCES aggregation_runs (run),
  number        INTEGER NOT NULL CHECK (number >= 1),
  leaderboard   TEXT    NOT NULL,
  section       TEXT    NOT NULL,
  place         INTEGER NOT NULL CHECK (place >= 0),
  shared_place  INTEGER NOT NULL,
  subject       TEXT    NOT NULL,
  display_name  TEXT    NOT NULL,
  score_exact   TEXT    NOT NULL,
  score_rounded TEXT    NOT NULL,
  suppression   INTEGER NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER leaderboard_rows_complete BEFORE INSERT ON leaderboard_rows
WHEN (SELECT state FROM aggregation_runs WHERE run = NEW.run) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'leaderboards belong to a run at work'); END;
CREATE TRIGGER leaderboard_rows_no_update BEFORE UPDATE ON leaderboard_rows
BEGIN SELECT RAISE(ABORT, 'leaderboards are immutable'); END;
CREATE TRIGGER leaderboard_rows_no_delete BEFORE DELETE ON leaderboard_rows
BEGIN SELECT RAISE(ABORT, 'leaderboards are immutable'); END;
)sql";

}  // namespace

std::vector<sql::Sql> SqliteSubjects() { return {kExclusions, kColumns, kBoards}; }

}  // namespace pingyi::result
