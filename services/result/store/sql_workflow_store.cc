#include "services/result/store/sql_workflow_store.h"

#include "services/result/store/change.h"
#include "services/result/store/in_transaction.h"
#include "services/result/store/sql_calendars.h"
#include "services/result/store/sql_decisions.h"
#include "services/result/store/sql_objections.h"

namespace pingyi::result {

absl::Status SqlWorkflowStore::RecordPreview(absl::Time deadline, const std::string& round,
                                             const std::string& detail, const Change& change) {
  return database_.Write(deadline, [&](sql::Transaction& tx) {
    return Audit(tx, change, "aggregation.preview", "rounds/" + round, detail);
  });
}

absl::StatusOr<GradeDecision> SqlWorkflowStore::Decide(absl::Time deadline,
                                                       const GradeDecision& decision,
                                                       bool show_computed, const Change& change) {
  return Write(database_, deadline, [&](sql::Transaction& tx) {
    return InsertDecision(tx, decision, show_computed, change);
  });
}

absl::StatusOr<std::optional<GradeDecision>> SqlWorkflowStore::FindDecisionOf(
    absl::Time deadline, const std::string& round, const std::string& run,
    const ledger::RequestKey& request) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadDecisionOf(tx, round, run, request); });
}

absl::StatusOr<GradeDecision> SqlWorkflowStore::Withdraw(absl::Time deadline,
                                                         const DecisionKey& key,
                                                         const std::string& reason,
                                                         const Change& change) {
  return Write(database_, deadline,
               [&](sql::Transaction& tx) { return WithdrawDecision(tx, key, reason, change); });
}

absl::StatusOr<std::vector<GradeDecision>> SqlWorkflowStore::ListDecisions(absl::Time deadline,
                                                                           const std::string& round,
                                                                           const std::string& run,
                                                                           int64_t after,
                                                                           int limit) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadDecisions(tx, round, run, after, limit); });
}

absl::StatusOr<std::vector<GradeDecision>> SqlWorkflowStore::DecisionsInForce(
    absl::Time deadline, const std::string& round, const std::string& run) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadDecisionsInForce(tx, round, run); });
}

absl::StatusOr<CalendarVersion> SqlWorkflowStore::CreateCalendar(absl::Time deadline,
                                                                 const CalendarVersion& calendar,
                                                                 const Change& change) {
  return Write(database_, deadline,
               [&](sql::Transaction& tx) { return kCalendars.Insert(tx, calendar, change); });
}

absl::StatusOr<CalendarVersion> SqlWorkflowStore::GetCalendar(absl::Time deadline,
                                                              const CalendarKey& key) {
  return Read(database_, deadline, [&](sql::Transaction& tx) { return kCalendars.Load(tx, key); });
}

absl::StatusOr<std::vector<CalendarVersion>> SqlWorkflowStore::ListCalendars(
    absl::Time deadline, const std::string& calendar, const std::optional<CalendarKey>& after,
    int limit, size_t max_bytes) {
  return Read(database_, deadline, [&](sql::Transaction& tx) {
    return kCalendars.List(tx, calendar, after, limit, max_bytes);
  });
}

absl::StatusOr<Objection> SqlWorkflowStore::File(absl::Time deadline, const Objection& objection,
                                                 const Change& change) {
  return Write(database_, deadline,
               [&](sql::Transaction& tx) { return InsertObjection(tx, objection, change); });
}

absl::StatusOr<std::optional<Objection>> SqlWorkflowStore::FindObjectionOf(
    absl::Time deadline, const ReleaseKey& release, const ledger::RequestKey& request) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadObjectionOf(tx, release, request); });
}

absl::StatusOr<Objection> SqlWorkflowStore::Answer(absl::Time deadline, const ObjectionKey& key,
                                                   ObjectionState state, const std::string& answer,
                                                   const Change& change) {
  return Write(database_, deadline,
               [&](sql::Transaction& tx) { return InsertAnswer(tx, key, state, answer, change); });
}

absl::StatusOr<Objection> SqlWorkflowStore::GetObjection(absl::Time deadline,
                                                         const ObjectionKey& key) {
  return Read(database_, deadline, [&](sql::Transaction& tx) { return LoadObjection(tx, key); });
}

absl::StatusOr<std::vector<Objection>> SqlWorkflowStore::ListObjections(
    absl::Time deadline, const ObjectionFilter& filter, const std::optional<ObjectionKey>& after,
    int limit) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadObjections(tx, filter, after, limit); });
}

}  // namespace pingyi::result
