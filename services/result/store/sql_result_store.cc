#include "services/result/store/sql_result_store.h"

#include <utility>

#include <fmt/format.h>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/result/store/change.h"
#include "services/result/store/in_transaction.h"
#include "services/result/store/resource_names.h"
#include "services/result/store/sql_figures.h"
#include "services/result/store/sql_policies.h"
#include "services/result/store/sql_releases.h"
#include "services/result/store/sql_results.h"
#include "services/result/store/sql_runs.h"
#include "services/result/store/sql_subjects.h"

namespace pingyi::result {
absl::StatusOr<PolicyVersion> SqlResultStore::CreatePolicy(absl::Time deadline,
                                                           const PolicyVersion& policy,
                                                           const Change& change) {
  return Write(database_, deadline,
               [&](sql::Transaction& tx) { return kPolicies.Insert(tx, policy, change); });
}

absl::StatusOr<PolicyVersion> SqlResultStore::GetPolicy(absl::Time deadline, const PolicyKey& key) {
  return Read(database_, deadline, [&](sql::Transaction& tx) { return kPolicies.Load(tx, key); });
}

absl::StatusOr<std::vector<PolicyVersion>> SqlResultStore::ListPolicies(
    absl::Time deadline, const std::string& policy, const std::optional<PolicyKey>& after,
    int limit, size_t max_bytes) {
  return Read(database_, deadline, [&](sql::Transaction& tx) {
    return kPolicies.List(tx, policy, after, limit, max_bytes);
  });
}

absl::StatusOr<RunRecord> SqlResultStore::BeginRun(absl::Time deadline, const std::string& round,
                                                   const std::string& new_run, absl::Duration lease,
                                                   const Change& change) {
  return Write(database_, deadline, [&](sql::Transaction& tx) {
    return result::BeginRun(tx, round, new_run, lease, change);
  });
}

absl::Status SqlResultStore::RecordProgress(absl::Time deadline, const RunLease& lease,
                                            const RunProgress& progress, absl::Time now,
                                            absl::Duration duration) {
  return database_.Write(deadline, [&](sql::Transaction& tx) {
    return UpdateProgress(tx, lease, progress, now + duration);
  });
}

absl::StatusOr<RunRecord> SqlResultStore::StoreResults(absl::Time deadline, const RunLease& lease,
                                                       const RunResults& results,
                                                       const Change& change) {
  const std::vector<sql::Value> cells = ResultCells(lease.run, results.results);
  const std::vector<sql::Value> board_cells = BoardCells(lease.run, results.board_rows);
  const std::string name = RunName(lease.round, lease.run);
  return Write(database_, deadline, [&](sql::Transaction& tx) -> absl::StatusOr<RunRecord> {
    absl::Status status = HoldLease(tx, lease);
    if (status.ok()) status = HoldFigures(tx, lease.round, results.figures_digests);
    if (status.ok()) status = HoldExclusions(tx, lease.round, results.exclusions);
    if (status.ok()) status = InsertResults(tx, cells);
    if (status.ok()) status = InsertBoards(tx, board_cells);
    if (status.ok()) status = EndSucceeded(tx, lease, results, change.now);
    if (status.ok()) {
      status = Audit(tx, change, "run.succeed", name, "result digest " + results.digest);
    }
    if (status.ok()) {
      status = ledger::RecordRequest(tx, change.request, name, sql::ToMicros(change.now));
    }
    if (!status.ok()) return status;
    return LoadRun(tx, lease.round, lease.run);
  });
}

absl::StatusOr<std::vector<StoredBoardRow>> SqlResultStore::ListBoardRows(absl::Time deadline,
                                                                          const std::string& round,
                                                                          const std::string& run,
                                                                          int64_t after,
                                                                          int limit) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadBoards(tx, round, run, after, limit); });
}

absl::StatusOr<StoredExclusion> SqlResultStore::SetExclusion(absl::Time deadline,
                                                             const StoredExclusion& exclusion,
                                                             const Change& change) {
  return Write(database_, deadline,
               [&](sql::Transaction& tx) { return PutExclusion(tx, exclusion, change); });
}

absl::StatusOr<std::optional<StoredExclusion>> SqlResultStore::FindExclusionOf(
    absl::Time deadline, const StoredExclusion& exclusion, const ledger::RequestKey& request) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadExclusionOf(tx, exclusion, request); });
}

absl::Status SqlResultStore::RemoveExclusion(absl::Time deadline, const ExclusionKey& key,
                                             const Change& change) {
  return database_.Write(deadline,
                         [&](sql::Transaction& tx) { return DropExclusion(tx, key, change); });
}

absl::StatusOr<std::vector<StoredExclusion>> SqlResultStore::ListExclusions(
    absl::Time deadline, const std::string& round, const std::string& after, int limit) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadExclusions(tx, round, after, limit); });
}

