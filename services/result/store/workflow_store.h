// What the result service needs of its storage for decisions, calendars and objections. The
// obligations are those of ResultStore (result_store.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/result/store/records.h"

namespace pingyi::result {

class WorkflowStore {
 public:
  virtual ~WorkflowStore() = default;

  // --- Previews

  // Leaves the audit entry of a preview, and nothing else.
  virtual absl::Status RecordPreview(absl::Time deadline, const std::string& round,
                                     const std::string& detail, const Change& change) = 0;

  // --- Decisions

  // Stores the next decision of the run, the time and the recorder being those of the change;
  // number, computed grade and what comes later of the argument are ignored. The computed grade is
  // kept with it unless `show_computed` is false: it may not be shown then. FAILED_PRECONDITION
  // RUN_NOT_SUCCEEDED.
  virtual absl::StatusOr<GradeDecision> Decide(absl::Time deadline, const GradeDecision& decision,
                                               bool show_computed, const Change& change) = 0;
  // The decision that a request to decide a grade of this run made before; nullopt if none did.
  // ALREADY_EXISTS REQUEST_ID_REUSED.
  virtual absl::StatusOr<std::optional<GradeDecision>> FindDecisionOf(
      absl::Time deadline, const std::string& round, const std::string& run,
      const ledger::RequestKey& request) = 0;
  // FAILED_PRECONDITION DECISION_NOT_IN_FORCE.
  virtual absl::StatusOr<GradeDecision> Withdraw(absl::Time deadline, const DecisionKey& key,
                                                 const std::string& reason,
                                                 const Change& change) = 0;
  // By number; NOT_FOUND if there is no such run.
  virtual absl::StatusOr<std::vector<GradeDecision>> ListDecisions(absl::Time deadline,
                                                                   const std::string& round,
                                                                   const std::string& run,
                                                                   int64_t after, int limit) = 0;
  // All that are in force, by number.
  virtual absl::StatusOr<std::vector<GradeDecision>> DecisionsInForce(absl::Time deadline,
                                                                      const std::string& round,
                                                                      const std::string& run) = 0;

  // --- Calendars

  // Stores the next version of the calendar; `version` and `create_time` of the argument are
  // ignored. Gives the newest version, and stores nothing, if its digest is the same.
  virtual absl::StatusOr<CalendarVersion> CreateCalendar(absl::Time deadline,
                                                         const CalendarVersion& calendar,
                                                         const Change& change) = 0;
  virtual absl::StatusOr<CalendarVersion> GetCalendar(absl::Time deadline,
                                                      const CalendarKey& key) = 0;
  // Of one calendar, or of all if `calendar` is empty. No more than fit into `max_bytes`, and one
  // after them.
  virtual absl::StatusOr<std::vector<CalendarVersion>> ListCalendars(
      absl::Time deadline, const std::string& calendar, const std::optional<CalendarKey>& after,
      int limit, size_t max_bytes) = 0;

  // --- Objections

  // Stores the next objection to the release: its subject, text, objector and due date, the time
  // and the filer being those of the change. FAILED_PRECONDITION NOT_IN_PUBLICITY,
  // RELEASE_AMENDED; NOT_FOUND if the release has no such subject.
  virtual absl::StatusOr<Objection> File(absl::Time deadline, const Objection& objection,
                                         const Change& change) = 0;
  // The objection that a request to object to this release made before; nullopt if none did.
  // ALREADY_EXISTS REQUEST_ID_REUSED.
  virtual absl::StatusOr<std::optional<Objection>> FindObjectionOf(
      absl::Time deadline, const ReleaseKey& release, const ledger::RequestKey& request) = 0;
  // Rejects or upholds it. FAILED_PRECONDITION OBJECTION_ANSWERED.
  virtual absl::StatusOr<Objection> Answer(absl::Time deadline, const ObjectionKey& key,
                                           ObjectionState state, const std::string& answer,
                                           const Change& change) = 0;
  virtual absl::StatusOr<Objection> GetObjection(absl::Time deadline, const ObjectionKey& key) = 0;
  virtual absl::StatusOr<std::vector<Objection>> ListObjections(
      absl::Time deadline, const ObjectionFilter& filter, const std::optional<ObjectionKey>& after,
      int limit) = 0;
};

}  // namespace pingyi::result
