// What the result service needs of its storage. store_conformance_test.cc holds every
// implementation to it.
//
// Obligations of each method, unless it says otherwise:
// - Thread safe, and safe against other processes on the same database.
// - One transaction: all of it happened or none of it. OK of a change means durable.
// - A change leaves one audit entry in the same transaction. A change whose request id was carried
//   out before gives the resource as it is and does nothing; the same id with another content or
//   method is ALREADY_EXISTS REQUEST_ID_REUSED.
// - Errors: NOT_FOUND RESOURCE_NOT_FOUND if what is named is not there; those of sql::Database
//   (ABORTED, UNAVAILABLE, DEADLINE_EXCEEDED, DATA_LOSS, INTERNAL) when the storage fails.
// - Lists give at most `limit` (1 or more) items behind `after`, in the order of their keys.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/ledger/audit.h"
#include "services/result/store/records.h"

namespace pingyi::result {

class ResultStore {
 public:
  virtual ~ResultStore() = default;

  // --- Policies

  // Stores the next version of the policy; `version` and `create_time` of the argument are ignored.
  // Gives the newest version, and stores nothing, if its digest is the same.
  virtual absl::StatusOr<PolicyVersion> CreatePolicy(absl::Time deadline,
                                                     const PolicyVersion& policy,
                                                     const Change& change) = 0;
  virtual absl::StatusOr<PolicyVersion> GetPolicy(absl::Time deadline, const PolicyKey& key) = 0;
  // Of one policy, or of all if `policy` is empty. No more than fit into `max_bytes`, and one after
  // them.
  virtual absl::StatusOr<std::vector<PolicyVersion>> ListPolicies(
      absl::Time deadline, const std::string& policy, const std::optional<PolicyKey>& after,
      int limit, size_t max_bytes) = 0;

  // --- Runs

  // Begins the round's run, or begins it again with the next attempt if it failed or if the lease
  // of its worker has run out by `change.now`. Of several callers at once one begins. Gives
  // - a running run: the caller is its worker until change.now + lease;
  // - a succeeded run: it is final, there is nothing to do.
  // ABORTED AGGREGATION_RUNNING if another worker's lease is live. `new_run` is the id if the round
  // has none yet. The request id is looked up here and recorded by StoreResults(): a run that
  // failed may be asked for again.
  virtual absl::StatusOr<RunRecord> BeginRun(absl::Time deadline, const std::string& round,
                                             const std::string& new_run, absl::Duration lease,
                                             const Change& change) = 0;
  // Notes how far the worker is and makes its lease last until now + lease. Leaves no audit entry.
  // ABORTED AGGREGATION_RUNNING if the lease was lost: taken over, or the run has ended. A lease
  // that ran out but that nobody took is not lost.
  virtual absl::Status RecordProgress(absl::Time deadline, const RunLease& lease,
                                      const RunProgress& progress, absl::Time now,
                                      absl::Duration duration) = 0;
  // Stores all results and ends the run as succeeded. ABORTED STORAGE_CONFLICT, with nothing
  // stored, if the round's figures are not those of `results.figures_digests` or its exclusions not
  // those of `results.exclusions`. ABORTED AGGREGATION_RUNNING, with nothing stored, if the lease
  // was lost.
  virtual absl::StatusOr<RunRecord> StoreResults(absl::Time deadline, const RunLease& lease,
                                                 const RunResults& results,
                                                 const Change& change) = 0;
  // Ends the run as failed; `error` is opaque, `reason` goes into the audit trail. ABORTED
  // AGGREGATION_RUNNING if the lease was lost.
  virtual absl::StatusOr<RunRecord> FailRun(absl::Time deadline, const RunLease& lease,
                                            const std::string& error, const std::string& reason,
                                            const Change& change) = 0;
  virtual absl::StatusOr<RunRecord> GetRun(absl::Time deadline, const std::string& round,
                                           const std::string& run) = 0;
  // By round; of one round, or of all if `round` is empty.
  virtual absl::StatusOr<std::vector<RunRecord>> ListRuns(absl::Time deadline,
                                                          const std::string& round,
                                                          std::optional<RunState> state,
                                                          const std::string& after_round,
                                                          int limit) = 0;
  // The runs of these rounds, by round; a round without one is left out.
  virtual absl::StatusOr<std::map<std::string, RunRecord>> FindRuns(
      absl::Time deadline, std::span<const std::string> rounds) = 0;

  // --- Results: FAILED_PRECONDITION RUN_NOT_SUCCEEDED if the run has none (yet)

  // A page ends at `limit` results or before `max_bytes` of stored scores are passed, but holds at
  // least one result if there is one.
  virtual absl::StatusOr<ResultPage> ListResults(absl::Time deadline, const std::string& round,
                                                 const std::string& run,
                                                 const std::optional<ResultKey>& after, int limit,
                                                 size_t max_bytes) = 0;
  // The same by position, which starts at 1 and is unique in a run.
  virtual absl::StatusOr<ResultPage> ListResultsByPosition(absl::Time deadline,
                                                           const std::string& round,
                                                           const std::string& run, int64_t after,
                                                           int limit, size_t max_bytes) = 0;
  virtual absl::StatusOr<ShapedResult> GetResult(absl::Time deadline, const std::string& round,
                                                 const std::string& run,
                                                 const std::string& subject) = 0;

