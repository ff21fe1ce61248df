// The runs' part of the SQL store; ResultStore tells what each function does.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

absl::StatusOr<RunRecord> BeginRun(sql::Transaction& transaction, const std::string& round,
                                   const std::string& new_run, absl::Duration lease,
                                   const Change& change);
absl::Status UpdateProgress(sql::Transaction& transaction, const RunLease& lease,
                            const RunProgress& progress, absl::Time lease_expiry);

// Writes the round's run, if it has one that did not succeed, and gives its state; nullopt without
// a run. Goes with every change of what results rest on: StoreResults() writes the same row, so
// that the two meet at the commit also where they run on two nodes of a cluster, which compares
// nothing but what transactions have written. On one node it is the lock that both wait for.
absl::StatusOr<std::optional<RunState>> TouchRun(sql::Transaction& transaction,
                                                 const std::string& round);

// OK if the lease is still the caller's; keeps others from taking it before the transaction ends.
absl::Status HoldLease(sql::Transaction& transaction, const RunLease& lease);
// Ends the run; the rows of its results are stored before (sql_results.h).
absl::Status EndSucceeded(sql::Transaction& transaction, const RunLease& lease,
                          const RunResults& results, absl::Time now);
absl::Status EndFailed(sql::Transaction& transaction, const RunLease& lease,
                       const std::string& error, absl::Time now);

absl::StatusOr<RunRecord> LoadRun(sql::Transaction& transaction, const std::string& round,
                                  const std::string& run);
// As LoadRun, for a run whose results are to be released: FAILED_PRECONDITION RUN_NOT_SUCCEEDED.
// Whoever else does this for the same run waits until the transaction ends.
absl::StatusOr<RunRecord> LockSucceededRun(sql::Transaction& transaction, const std::string& round,
                                           const std::string& run);
// What its results are made of; the same errors.
absl::StatusOr<ResultShape> LoadShape(sql::Transaction& transaction, const std::string& round,
                                      const std::string& run);
absl::StatusOr<std::vector<RunRecord>> LoadRuns(sql::Transaction& transaction,
                                                const std::string& round,
                                                std::optional<RunState> state,
                                                const std::string& after_round, int limit);
absl::StatusOr<std::map<std::string, RunRecord>> LoadRunsOf(sql::Transaction& transaction,
                                                            std::span<const std::string> rounds);

}  // namespace pingyi::result
