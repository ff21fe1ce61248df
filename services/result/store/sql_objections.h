// The objections' part of the SQL store; WorkflowStore tells what each function does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

absl::StatusOr<Objection> InsertObjection(sql::Transaction& transaction, const Objection& objection,
                                          const Change& change);
absl::StatusOr<std::optional<Objection>> LoadObjectionOf(sql::Transaction& transaction,
                                                         const ReleaseKey& release,
                                                         const ledger::RequestKey& request);
absl::StatusOr<Objection> InsertAnswer(sql::Transaction& transaction, const ObjectionKey& key,
                                       ObjectionState state, const std::string& answer,
                                       const Change& change);
absl::StatusOr<Objection> LoadObjection(sql::Transaction& transaction, const ObjectionKey& key);
absl::StatusOr<std::vector<Objection>> LoadObjections(sql::Transaction& transaction,
                                                      const ObjectionFilter& filter,
                                                      const std::optional<ObjectionKey>& after,
                                                      int limit);

// The objections as a release is to settle them, in the order of their releases and numbers:
// FAILED_PRECONDITION OBJECTION_NOT_UPHELD if one is not upheld or is settled.
absl::StatusOr<std::vector<SettledObjection>> LoadToSettle(sql::Transaction& transaction,
                                                           std::vector<ObjectionKey> keys);

}  // namespace pingyi::result
