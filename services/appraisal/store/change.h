// The order in which every change is made, in one place: the request is claimed, the change made,
// the request settled, all in one transaction.
//
// Where writers run side by side, what a change relies on until its commit is locked as it is read,
// by all in this order: request id, round, then the round's other rows, which nobody changes
// without the lock of the round. Casts share that lock and everything else has it alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/appraisal/store/round_store.h"
#include "services/base/clock/clock.h"
#include "services/base/sql/database.h"
#include "services/base/sql/time.h"

namespace pingyi::appraisal {

// Makes the change and gives what a repetition of the request must know: usually the resource. Runs
// again after a conflict.
using ChangeFn = absl::FunctionRef<absl::StatusOr<std::string>(sql::Transaction&, absl::Time now)>;

// Answers a repetition from what the change gave.
using RepeatFn = absl::FunctionRef<absl::Status(sql::Transaction&, std::string_view recorded)>;

absl::Status RunChange(sql::Database& database, const Clock& clock, const ChangeContext& context,
                       ChangeFn change, RepeatFn repeat);

// The time as the database will give it back.
inline absl::Time CutToMicros(absl::Time time) { return sql::FromMicros(sql::ToMicros(time)); }

// Appends to the audit trail what was done to `resource`, a name.
absl::Status Audit(sql::Transaction& transaction, const ChangeContext& context, absl::Time now,
                   std::string_view action, std::string_view resource, std::string_view detail);

}  // namespace pingyi::appraisal
