#include "services/base/sql/retry.h"

#include <algorithm>
#include <random>

#include <absl/time/clock.h>

namespace pingyi::sql {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(1);
constexpr absl::Duration kLongestPause = absl::Milliseconds(64);

// Between half and the whole, so that two writers that met once do not meet again in step.
absl::Duration Jitter(absl::Duration bound) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return bound * std::uniform_real_distribution<double>(0.5, 1.0)(random);
}

}  // namespace

absl::Status RetryConflicts(absl::Time deadline, absl::FunctionRef<Attempt()> attempt,
                            RetryClock clock) {
  for (absl::Duration bound = kFirstPause;; bound = std::min(bound * 2, kLongestPause)) {
    Attempt last = attempt();
    if (!last.conflict) return std::move(last.status);
    const absl::Duration pause = Jitter(bound);
    if (clock.now() + pause >= deadline) return std::move(last.status);
    clock.sleep(pause);
  }
}

absl::Status RetryConflicts(absl::Time deadline, absl::FunctionRef<Attempt()> attempt) {
  return RetryConflicts(
      deadline, attempt,
      RetryClock{[] { return absl::Now(); }, [](absl::Duration pause) { absl::SleepFor(pause); }});
}

}  // namespace pingyi::sql