  // The rows of all leaderboards behind the first `after`, in their order.
  virtual absl::StatusOr<std::vector<StoredBoardRow>> ListBoardRows(absl::Time deadline,
                                                                    const std::string& round,
                                                                    const std::string& run,
                                                                    int64_t after, int limit) = 0;

  // --- Exclusions: FAILED_PRECONDITION ROUND_AGGREGATED if the round's run has succeeded

  // Stores the exclusion of a subject, in the place of the one there was; the time is the change's.
  virtual absl::StatusOr<StoredExclusion> SetExclusion(absl::Time deadline,
                                                       const StoredExclusion& exclusion,
                                                       const Change& change) = 0;
  // The exclusion that this request set before, if it did: as it set it, though it may have been
  // replaced or taken back since. SetExclusion() answers a repetition with the same. ALREADY_EXISTS
  // REQUEST_ID_REUSED.
  virtual absl::StatusOr<std::optional<StoredExclusion>> FindExclusionOf(
      absl::Time deadline, const StoredExclusion& exclusion, const ledger::RequestKey& request) = 0;
  virtual absl::Status RemoveExclusion(absl::Time deadline, const ExclusionKey& key,
                                       const Change& change) = 0;
  // By subject.
  virtual absl::StatusOr<std::vector<StoredExclusion>> ListExclusions(absl::Time deadline,
                                                                      const std::string& round,
                                                                      const std::string& after,
                                                                      int limit) = 0;

  // --- Figures of components

  // Stores the figures of a component, in the place of those there were, and gives what a list
  // shows of them. Recorder and time are those of the change. FAILED_PRECONDITION ROUND_AGGREGATED
  // if the round's run has succeeded; ABORTED AGGREGATION_RUNNING while it has one that did not
  // end.
  virtual absl::StatusOr<StoredFigures> SetFigures(absl::Time deadline,
                                                   const StoredFigures& figures,
                                                   const Change& change) = 0;
  // What a list showed of the figures when this request recorded them, if it did; without their
  // source, which the request itself has. ALREADY_EXISTS REQUEST_ID_REUSED.
  virtual absl::StatusOr<std::optional<StoredFigures>> FindFiguresOf(
      absl::Time deadline, const std::string& round, const std::string& component,
      const ledger::RequestKey& request) = 0;
  // By component, without the figures themselves.
  virtual absl::StatusOr<std::vector<StoredFigures>> ListFigures(absl::Time deadline,
                                                                 const std::string& round,
                                                                 const std::string& after,
                                                                 int limit) = 0;
  virtual absl::StatusOr<StoredFigures> GetFigures(absl::Time deadline, const std::string& round,
                                                   const std::string& component) = 0;
  // All of a round, by component.
  virtual absl::StatusOr<std::vector<StoredFigures>> RoundFigures(absl::Time deadline,
                                                                  const std::string& round) = 0;

  // --- Releases

  // Gives the run's results the round's next number, with the decisions that are in force. `seal`
  // gives a release that has everything else its digest, key id and signature; it may be called
  // more than once. FAILED_PRECONDITION RUN_NOT_SUCCEEDED, TIE_UNDECIDED, RELEASE_AMENDED if
  // another release than `amends` is the round's newest, OBJECTION_NOT_UPHELD, LIMIT_EXCEEDED if
  // its parts could not be read at once; ALREADY_EXISTS ALREADY_RELEASED with the metadata
  // "release" if there is one and none is to be amended.
  virtual absl::StatusOr<Release> CreateRelease(absl::Time deadline, const std::string& round,
                                                const std::string& run, const ReleaseDraft& draft,
                                                const Change& change,
                                                absl::FunctionRef<void(Release&)> seal) = 0;
  // The release of the round that this request made before, if it did. ALREADY_EXISTS
  // REQUEST_ID_REUSED.
  virtual absl::StatusOr<std::optional<Release>> FindReleaseOf(
      absl::Time deadline, const std::string& round, const ledger::RequestKey& request) = 0;
  virtual absl::StatusOr<Release> GetRelease(absl::Time deadline, const ReleaseKey& key) = 0;
  // Of one round, or of all if `round` is empty: at most `limit`, and not many more than fit into
  // `max_bytes`, but one at least if there is one.
  virtual absl::StatusOr<ReleasePage> ListReleases(absl::Time deadline, const std::string& round,
                                                   const std::optional<ReleaseKey>& after,
                                                   int limit, size_t max_bytes) = 0;

  // --- Audit trail

  virtual absl::StatusOr<std::vector<ledger::AuditRecord>> ListAudit(
      absl::Time deadline, const ledger::AuditFilter& filter, int limit) = 0;
};

}  // namespace pingyi::result
