// What every change has in common.
#pragma once

#include <string_view>

#include <absl/status/status.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// Appends the change's audit entry.
absl::Status Audit(sql::Transaction& transaction, const Change& change, std::string_view action,
                   std::string_view resource, std::string_view detail);

// NOT_FOUND for something of this name.
absl::Status NotFound(std::string_view name);

// Resource names, as the audit trail and the request ids have them.
std::string NameOf(const PolicyKey& key);
std::string RunName(std::string_view round, std::string_view run);
std::string NameOf(const ReleaseKey& key);

}  // namespace pingyi::result
