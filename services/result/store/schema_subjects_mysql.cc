// Migration 3 for MySQL and MariaDB: as that for SQLite (schema_subjects_sqlite.cc). Every
// statement bears being run again.
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kExclusions = R"sql(
CREATE TABLE IF NOT EXISTS subject_exclusions (
  round      VARCHAR(63)   NOT NULL,
  subject    VARCHAR(63)   NOT NULL,
  revision   BIGINT        NOT NULL CHECK (revision >= 1),
  kind       VARCHAR(63)   NOT NULL CHECK (kind <> ''),
  reason     VARCHAR(2000) NOT NULL CHECK (reason <> ''),
  decider    VARCHAR(200)  NOT NULL CHECK (decider <> ''),
  updated_us BIGINT        NOT NULL,
  PRIMARY KEY (round, subject)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER subject_exclusions_final_insert BEFORE INSERT ON subject_exclusions FOR EACH ROW
IF (SELECT state FROM aggregation_runs WHERE round = NEW.round) <=> 2 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the exclusions of a round that was aggregated are final';
END IF;
CREATE OR REPLACE TRIGGER subject_exclusions_final_update BEFORE UPDATE ON subject_exclusions FOR EACH ROW
IF (SELECT state FROM aggregation_runs WHERE round = NEW.round) <=> 2 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the exclusions of a round that was aggregated are final';
END IF;
CREATE OR REPLACE TRIGGER subject_exclusions_final_delete BEFORE DELETE ON subject_exclusions FOR EACH ROW
IF (SELECT state FROM aggregation_runs WHERE round = OLD.round) <=> 2 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the exclusions of a round that was aggregated are final';
END IF;
)sql";

constexpr sql::Sql kColumns = R"sql(
ALTER TABLE aggregation_runs
  ADD COLUMN IF NOT EXISTS inputs_digest VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE subject_results
  ADD COLUMN IF NOT EXISTS exclusion VARCHAR(63) NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS exclusion_title VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS undecided_grade VARCHAR(63) NOT NULL DEFAULT '';
)sql";

constexpr sql::Sql kBoards = R"sql(
CREATE TABLE IF NOT EXISTS leaderboard_rows (
  run           VARCHAR(63)  NOT NULL,
  number        BIGINT       NOT NULL CHECK (number >= 1),
  leaderboard   VARCHAR(63)  NOT NULL,
  section       VARCHAR(200) NOT NULL,
  place         BIGINT       NOT NULL CHECK (place >= 0),
  shared_place  BIGINT       NOT NULL,
  subject       VARCHAR(63)  NOT NULL,
  display_name  VARCHAR(200) NOT NULL,
  score_exact   MEDIUMTEXT   NOT NULL,
  score_rounded MEDIUMTEXT   NOT NULL,
  suppression   BIGINT       NOT NULL,
  PRIMARY KEY (run, number),
  FOREIGN KEY (run) REFERENCES aggregation_runs (run)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER leaderboard_rows_complete BEFORE INSERT ON leaderboard_rows FOR EACH ROW
IF NOT ((SELECT state FROM aggregation_runs WHERE run = NEW.run) <=> 1) THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'leaderboards belong to a run at work';
END IF;
CREATE OR REPLACE TRIGGER leaderboard_rows_no_update BEFORE UPDATE ON leaderboard_rows FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'leaderboards are immutable';
CREATE OR REPLACE TRIGGER leaderboard_rows_no_delete BEFORE DELETE ON leaderboard_rows FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'leaderboards are immutable';
)sql";

}  // namespace

std::vector<sql::Sql> MysqlSubjects() { return {kExclusions, kColumns, kBoards}; }

}  // namespace pingyi::result
