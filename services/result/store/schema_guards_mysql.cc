// Takes the triggers of all earlier migrations off again: on MySQL and MariaDB what never changes
// is left to the rights of the users (ledger::kMysqlWithoutTriggers).
#include "services/base/ledger/schema.h"
#include "services/result/store/schema_text.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kWithoutTriggers = R"sql(
ALTER TABLE policy_versions COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS policy_versions_no_update;
DROP TRIGGER IF EXISTS policy_versions_no_delete;
ALTER TABLE aggregation_runs COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS aggregation_runs_final;
DROP TRIGGER IF EXISTS aggregation_runs_no_delete;
ALTER TABLE subject_results COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS subject_results_complete;
DROP TRIGGER IF EXISTS subject_results_no_update;
DROP TRIGGER IF EXISTS subject_results_no_delete;
ALTER TABLE releases COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS releases_no_gap;
DROP TRIGGER IF EXISTS releases_no_update;
DROP TRIGGER IF EXISTS releases_no_delete;
ALTER TABLE subject_exclusions COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS subject_exclusions_final_insert;
DROP TRIGGER IF EXISTS subject_exclusions_final_update;
DROP TRIGGER IF EXISTS subject_exclusions_final_delete;
ALTER TABLE leaderboard_rows COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS leaderboard_rows_complete;
DROP TRIGGER IF EXISTS leaderboard_rows_no_update;
DROP TRIGGER IF EXISTS leaderboard_rows_no_delete;
ALTER TABLE component_figures COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS component_figures_final_insert;
DROP TRIGGER IF EXISTS component_figures_final_update;
DROP TRIGGER IF EXISTS component_figures_no_delete;
ALTER TABLE grade_decisions COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS grade_decisions_no_update;
DROP TRIGGER IF EXISTS grade_decisions_no_delete;
ALTER TABLE decision_withdrawals COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS decision_withdrawals_no_update;
DROP TRIGGER IF EXISTS decision_withdrawals_no_delete;
ALTER TABLE calendar_versions COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS calendar_versions_no_update;
DROP TRIGGER IF EXISTS calendar_versions_no_delete;
ALTER TABLE release_publicity COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS release_publicity_no_update;
DROP TRIGGER IF EXISTS release_publicity_no_delete;
ALTER TABLE release_decisions COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS release_decisions_no_update;
DROP TRIGGER IF EXISTS release_decisions_no_delete;
ALTER TABLE amendments COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS amendments_no_update;
DROP TRIGGER IF EXISTS amendments_no_delete;
ALTER TABLE objections COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS objections_no_update;
DROP TRIGGER IF EXISTS objections_no_delete;
ALTER TABLE objection_answers COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS objection_answers_no_update;
DROP TRIGGER IF EXISTS objection_answers_no_delete;
ALTER TABLE settled_objections COMMENT = '', ALGORITHM = INSTANT;
DROP TRIGGER IF EXISTS settled_objections_no_update;
DROP TRIGGER IF EXISTS settled_objections_no_delete;
)sql";

}  // namespace

std::vector<sql::Sql> MysqlWithoutTriggers() {
  return {ledger::kMysqlWithoutTriggers, kWithoutTriggers};
}

}  // namespace pingyi::result
