// The tables for MySQL and MariaDB: as those for SQLite (schema_sqlite.cc), where the reasons
// stand. A CREATE commits by itself there, so every statement bears being run again. Lengths are
// those of the contract.
#include "services/base/ledger/schema.h"
#include "services/report/store/schema_text.h"

namespace pingyi::report {
namespace {

constexpr sql::Sql kCycles = R"sql(
CREATE TABLE IF NOT EXISTS report_templates (
  id            VARCHAR(63)  NOT NULL PRIMARY KEY,
  display_name  VARCHAR(200) NOT NULL,
  content_bytes BIGINT       NOT NULL,
  create_us     BIGINT       NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS template_sections (
  template_id    VARCHAR(63)  NOT NULL,
  position       BIGINT       NOT NULL,
  section_key    VARCHAR(63)  NOT NULL,
  title          VARCHAR(200) NOT NULL,
  required       BIGINT       NOT NULL,
  min_characters BIGINT       NOT NULL,
  max_characters BIGINT       NOT NULL,
  PRIMARY KEY (template_id, position),
  FOREIGN KEY (template_id) REFERENCES report_templates (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS template_metrics (
  template_id VARCHAR(63)  NOT NULL,
  position    BIGINT       NOT NULL,
  metric_key  VARCHAR(63)  NOT NULL,
  title       VARCHAR(200) NOT NULL,
  unit        VARCHAR(20)  NOT NULL,
  target      VARCHAR(40)  NOT NULL,
  required    BIGINT       NOT NULL,
  PRIMARY KEY (template_id, position),
  FOREIGN KEY (template_id) REFERENCES report_templates (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS cycles (
  id           VARCHAR(63)  NOT NULL PRIMARY KEY,
  display_name VARCHAR(200) NOT NULL,
  period_start VARCHAR(10)  NOT NULL,
  period_end   VARCHAR(10)  NOT NULL,
  template_id  VARCHAR(63)  NOT NULL,
  due_us       BIGINT       NOT NULL,
  late_end_us  BIGINT,
  state        BIGINT       NOT NULL CHECK (state IN (1, 2)),
  create_us    BIGINT       NOT NULL,
  update_us    BIGINT       NOT NULL,
  version      BIGINT       NOT NULL,
  FOREIGN KEY (template_id) REFERENCES report_templates (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS report_kinds (
  kind BIGINT NOT NULL PRIMARY KEY,
  bit  BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
INSERT IGNORE INTO report_kinds (kind, bit) VALUES (1, 1), (2, 2), (3, 4), (4, 8);

CREATE TABLE IF NOT EXISTS reporters (
  cycle_id     VARCHAR(63)  NOT NULL,
  id           VARCHAR(63)  NOT NULL,
  display_name VARCHAR(200) NOT NULL,
  unit         VARCHAR(200) NOT NULL,
  subject_type VARCHAR(63)  NOT NULL,
  kinds        BIGINT       NOT NULL CHECK (kinds BETWEEN 1 AND 15),
  PRIMARY KEY (cycle_id, id),
  KEY reporters_by_unit (cycle_id, unit, id),
  FOREIGN KEY (cycle_id) REFERENCES cycles (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
)sql";

constexpr sql::Sql kReports = R"sql(
CREATE TABLE IF NOT EXISTS reports (
  cycle_id        VARCHAR(63) NOT NULL,
  id              VARCHAR(63) NOT NULL,
  reporter_id     VARCHAR(63) NOT NULL,
  kind            BIGINT      NOT NULL CHECK (kind BETWEEN 1 AND 4),
  state           BIGINT      NOT NULL CHECK (state BETWEEN 1 AND 5),
  live            BIGINT      CHECK (live = 1),
  revision        BIGINT      NOT NULL,
  content_bytes   BIGINT      NOT NULL,
  first_submit_us BIGINT,
  submit_us       BIGINT,
  withdraw_us     BIGINT,
  late            BIGINT      NOT NULL CHECK (late IN (0, 1)),
  events          BIGINT      NOT NULL,
  review_event    BIGINT,
  create_us       BIGINT      NOT NULL,
  update_us       BIGINT      NOT NULL,
  version         BIGINT      NOT NULL,
  PRIMARY KEY (cycle_id, id),
  UNIQUE KEY reports_live (cycle_id, reporter_id, kind, live),
  FOREIGN KEY (cycle_id, reporter_id) REFERENCES reporters (cycle_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS report_revisions (
  cycle_id      VARCHAR(63)  NOT NULL,
  report_id     VARCHAR(63)  NOT NULL,
  number        BIGINT       NOT NULL,
  content_bytes BIGINT       NOT NULL,
  create_us     BIGINT       NOT NULL,
  author        VARCHAR(128) NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number),
  FOREIGN KEY (cycle_id, report_id) REFERENCES reports (cycle_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS revision_sections (
  cycle_id    VARCHAR(63) NOT NULL,
  report_id   VARCHAR(63) NOT NULL,
  number      BIGINT      NOT NULL,
  position    BIGINT      NOT NULL,
  section_key VARCHAR(63) NOT NULL,
  body        MEDIUMTEXT  NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS revision_metrics (
  cycle_id   VARCHAR(63)  NOT NULL,
  report_id  VARCHAR(63)  NOT NULL,
  number     BIGINT       NOT NULL,
  position   BIGINT       NOT NULL,
  metric_key VARCHAR(63)  NOT NULL,
  actual     VARCHAR(40)  NOT NULL,
  note       VARCHAR(500) NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS report_events (
  cycle_id  VARCHAR(63)   NOT NULL,
  report_id VARCHAR(63)   NOT NULL,
  number    BIGINT        NOT NULL,
  revision  BIGINT        NOT NULL,
  kind      BIGINT        NOT NULL CHECK (kind BETWEEN 1 AND 4),
  time_us   BIGINT        NOT NULL,
  actor     VARCHAR(128)  NOT NULL,
  score     VARCHAR(40)   NOT NULL,
  remark    VARCHAR(2000) NOT NULL,
  PRIMARY KEY (cycle_id, report_id, number),
  FOREIGN KEY (cycle_id, report_id) REFERENCES reports (cycle_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
)sql";

constexpr sql::Sql kAppendOnly = R"sql(
CREATE OR REPLACE TRIGGER report_templates_no_update BEFORE UPDATE ON report_templates FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'templates never change';
CREATE OR REPLACE TRIGGER template_sections_no_update BEFORE UPDATE ON template_sections FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'templates never change';
CREATE OR REPLACE TRIGGER template_metrics_no_update BEFORE UPDATE ON template_metrics FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'templates never change';
CREATE OR REPLACE TRIGGER report_revisions_no_update BEFORE UPDATE ON report_revisions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions are append-only';
CREATE OR REPLACE TRIGGER report_revisions_no_delete BEFORE DELETE ON report_revisions FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions are append-only';
CREATE OR REPLACE TRIGGER revision_sections_no_update BEFORE UPDATE ON revision_sections FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions are append-only';
CREATE OR REPLACE TRIGGER revision_sections_no_delete BEFORE DELETE ON revision_sections FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions are append-only';
CREATE OR REPLACE TRIGGER revision_metrics_no_update BEFORE UPDATE ON revision_metrics FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions are append-only';
CREATE OR REPLACE TRIGGER revision_metrics_no_delete BEFORE DELETE ON revision_metrics FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'revisions are append-only';
CREATE OR REPLACE TRIGGER report_events_no_update BEFORE UPDATE ON report_events FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'events are append-only';
CREATE OR REPLACE TRIGGER report_events_no_delete BEFORE DELETE ON report_events FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'events are append-only';
)sql";

constexpr sql::Sql kCycleGuards = R"sql(
CREATE TABLE IF NOT EXISTS cycle_guards (
  cycle_id VARCHAR(63) NOT NULL,
  slot     BIGINT      NOT NULL,
  changes  BIGINT      NOT NULL,
  closed   BIGINT      NOT NULL CHECK (closed IN (0, 1)),
  PRIMARY KEY (cycle_id, slot),
  FOREIGN KEY (cycle_id) REFERENCES cycles (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
)sql";

// What never changes is left to the rights of the users (ledger::kMysqlWithoutTriggers).
constexpr sql::Sql kWithoutTriggers = R"sql(
ALTER TABLE report_templates COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS report_templates_no_update;
ALTER TABLE template_sections COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS template_sections_no_update;
ALTER TABLE template_metrics COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS template_metrics_no_update;
ALTER TABLE report_revisions COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS report_revisions_no_update;
DROP TRIGGER IF EXISTS report_revisions_no_delete;
ALTER TABLE revision_sections COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS revision_sections_no_update;
DROP TRIGGER IF EXISTS revision_sections_no_delete;
ALTER TABLE revision_metrics COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS revision_metrics_no_update;
DROP TRIGGER IF EXISTS revision_metrics_no_delete;
ALTER TABLE report_events COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS report_events_no_update;
DROP TRIGGER IF EXISTS report_events_no_delete;
)sql";

}  // namespace

std::vector<sql::Sql> MysqlCyclesAndReports() {
  return {ledger::kMysqlSchema, kCycles, kReports, kAppendOnly};
}

std::vector<sql::Sql> MysqlCycleGuards() { return {kCycleGuards}; }

std::vector<sql::Sql> MysqlWithoutTriggers() {
  return {ledger::kMysqlWithoutTriggers, kWithoutTriggers};
}

}  // namespace pingyi::report
