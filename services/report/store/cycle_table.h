// Cycles in the database.
#pragma once

#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/report/store/report_store.h"
#include "services/report/store/rows.h"

namespace pingyi::report {

// ALREADY_EXISTS when the id is taken.
absl::Status InsertCycle(sql::Transaction& tx, const Cycle& cycle);

absl::StatusOr<Cycle> LoadCycle(sql::Transaction& tx, const std::string& id,
                                Lock lock = Lock::kNone);

// As LoadCycle, for a change inside the cycle: FAILED_PRECONDITION CYCLE_CLOSED if it is closed,
// and until the transaction ends it can neither be closed nor get another template or due time.
// With kUpdate nothing else inside it changes either.
absl::StatusOr<Cycle> LoadOpenCycle(sql::Transaction& tx, const std::string& id,
                                    Lock lock = Lock::kShare);

absl::StatusOr<Page<Cycle>> LoadCycles(sql::Transaction& tx, std::optional<CycleState> state,
                                       const std::string& after, PageLimit limit);

// Writes all fields of a cycle that was loaded with Lock::kUpdate, and raises its version.
absl::StatusOr<Cycle> SaveCycle(sql::Transaction& tx, Cycle cycle, absl::Time now);

absl::StatusOr<bool> CycleHasReports(sql::Transaction& tx, const std::string& id);

}  // namespace pingyi::report
