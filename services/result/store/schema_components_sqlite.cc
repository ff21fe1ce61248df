// Migration 4 for SQLite: the figures of components, and the scores made of them. The text of a
// migration that was released is never edited.
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

// A row a component, its figures as one value. Once the round's run has succeeded they are final.
constexpr sql::Sql kFigures = R"sql(
CREATE TABLE component_figures (
  round                TEXT    NOT NULL,
  component            TEXT    NOT NULL,
  revision             INTEGER NOT NULL CHECK (revision >= 1),
  source               TEXT    NOT NULL CHECK (source <> ''),
  source_run           TEXT    NOT NULL,
  source_result_digest TEXT    NOT NULL CHECK ((source_result_digest = '') = (source_run = '')),
  recorder             TEXT    NOT NULL,
  recorded_us          INTEGER NOT NULL,
  subject_count        INTEGER NOT NULL,
  digest               TEXT    NOT NULL,
  figures              BLOB    NOT NULL,
  PRIMARY KEY (round, component)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER component_figures_final_insert BEFORE INSERT ON component_figures
WHEN (SELECT state FROM aggregation_runs WHERE round = NEW.round) IS 2
BEGIN SELECT RAISE(ABORT, 'the figures of a round that was aggregated are final'); END;
CREATE TRIGGER component_figures_final_update BEFORE UPDATE ON component_figures
WHEN (SELECT state FROM aggregation_runs WHERE round = NEW.round) IS 2
BEGIN SELECT RAISE(ABORT, 'the figures of a round that was aggregated are final'); END;
CREATE TRIGGER component_figures_no_delete BEFORE DELETE ON component_figures
BEGIN SELECT RAISE(ABORT, 'figures are replaced, not removed'); END;
)sql";

constexpr sql::Sql kScores = R"sql(
ALTER TABLE subject_results ADD COLUMN components TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace

std::vector<sql::Sql> SqliteComponents() { return {kFigures, kScores}; }

}  // namespace pingyi::result
