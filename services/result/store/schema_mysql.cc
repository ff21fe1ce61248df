// The tables for MySQL and MariaDB: as those for SQLite (schema_sqlite.cc), where the reasons
// stand. A CREATE or ALTER commits by itself there, so every statement bears being run again.
// Lengths are those of the contract; exact scores and what is serialised have none.
#include "services/base/ledger/schema.h"
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kPolicies = R"sql(
CREATE TABLE IF NOT EXISTS policy_versions (
  policy       VARCHAR(63)  NOT NULL,
  version      BIGINT       NOT NULL CHECK (version >= 1),
  digest       VARCHAR(64)  NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  rules        MEDIUMBLOB   NOT NULL,
  created_us   BIGINT       NOT NULL,
  PRIMARY KEY (policy, version)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER policy_versions_no_update BEFORE UPDATE ON policy_versions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'policies are immutable';
CREATE OR REPLACE TRIGGER policy_versions_no_delete BEFORE DELETE ON policy_versions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'policies are immutable';
)sql";

constexpr sql::Sql kRuns = R"sql(
CREATE TABLE IF NOT EXISTS aggregation_runs (
  round          VARCHAR(63) NOT NULL PRIMARY KEY,
  run            VARCHAR(63) NOT NULL,
  state          BIGINT      NOT NULL CHECK (state BETWEEN 1 AND 3),
  stage          BIGINT      NOT NULL CHECK (stage BETWEEN 1 AND 4),
  attempt        BIGINT      NOT NULL CHECK (attempt >= 1),
  revision       BIGINT      NOT NULL,
  subjects_done  BIGINT      NOT NULL,
  subject_count  BIGINT      NOT NULL,
  policy         VARCHAR(63) NOT NULL,
  policy_version BIGINT      NOT NULL,
  policy_digest  VARCHAR(64) NOT NULL,
  frozen_digest  VARCHAR(64) NOT NULL,
  tally_digest   VARCHAR(64) NOT NULL,
  result_digest  VARCHAR(64) NOT NULL CHECK ((result_digest <> '') = (state = 2)),
  group_keys     MEDIUMTEXT  NOT NULL,
  criterion_keys MEDIUMTEXT  NOT NULL,
  error          MEDIUMBLOB  CHECK ((error IS NOT NULL) = (state = 3)),
  start_us       BIGINT      NOT NULL,
  end_us         BIGINT      CHECK ((end_us IS NULL) = (state = 1)),
  lease_us       BIGINT      CHECK ((lease_us IS NOT NULL) = (state = 1)),
  UNIQUE KEY aggregation_runs_run (run),
  KEY aggregation_runs_by_state (state, round)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER aggregation_runs_final BEFORE UPDATE ON aggregation_runs FOR EACH ROW
IF OLD.state = 2 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a run that succeeded is final';
END IF;
CREATE OR REPLACE TRIGGER aggregation_runs_no_delete BEFORE DELETE ON aggregation_runs FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'runs are kept';
)sql";

constexpr sql::Sql kResults = R"sql(
CREATE TABLE IF NOT EXISTS subject_results (
  run           VARCHAR(63)  NOT NULL,
  place         BIGINT       NOT NULL CHECK (place >= 1),
  position      BIGINT       NOT NULL,
  subject       VARCHAR(63)  NOT NULL,
  display_name  VARCHAR(200) NOT NULL,
  shared_place  BIGINT       NOT NULL,
  grade         VARCHAR(63)  NOT NULL,
  grade_title   VARCHAR(200) NOT NULL,
  total_exact   MEDIUMTEXT   NOT NULL,
  total_rounded MEDIUMTEXT   NOT NULL,
  scores        MEDIUMTEXT   NOT NULL,
  PRIMARY KEY (run, place, position),
  UNIQUE KEY subject_results_subject (run, subject),
  FOREIGN KEY (run) REFERENCES aggregation_runs (run)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER subject_results_complete BEFORE INSERT ON subject_results FOR EACH ROW
IF NOT ((SELECT state FROM aggregation_runs WHERE run = NEW.run) <=> 1) THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'results belong to a run at work';
END IF;
CREATE OR REPLACE TRIGGER subject_results_no_update BEFORE UPDATE ON subject_results FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'results are immutable';
CREATE OR REPLACE TRIGGER subject_results_no_delete BEFORE DELETE ON subject_results FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'results are immutable';
)sql";

constexpr sql::Sql kReleases = R"sql(
CREATE TABLE IF NOT EXISTS releases (
  round          VARCHAR(63)   NOT NULL,
  number         BIGINT        NOT NULL,
  run            VARCHAR(63)   NOT NULL,
  policy         VARCHAR(63)   NOT NULL,
  policy_version BIGINT        NOT NULL,
  policy_digest  VARCHAR(64)   NOT NULL,
  frozen_digest  VARCHAR(64)   NOT NULL,
  tally_digest   VARCHAR(64)   NOT NULL,
  result_digest  VARCHAR(64)   NOT NULL,
  digest         VARCHAR(64)   NOT NULL,
  note           VARCHAR(2000) NOT NULL,
  releaser       VARCHAR(128)  NOT NULL,
  created_us     BIGINT        NOT NULL,
  subject_count  BIGINT        NOT NULL,
  PRIMARY KEY (round, number),
  UNIQUE KEY releases_run (run),
  FOREIGN KEY (run) REFERENCES aggregation_runs (run)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER releases_no_gap BEFORE INSERT ON releases FOR EACH ROW
IF NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM releases WHERE round = NEW.round) THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are numbered without gaps';
END IF;
CREATE OR REPLACE TRIGGER releases_no_update BEFORE UPDATE ON releases FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
CREATE OR REPLACE TRIGGER releases_no_delete BEFORE DELETE ON releases FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'releases are immutable';
)sql";

constexpr sql::Sql kSignedReleases = R"sql(
ALTER TABLE releases
  ADD COLUMN IF NOT EXISTS key_id VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS signature VARBINARY(64) NOT NULL DEFAULT ''
    CHECK (length(signature) = CASE key_id WHEN '' THEN 0 ELSE 64 END);
)sql";

}  // namespace

std::vector<sql::Sql> MysqlResultTables() {
  return {ledger::kMysqlSchema, kPolicies, kRuns, kResults, kReleases};
}

std::vector<sql::Sql> MysqlSignedReleases() { return {kSignedReleases}; }

}  // namespace pingyi::result
