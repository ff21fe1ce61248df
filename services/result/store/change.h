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

}  // namespace pingyi::result
