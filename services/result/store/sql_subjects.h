// The part of the SQL store about exclusions and leaderboards; ResultStore tells what each function
// does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

absl::StatusOr<StoredExclusion> PutExclusion(sql::Transaction& transaction,
                                             const StoredExclusion& exclusion,
                                             const Change& change);
// The exclusion of a request that was carried out before, if it was.
absl::StatusOr<std::optional<StoredExclusion>> LoadExclusionOf(sql::Transaction& transaction,
                                                               const StoredExclusion& exclusion,
                                                               const ledger::RequestKey& request);
absl::Status DropExclusion(sql::Transaction& transaction, const ExclusionKey& key,
                           const Change& change);
absl::StatusOr<std::vector<StoredExclusion>> LoadExclusions(sql::Transaction& transaction,
                                                            const std::string& round,
                                                            const std::string& after, int limit);
// ABORTED STORAGE_CONFLICT if the round's exclusions, kinds by subject, are other ones. Holds them
// as they are until the commit.
absl::Status HoldExclusions(sql::Transaction& transaction, const std::string& round,
                            const std::map<std::string, std::string>& kinds);

// The cells of all rows, made once before the transaction, which may run more than once.
std::vector<sql::Value> BoardCells(const std::string& run, const std::vector<StoredBoardRow>& rows);
absl::Status InsertBoards(sql::Transaction& transaction, const std::vector<sql::Value>& cells);
absl::StatusOr<std::vector<StoredBoardRow>> LoadBoards(sql::Transaction& transaction,
                                                       const std::string& round,
                                                       const std::string& run, int64_t after,
                                                       int limit);

}  // namespace pingyi::result
