#include "services/result/store/schema.h"

namespace pingyi::result {

std::span<const sql::Sql> ForbiddenChanges() {
  static constexpr sql::Sql kChanges[] = {
      "UPDATE audit_entries SET actor = actor WHERE 1 = 0",
      "DELETE FROM audit_entries WHERE 1 = 0",
      "UPDATE policy_versions SET digest = digest WHERE 1 = 0",
      "DELETE FROM policy_versions WHERE 1 = 0",
      "UPDATE subject_results SET position = position WHERE 1 = 0",
      "DELETE FROM subject_results WHERE 1 = 0",
      "UPDATE leaderboard_rows SET number = number WHERE 1 = 0",
      "DELETE FROM leaderboard_rows WHERE 1 = 0",
      "UPDATE releases SET run = run WHERE 1 = 0",
      "DELETE FROM releases WHERE 1 = 0",
      "UPDATE grade_decisions SET subject = subject WHERE 1 = 0",
      "DELETE FROM grade_decisions WHERE 1 = 0",
      "UPDATE decision_withdrawals SET reason = reason WHERE 1 = 0",
      "DELETE FROM decision_withdrawals WHERE 1 = 0",
      "UPDATE calendar_versions SET digest = digest WHERE 1 = 0",
      "DELETE FROM calendar_versions WHERE 1 = 0",
      "UPDATE release_publicity SET calendar = calendar WHERE 1 = 0",
      "DELETE FROM release_publicity WHERE 1 = 0",
      "UPDATE release_decisions SET run = run WHERE 1 = 0",
      "DELETE FROM release_decisions WHERE 1 = 0",
      "UPDATE amendments SET amends = amends WHERE 1 = 0",
      "DELETE FROM amendments WHERE 1 = 0",
      "UPDATE objections SET number = number WHERE 1 = 0",
      "DELETE FROM objections WHERE 1 = 0",
      "UPDATE objection_answers SET number = number WHERE 1 = 0",
      "DELETE FROM objection_answers WHERE 1 = 0",
      "UPDATE settled_objections SET number = number WHERE 1 = 0",
      "DELETE FROM settled_objections WHERE 1 = 0",
      "DELETE FROM request_ids WHERE 1 = 0",
      "DELETE FROM aggregation_runs WHERE 1 = 0",
      "DELETE FROM component_figures WHERE 1 = 0",
  };
  return kChanges;
}

}  // namespace pingyi::result