absl::StatusOr<RunRecord> SqlResultStore::FailRun(absl::Time deadline, const RunLease& lease,
                                                  const std::string& error,
                                                  const std::string& reason, const Change& change) {
  return Write(database_, deadline, [&](sql::Transaction& tx) -> absl::StatusOr<RunRecord> {
    absl::Status status = EndFailed(tx, lease, error, change.now);
    if (status.ok()) {
      status = Audit(tx, change, "run.fail", RunName(lease.round, lease.run),
                     fmt::format("attempt {}: {}", lease.attempt, reason));
    }
    if (!status.ok()) return status;
    return LoadRun(tx, lease.round, lease.run);
  });
}

absl::StatusOr<RunRecord> SqlResultStore::GetRun(absl::Time deadline, const std::string& round,
                                                 const std::string& run) {
  return Read(database_, deadline, [&](sql::Transaction& tx) { return LoadRun(tx, round, run); });
}

absl::StatusOr<std::vector<RunRecord>> SqlResultStore::ListRuns(absl::Time deadline,
                                                                const std::string& round,
                                                                std::optional<RunState> state,
                                                                const std::string& after_round,
                                                                int limit) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadRuns(tx, round, state, after_round, limit); });
}

absl::StatusOr<std::map<std::string, RunRecord>> SqlResultStore::FindRuns(
    absl::Time deadline, std::span<const std::string> rounds) {
  return Read(database_, deadline, [&](sql::Transaction& tx) { return LoadRunsOf(tx, rounds); });
}

absl::StatusOr<ResultPage> SqlResultStore::ListResults(absl::Time deadline,
                                                       const std::string& round,
                                                       const std::string& run,
                                                       const std::optional<ResultKey>& after,
                                                       int limit, size_t max_bytes) {
  return Read(database_, deadline, [&](sql::Transaction& tx) {
    return LoadResults(tx, round, run, after, limit, max_bytes);
  });
}

absl::StatusOr<ResultPage> SqlResultStore::ListResultsByPosition(absl::Time deadline,
                                                                 const std::string& round,
                                                                 const std::string& run,
                                                                 int64_t after, int limit,
                                                                 size_t max_bytes) {
  return Read(database_, deadline, [&](sql::Transaction& tx) {
    return LoadResultsByPosition(tx, round, run, after, limit, max_bytes);
  });
}

absl::StatusOr<ShapedResult> SqlResultStore::GetResult(absl::Time deadline,
                                                       const std::string& round,
                                                       const std::string& run,
                                                       const std::string& subject) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadResult(tx, round, run, subject); });
}

absl::StatusOr<StoredFigures> SqlResultStore::SetFigures(absl::Time deadline,
                                                         const StoredFigures& figures,
                                                         const Change& change) {
  return Write(database_, deadline,
               [&](sql::Transaction& tx) { return PutFigures(tx, figures, change); });
}

absl::StatusOr<std::optional<StoredFigures>> SqlResultStore::FindFiguresOf(
    absl::Time deadline, const std::string& round, const std::string& component,
    const ledger::RequestKey& request) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadFiguresOf(tx, round, component, request); });
}

absl::StatusOr<std::vector<StoredFigures>> SqlResultStore::ListFigures(absl::Time deadline,
                                                                       const std::string& round,
                                                                       const std::string& after,
                                                                       int limit) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadFiguresList(tx, round, after, limit); });
}

absl::StatusOr<StoredFigures> SqlResultStore::GetFigures(absl::Time deadline,
                                                         const std::string& round,
                                                         const std::string& component) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadFiguresOf(tx, round, component); });
}

absl::StatusOr<std::vector<StoredFigures>> SqlResultStore::RoundFigures(absl::Time deadline,
                                                                        const std::string& round) {
  return Read(database_, deadline, [&](sql::Transaction& tx) { return LoadFigures(tx, round); });
}

absl::StatusOr<Release> SqlResultStore::CreateRelease(absl::Time deadline, const std::string& round,
                                                      const std::string& run,
                                                      const ReleaseDraft& draft,
                                                      const Change& change,
                                                      absl::FunctionRef<void(Release&)> seal) {
  return Write(database_, deadline, [&](sql::Transaction& tx) {
    return InsertRelease(tx, round, run, draft, change, seal);
  });
}

absl::StatusOr<std::optional<Release>> SqlResultStore::FindReleaseOf(
    absl::Time deadline, const std::string& round, const ledger::RequestKey& request) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return LoadReleaseOf(tx, round, request); });
}

absl::StatusOr<Release> SqlResultStore::GetRelease(absl::Time deadline, const ReleaseKey& key) {
  return Read(database_, deadline, [&](sql::Transaction& tx) { return LoadRelease(tx, key); });
}

absl::StatusOr<ReleasePage> SqlResultStore::ListReleases(absl::Time deadline,
                                                         const std::string& round,
                                                         const std::optional<ReleaseKey>& after,
                                                         int limit, size_t max_bytes) {
  return Read(database_, deadline, [&](sql::Transaction& tx) {
    return LoadReleases(tx, round, after, limit, max_bytes);
  });
}

absl::StatusOr<std::vector<ledger::AuditRecord>> SqlResultStore::ListAudit(
    absl::Time deadline, const ledger::AuditFilter& filter, int limit) {
  return Read(database_, deadline,
              [&](sql::Transaction& tx) { return ledger::ListAudit(tx, filter, limit); });
}

}  // namespace pingyi::result
