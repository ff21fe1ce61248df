// The tables for MySQL and MariaDB: as those for SQLite (schema_sqlite.cc), where the reasons
// stand. A CREATE or ALTER commits by itself there, so every statement bears being run again.
// Lengths are those of the contract.
#include "services/appraisal/store/schema_text.h"
#include "services/base/ledger/schema.h"

namespace pingyi::appraisal {
namespace {

constexpr sql::Sql kRounds = R"sql(
CREATE TABLE IF NOT EXISTS rounds (
  round_id       VARCHAR(63)  NOT NULL PRIMARY KEY,
  version        BIGINT       NOT NULL,
  state          BIGINT       NOT NULL CHECK (state BETWEEN 1 AND 4),
  cycle          VARCHAR(128) NOT NULL,
  anonymity      BIGINT       NOT NULL CHECK (anonymity BETWEEN 0 AND 2),
  spec           MEDIUMTEXT   NOT NULL,
  open_time_us   BIGINT,
  close_time_us  BIGINT,
  subject_count  BIGINT       NOT NULL,
  frozen_digest  VARCHAR(64)  NOT NULL,
  tally_digest   VARCHAR(64)  NOT NULL,
  create_time_us BIGINT       NOT NULL,
  update_time_us BIGINT       NOT NULL,
  opened_time_us BIGINT,
  closed_time_us BIGINT,
  void_reason    VARCHAR(500) NOT NULL,
  KEY rounds_by_cycle (cycle, round_id),
  KEY rounds_by_state (state, close_time_us)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER rounds_frozen BEFORE UPDATE ON rounds FOR EACH ROW
IF OLD.state <> 1 AND (
  NEW.spec <> OLD.spec OR NEW.cycle <> OLD.cycle OR NEW.anonymity <> OLD.anonymity OR
  NOT (NEW.open_time_us <=> OLD.open_time_us) OR NEW.subject_count <> OLD.subject_count OR
  NEW.frozen_digest <> OLD.frozen_digest OR NEW.state < OLD.state OR
  (OLD.close_time_us IS NOT NULL AND
   (NEW.close_time_us IS NULL OR NEW.close_time_us < OLD.close_time_us)) OR
  (OLD.tally_digest <> '' AND NEW.tally_digest <> OLD.tally_digest)) THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an opened round is frozen';
END IF;
CREATE OR REPLACE TRIGGER rounds_no_delete BEFORE DELETE ON rounds FOR EACH ROW
IF OLD.state <> 1 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an opened round is kept';
END IF;

CREATE TABLE IF NOT EXISTS subjects (
  round_id     VARCHAR(63)  NOT NULL,
  subject_id   VARCHAR(63)  NOT NULL,
  position     BIGINT       NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  unit         VARCHAR(200) NOT NULL,
  subject_type VARCHAR(63)  NOT NULL,
  report       VARCHAR(200) NOT NULL,
  PRIMARY KEY (round_id, subject_id),
  UNIQUE KEY subjects_by_position (round_id, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER subjects_frozen_insert BEFORE INSERT ON subjects FOR EACH ROW
IF (SELECT state FROM rounds WHERE round_id = NEW.round_id) <> 1 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the subjects of an opened round are frozen';
END IF;
CREATE OR REPLACE TRIGGER subjects_frozen_update BEFORE UPDATE ON subjects FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a subject is never changed';
CREATE OR REPLACE TRIGGER subjects_frozen_delete BEFORE DELETE ON subjects FOR EACH ROW
IF (SELECT state FROM rounds WHERE round_id = OLD.round_id) <> 1 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the subjects of an opened round are frozen';
END IF;
)sql";

constexpr sql::Sql kBallots = R"sql(
CREATE TABLE IF NOT EXISTS credential_batches (
  round_id         VARCHAR(63) NOT NULL,
  batch_id         VARCHAR(63) NOT NULL,
  group_no         BIGINT      NOT NULL,
  credential_count BIGINT      NOT NULL,
  revoked          BIGINT      NOT NULL,
  PRIMARY KEY (round_id, batch_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS credentials (
  round_id    VARCHAR(63) NOT NULL,
  hash        BINARY(32)  NOT NULL,
  batch_id    VARCHAR(63) NOT NULL,
  own_subject BIGINT,
  voter       VARCHAR(200),
  PRIMARY KEY (round_id, hash),
  KEY credentials_by_batch (round_id, batch_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS spent_credentials (
  round_id   VARCHAR(63) NOT NULL,
  hash       BINARY(32)  NOT NULL,
  commitment BINARY(32)  NOT NULL,
  PRIMARY KEY (round_id, hash)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER spent_credentials_no_update BEFORE UPDATE ON spent_credentials FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a spent credential stays spent';
CREATE OR REPLACE TRIGGER spent_credentials_no_delete BEFORE DELETE ON spent_credentials FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a spent credential stays spent';

CREATE TABLE IF NOT EXISTS ballots (
  round_id VARCHAR(63) NOT NULL,
  slip_id  BINARY(16)  NOT NULL,
  group_no BIGINT      NOT NULL,
  marks    MEDIUMBLOB  NOT NULL,
  PRIMARY KEY (round_id, slip_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER ballots_no_update BEFORE UPDATE ON ballots FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ballot is never changed';
CREATE OR REPLACE TRIGGER ballots_no_delete BEFORE DELETE ON ballots FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ballot is never removed';

CREATE TABLE IF NOT EXISTS named_ballots (
  round_id  VARCHAR(63)  NOT NULL,
  ballot_id VARCHAR(63)  NOT NULL,
  group_no  BIGINT       NOT NULL,
  voter     VARCHAR(200) NOT NULL,
  spoiled   BIGINT       NOT NULL,
  marks     MEDIUMBLOB   NOT NULL,
  PRIMARY KEY (round_id, ballot_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER named_ballots_no_update BEFORE UPDATE ON named_ballots FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ballot is never changed';
CREATE OR REPLACE TRIGGER named_ballots_no_delete BEFORE DELETE ON named_ballots FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a ballot is never removed';

CREATE TABLE IF NOT EXISTS turnout (
  round_id  VARCHAR(63) NOT NULL,
  group_no  BIGINT      NOT NULL,
  group_key VARCHAR(63) NOT NULL,
  expected  BIGINT      NOT NULL,
  issued    BIGINT      NOT NULL,
  valid     BIGINT      NOT NULL,
  spoiled   BIGINT      NOT NULL,
  PRIMARY KEY (round_id, group_no)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS tallies (
  round_id   VARCHAR(63) NOT NULL,
  position   BIGINT      NOT NULL,
  subject_id VARCHAR(63) NOT NULL,
  cells      MEDIUMBLOB  NOT NULL,
  PRIMARY KEY (round_id, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER tallies_no_update BEFORE UPDATE ON tallies FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a sealed tally is never changed';
CREATE OR REPLACE TRIGGER tallies_no_delete BEFORE DELETE ON tallies FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a sealed tally is never changed';
)sql";

constexpr sql::Sql kClosedTurnout = R"sql(
ALTER TABLE turnout
  ADD COLUMN IF NOT EXISTS closed BIGINT NOT NULL DEFAULT 0 CHECK (closed IN (0, 1));
UPDATE turnout SET closed = 1 WHERE round_id IN (SELECT round_id FROM rounds WHERE state > 2);
)sql";

// What never changes is left to the rights of the users (ledger::kMysqlWithoutTriggers).
constexpr sql::Sql kWithoutTriggers = R"sql(
ALTER TABLE rounds COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS rounds_frozen;
DROP TRIGGER IF EXISTS rounds_no_delete;
ALTER TABLE subjects COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS subjects_frozen_insert;
DROP TRIGGER IF EXISTS subjects_frozen_update;
DROP TRIGGER IF EXISTS subjects_frozen_delete;
ALTER TABLE spent_credentials COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS spent_credentials_no_update;
DROP TRIGGER IF EXISTS spent_credentials_no_delete;
ALTER TABLE ballots COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS ballots_no_update;
DROP TRIGGER IF EXISTS ballots_no_delete;
ALTER TABLE named_ballots COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS named_ballots_no_update;
DROP TRIGGER IF EXISTS named_ballots_no_delete;
ALTER TABLE tallies COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS tallies_no_update;
DROP TRIGGER IF EXISTS tallies_no_delete;
)sql";

}  // namespace

std::vector<sql::Sql> MysqlRoundsAndBallots() { return {ledger::kMysqlSchema, kRounds, kBallots}; }

std::vector<sql::Sql> MysqlClosedTurnout() { return {kClosedTurnout}; }

std::vector<sql::Sql> MysqlWithoutTriggers() {
  return {ledger::kMysqlWithoutTriggers, kWithoutTriggers};
}

}  // namespace pingyi::appraisal
