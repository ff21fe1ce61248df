// The part of the SQL store that keeps the figures of components; ResultStore tells what each
// function does.
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

absl::StatusOr<StoredFigures> PutFigures(sql::Transaction& transaction,
                                         const StoredFigures& figures, const Change& change);
absl::StatusOr<std::vector<StoredFigures>> LoadFiguresList(sql::Transaction& transaction,
                                                           const std::string& round,
                                                           const std::string& after, int limit);
absl::StatusOr<std::vector<StoredFigures>> LoadFigures(sql::Transaction& transaction,
                                                       const std::string& round);
absl::StatusOr<StoredFigures> LoadFiguresOf(sql::Transaction& transaction, const std::string& round,
                                            const std::string& component);
// Of a request that was carried out before, if it was; as in a list, without the source.
absl::StatusOr<std::optional<StoredFigures>> LoadFiguresOf(sql::Transaction& transaction,
                                                           const std::string& round,
                                                           const std::string& component,
                                                           const ledger::RequestKey& request);

// ABORTED STORAGE_CONFLICT unless the round's figures are still those of these digests, by
// component. Whoever else changes them waits until the transaction ends.
absl::Status HoldFigures(sql::Transaction& transaction, const std::string& round,
                         const std::map<std::string, std::string>& digests);

}  // namespace pingyi::result
