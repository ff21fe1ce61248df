// Running a transaction again after a conflict with another writer.
#pragma once

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/time/time.h>

namespace pingyi::sql {

// How one attempt at a transaction ended. Only a conflict that the database reported is worth
// another attempt: a body may answer ABORTED for reasons of its own, e.g. a stale etag.
struct Attempt {
  absl::Status status;
  bool conflict = false;
};

// Time as the retry sees it; replaced in tests.
struct RetryClock {
  absl::FunctionRef<absl::Time()> now;
  absl::FunctionRef<void(absl::Duration)> sleep;
};

// Calls `attempt` until it ends without a conflict or the next one would start after the deadline,
// and then gives the conflict's status. Pauses are random between half and the whole of a bound
// that doubles from 1 ms to 64 ms.
absl::Status RetryConflicts(absl::Time deadline, absl::FunctionRef<Attempt()> attempt);
absl::Status RetryConflicts(absl::Time deadline, absl::FunctionRef<Attempt()> attempt,
                            RetryClock clock);

}  // namespace pingyi::sql
