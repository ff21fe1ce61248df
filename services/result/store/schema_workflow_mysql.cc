// Migration 5 for MySQL and MariaDB: as for SQLite (schema_workflow_sqlite.cc), where the reasons
// stand. A CREATE or ALTER commits by itself there, so every statement bears being run again.
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

// The foreign key needs an index on `run`, so the new one comes before the old one goes.
constexpr sql::Sql kReleases = R"sql(
CREATE INDEX IF NOT EXISTS releases_by_run ON releases (run);
ALTER TABLE releases DROP INDEX IF EXISTS releases_run;
)sql";

constexpr sql::Sql kPositions = R"sql(
CREATE INDEX IF NOT EXISTS subject_results_by_position ON subject_results (run, position);
)sql";

constexpr sql::Sql kDecisions = R"sql(
CREATE TABLE IF NOT EXISTS grade_decisions (
  run            VARCHAR(63) NOT NULL,
  number         BIGINT NOT NULL CHECK (number >= 1),
  subject        VARCHAR(63) NOT NULL,
  grade          VARCHAR(63) NOT NULL,
  grade_title    VARCHAR(200) NOT NULL,
  computed_grade VARCHAR(63) NOT NULL,
  reason         VARCHAR(2000) NOT NULL CHECK (reason <> ''),
  decider        VARCHAR(200) NOT NULL CHECK (decider <> ''),
  recorder       VARCHAR(128) NOT NULL,
  created_us     BIGINT NOT NULL,
  PRIMARY KEY (run, number),
  FOREIGN KEY (run) REFERENCES aggregation_runs (run)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS grade_decisions_by_subject ON grade_decisions (run, subject, number);
CREATE OR REPLACE TRIGGER grade_decisions_no_update BEFORE UPDATE ON grade_decisions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'decisions are kept as they are';
CREATE OR REPLACE TRIGGER grade_decisions_no_delete BEFORE DELETE ON grade_decisions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'decisions are kept as they are';
CREATE TABLE IF NOT EXISTS decision_withdrawals (
  run          VARCHAR(63) NOT NULL,
  number       BIGINT NOT NULL,
  reason       VARCHAR(2000) NOT NULL CHECK (reason <> ''),
  withdrawer   VARCHAR(128) NOT NULL,
  withdrawn_us BIGINT NOT NULL,
  PRIMARY KEY (run, number),
  FOREIGN KEY (run, number) REFERENCES grade_decisions (run, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER decision_withdrawals_no_update BEFORE UPDATE ON decision_withdrawals FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'decisions are kept as they are';
CREATE OR REPLACE TRIGGER decision_withdrawals_no_delete BEFORE DELETE ON decision_withdrawals FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'decisions are kept as they are';
)sql";

constexpr sql::Sql kCalendars = R"sql(
CREATE TABLE IF NOT EXISTS calendar_versions (
  calendar     VARCHAR(63) NOT NULL,
  version      BIGINT NOT NULL CHECK (version >= 1),
  digest       VARCHAR(64) NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  days         MEDIUMBLOB NOT NULL,
  created_us   BIGINT NOT NULL,
  PRIMARY KEY (calendar, version)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER calendar_versions_no_update BEFORE UPDATE ON calendar_versions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'calendars are immutable';
CREATE OR REPLACE TRIGGER calendar_versions_no_delete BEFORE DELETE ON calendar_versions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'calendars are immutable';
)sql";

// What a release has beside its row.
constexpr sql::Sql kReleaseParts = R"sql(
CREATE TABLE IF NOT EXISTS release_publicity (
  round            VARCHAR(63) NOT NULL,
  number           BIGINT NOT NULL,
  calendar         VARCHAR(63) NOT NULL,
  calendar_version BIGINT NOT NULL,
  calendar_digest  VARCHAR(64) NOT NULL,
  working_days     BIGINT NOT NULL CHECK (working_days >= 1),
  start_date       VARCHAR(10) NOT NULL,
  end_date         VARCHAR(10) NOT NULL,
  end_us           BIGINT NOT NULL,
  answer_days      BIGINT NOT NULL CHECK (answer_days >= 1),
  answer_day_kind  BIGINT NOT NULL CHECK (answer_day_kind BETWEEN 1 AND 2),
  PRIMARY KEY (round, number),
  FOREIGN KEY (round, number) REFERENCES releases (round, number),
  FOREIGN KEY (calendar, calendar_version) REFERENCES calendar_versions (calendar, version)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER release_publicity_no_update BEFORE UPDATE ON release_publicity FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
CREATE OR REPLACE TRIGGER release_publicity_no_delete BEFORE DELETE ON release_publicity FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
CREATE TABLE IF NOT EXISTS release_decisions (
  round    VARCHAR(63) NOT NULL,
  number   BIGINT NOT NULL,
  run      VARCHAR(63) NOT NULL,
  decision BIGINT NOT NULL,
  PRIMARY KEY (round, number, decision),
  FOREIGN KEY (round, number) REFERENCES releases (round, number),
  FOREIGN KEY (run, decision) REFERENCES grade_decisions (run, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER release_decisions_no_update BEFORE UPDATE ON release_decisions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
CREATE OR REPLACE TRIGGER release_decisions_no_delete BEFORE DELETE ON release_decisions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
CREATE TABLE IF NOT EXISTS amendments (
  round          VARCHAR(63) NOT NULL,
  number         BIGINT NOT NULL,
  amends         BIGINT NOT NULL CHECK (amends = number - 1),
  amended_digest VARCHAR(64) NOT NULL,
  figures        BIGINT NOT NULL,
  PRIMARY KEY (round, number),
  FOREIGN KEY (round, number) REFERENCES releases (round, number),
  FOREIGN KEY (round, amends) REFERENCES releases (round, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER amendments_no_update BEFORE UPDATE ON amendments FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
CREATE OR REPLACE TRIGGER amendments_no_delete BEFORE DELETE ON amendments FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
)sql";

constexpr sql::Sql kObjections = R"sql(
CREATE TABLE IF NOT EXISTS objections (
  round          VARCHAR(63) NOT NULL,
  release_number BIGINT NOT NULL,
  number         BIGINT NOT NULL CHECK (number >= 1),
  subject        VARCHAR(63) NOT NULL,
  text           VARCHAR(5000) NOT NULL,
  objector       VARCHAR(200) NOT NULL,
  filer          VARCHAR(128) NOT NULL,
  filed_us       BIGINT NOT NULL,
  due_date       VARCHAR(10) NOT NULL,
  due_us         BIGINT NOT NULL,
  PRIMARY KEY (round, release_number, number),
  FOREIGN KEY (round, release_number) REFERENCES releases (round, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER objections_no_update BEFORE UPDATE ON objections FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'objections are kept as they are';
CREATE OR REPLACE TRIGGER objections_no_delete BEFORE DELETE ON objections FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'objections are kept as they are';
CREATE TABLE IF NOT EXISTS objection_answers (
  round          VARCHAR(63) NOT NULL,
  release_number BIGINT NOT NULL,
  number         BIGINT NOT NULL,
  state          BIGINT NOT NULL CHECK (state BETWEEN 2 AND 3),
  answer         VARCHAR(5000) NOT NULL,
  answerer       VARCHAR(128) NOT NULL,
  answered_us    BIGINT NOT NULL,
  digest         VARCHAR(64) NOT NULL,
  PRIMARY KEY (round, release_number, number),
  FOREIGN KEY (round, release_number, number) REFERENCES objections (round, release_number, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER objection_answers_no_update BEFORE UPDATE ON objection_answers FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'objections are kept as they are';
CREATE OR REPLACE TRIGGER objection_answers_no_delete BEFORE DELETE ON objection_answers FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'objections are kept as they are';
CREATE TABLE IF NOT EXISTS settled_objections (
  round          VARCHAR(63) NOT NULL,
  release_number BIGINT NOT NULL,
  number         BIGINT NOT NULL,
  settled_by     BIGINT NOT NULL CHECK (settled_by > release_number),
  PRIMARY KEY (round, release_number, number),
  FOREIGN KEY (round, release_number, number)
    REFERENCES objection_answers (round, release_number, number),
  FOREIGN KEY (round, settled_by) REFERENCES releases (round, number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER settled_objections_no_update BEFORE UPDATE ON settled_objections FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
CREATE OR REPLACE TRIGGER settled_objections_no_delete BEFORE DELETE ON settled_objections FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
)sql";

}  // namespace

std::vector<sql::Sql> MysqlWorkflow() {
  return {kReleases, kPositions, kDecisions, kCalendars, kReleaseParts, kObjections};
}

}  // namespace pingyi::result
