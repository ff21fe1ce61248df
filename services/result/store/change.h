// What every change has in common.
//
// Where writers run side by side, what a change relies on until its commit is locked as it is read,
// by all in this order: request id, run. Whatever belongs to a round – its results, its releases –
// is changed under the lock of its run; the versions of a policy need none, for their key decides.
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
