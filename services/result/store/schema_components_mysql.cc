// Migration 4 for MySQL and MariaDB: as for SQLite (schema_components_sqlite.cc), where the reasons
// stand. A CREATE or ALTER commits by itself there, so every statement bears being run again.
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kFigures = R"sql(
CREATE TABLE IF NOT EXISTS component_figures (
  round                VARCHAR(63)  NOT NULL,
  component            VARCHAR(63)  NOT NULL,
  revision             BIGINT       NOT NULL CHECK (revision >= 1),
  source               VARCHAR(500) NOT NULL CHECK (source <> ''),
  source_run           VARCHAR(200) NOT NULL,
  source_result_digest VARCHAR(64)  NOT NULL
    CHECK ((source_result_digest = '') = (source_run = '')),
  recorder             VARCHAR(128) NOT NULL,
  recorded_us          BIGINT       NOT NULL,
  subject_count        BIGINT       NOT NULL,
  digest               VARCHAR(64)  NOT NULL,
  figures              LONGBLOB     NOT NULL,
  PRIMARY KEY (round, component)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE OR REPLACE TRIGGER component_figures_final_insert BEFORE INSERT ON component_figures FOR EACH ROW
IF (SELECT state FROM aggregation_runs WHERE round = NEW.round) <=> 2 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the figures of a round that was aggregated are final';
END IF;
CREATE OR REPLACE TRIGGER component_figures_final_update BEFORE UPDATE ON component_figures FOR EACH ROW
IF (SELECT state FROM aggregation_runs WHERE round = NEW.round) <=> 2 THEN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the figures of a round that was aggregated are final';
END IF;
CREATE OR REPLACE TRIGGER component_figures_no_delete BEFORE DELETE ON component_figures FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'figures are replaced, not removed';
)sql";

constexpr sql::Sql kScores = R"sql(
ALTER TABLE subject_results ADD COLUMN IF NOT EXISTS components MEDIUMTEXT NOT NULL DEFAULT '';
)sql";

}  // namespace

std::vector<sql::Sql> MysqlComponents() { return {kFigures, kScores}; }

}  // namespace pingyi::result
