// WorkflowStore on a database, SQLite or MySQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/sql/database.h"
#include "services/result/store/workflow_store.h"

namespace pingyi::result {

// The database must have the migrations of Migrations() and outlive this.
class SqlWorkflowStore final : public WorkflowStore {
 public:
  explicit SqlWorkflowStore(sql::Database& database) : database_(database) {}

  absl::Status RecordPreview(absl::Time deadline, const std::string& round,
                             const std::string& detail, const Change& change) override;
  absl::StatusOr<GradeDecision> Decide(absl::Time deadline, const GradeDecision& decision,
                                       bool show_computed, const Change& change) override;
  absl::StatusOr<std::optional<GradeDecision>> FindDecisionOf(
      absl::Time deadline, const std::string& round, const std::string& run,
      const ledger::RequestKey& request) override;
  absl::StatusOr<GradeDecision> Withdraw(absl::Time deadline, const DecisionKey& key,
                                         const std::string& reason, const Change& change) override;
  absl::StatusOr<std::vector<GradeDecision>> ListDecisions(absl::Time deadline,
                                                           const std::string& round,
                                                           const std::string& run, int64_t after,
                                                           int limit) override;
  absl::StatusOr<std::vector<GradeDecision>> DecisionsInForce(absl::Time deadline,
                                                              const std::string& round,
                                                              const std::string& run) override;
  absl::StatusOr<CalendarVersion> CreateCalendar(absl::Time deadline,
                                                 const CalendarVersion& calendar,
                                                 const Change& change) override;
  absl::StatusOr<CalendarVersion> GetCalendar(absl::Time deadline, const CalendarKey& key) override;
  absl::StatusOr<std::vector<CalendarVersion>> ListCalendars(
      absl::Time deadline, const std::string& calendar, const std::optional<CalendarKey>& after,
      int limit, size_t max_bytes) override;
  absl::StatusOr<Objection> File(absl::Time deadline, const Objection& objection,
                                 const Change& change) override;
  absl::StatusOr<std::optional<Objection>> FindObjectionOf(
      absl::Time deadline, const ReleaseKey& release, const ledger::RequestKey& request) override;
  absl::StatusOr<Objection> Answer(absl::Time deadline, const ObjectionKey& key,
                                   ObjectionState state, const std::string& answer,
                                   const Change& change) override;
  absl::StatusOr<Objection> GetObjection(absl::Time deadline, const ObjectionKey& key) override;
  absl::StatusOr<std::vector<Objection>> ListObjections(absl::Time deadline,
                                                        const ObjectionFilter& filter,
                                                        const std::optional<ObjectionKey>& after,
                                                        int limit) override;

 private:
  sql::Database& database_;
};

}  // namespace pingyi::result
