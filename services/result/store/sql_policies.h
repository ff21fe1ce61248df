// The policies' part of the SQL store; ResultStore tells what each function does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

absl::StatusOr<PolicyVersion> InsertPolicy(sql::Transaction& transaction,
                                           const PolicyVersion& policy, const Change& change);
absl::StatusOr<PolicyVersion> LoadPolicy(sql::Transaction& transaction, const PolicyKey& key);
absl::StatusOr<std::vector<PolicyVersion>> LoadPolicies(sql::Transaction& transaction,
                                                        const std::string& policy,
                                                        const std::optional<PolicyKey>& after,
                                                        int limit);

}  // namespace pingyi::result
