// The one implementation of ResultStore, for every database that base/sql knows.
#pragma once

#include "services/base/sql/database.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

class SqlResultStore final : public ResultStore {
 public:
  // The database must have the schema of schema.h, and outlive the store.
  explicit SqlResultStore(sql::Database& database) : database_(database) {}

  absl::StatusOr<PolicyVersion> CreatePolicy(absl::Time deadline, const PolicyVersion& policy,
                                             const Change& change) override;
  absl::StatusOr<PolicyVersion> GetPolicy(absl::Time deadline, const PolicyKey& key) override;
  absl::StatusOr<std::vector<PolicyVersion>> ListPolicies(absl::Time deadline,
                                                          const std::string& policy,
                                                          const std::optional<PolicyKey>& after,
                                                          int limit, size_t max_bytes) override;

  absl::StatusOr<RunRecord> BeginRun(absl::Time deadline, const std::string& round,
                                     const std::string& new_run, absl::Duration lease,
                                     const Change& change) override;
  absl::Status RecordProgress(absl::Time deadline, const RunLease& lease,
                              const RunProgress& progress, absl::Time now,
                              absl::Duration duration) override;
  absl::StatusOr<RunRecord> StoreResults(absl::Time deadline, const RunLease& lease,
                                         const RunResults& results, const Change& change) override;
  absl::StatusOr<RunRecord> FailRun(absl::Time deadline, const RunLease& lease,
                                    const std::string& error, const std::string& reason,
                                    const Change& change) override;
  absl::StatusOr<RunRecord> GetRun(absl::Time deadline, const std::string& round,
                                   const std::string& run) override;
  absl::StatusOr<std::vector<RunRecord>> ListRuns(absl::Time deadline, const std::string& round,
                                                  std::optional<RunState> state,
                                                  const std::string& after_round,
                                                  int limit) override;
  absl::StatusOr<std::map<std::string, RunRecord>> FindRuns(
      absl::Time deadline, std::span<const std::string> rounds) override;

  absl::StatusOr<ResultPage> ListResults(absl::Time deadline, const std::string& round,
                                         const std::string& run,
                                         const std::optional<ResultKey>& after, int limit,
                                         size_t max_bytes) override;
  absl::StatusOr<ResultPage> ListResultsByPosition(absl::Time deadline, const std::string& round,
                                                   const std::string& run, int64_t after, int limit,
                                                   size_t max_bytes) override;
  absl::StatusOr<ShapedResult> GetResult(absl::Time deadline, const std::string& round,
                                         const std::string& run,
                                         const std::string& subject) override;

  absl::StatusOr<std::vector<StoredBoardRow>> ListBoardRows(absl::Time deadline,
                                                            const std::string& round,
                                                            const std::string& run, int64_t after,
                                                            int limit) override;
  absl::StatusOr<StoredExclusion> SetExclusion(absl::Time deadline,
                                               const StoredExclusion& exclusion,
                                               const Change& change) override;
  absl::StatusOr<std::optional<StoredExclusion>> FindExclusionOf(
      absl::Time deadline, const StoredExclusion& exclusion,
      const ledger::RequestKey& request) override;
  absl::Status RemoveExclusion(absl::Time deadline, const ExclusionKey& key,
                               const Change& change) override;
  absl::StatusOr<std::vector<StoredExclusion>> ListExclusions(absl::Time deadline,
                                                              const std::string& round,
                                                              const std::string& after,
                                                              int limit) override;
  absl::StatusOr<StoredFigures> SetFigures(absl::Time deadline, const StoredFigures& figures,
                                           const Change& change) override;
  absl::StatusOr<std::optional<StoredFigures>> FindFiguresOf(
      absl::Time deadline, const std::string& round, const std::string& component,
      const ledger::RequestKey& request) override;
  absl::StatusOr<std::vector<StoredFigures>> ListFigures(absl::Time deadline,
                                                         const std::string& round,
                                                         const std::string& after,
                                                         int limit) override;
  absl::StatusOr<StoredFigures> GetFigures(absl::Time deadline, const std::string& round,
                                           const std::string& component) override;
  absl::StatusOr<std::vector<StoredFigures>> RoundFigures(absl::Time deadline,
                                                          const std::string& round) override;

  absl::StatusOr<Release> CreateRelease(absl::Time deadline, const std::string& round,
                                        const std::string& run, const ReleaseDraft& draft,
                                        const Change& change,
                                        absl::FunctionRef<void(Release&)> seal) override;
  absl::StatusOr<std::optional<Release>> FindReleaseOf(absl::Time deadline,
                                                       const std::string& round,
                                                       const ledger::RequestKey& request) override;
  absl::StatusOr<Release> GetRelease(absl::Time deadline, const ReleaseKey& key) override;
  absl::StatusOr<ReleasePage> ListReleases(absl::Time deadline, const std::string& round,
                                           const std::optional<ReleaseKey>& after, int limit,
                                           size_t max_bytes) override;

  absl::StatusOr<std::vector<ledger::AuditRecord>> ListAudit(absl::Time deadline,
                                                             const ledger::AuditFilter& filter,
                                                             int limit) override;

 private:
  sql::Database& database_;
};

}  // namespace pingyi::result
