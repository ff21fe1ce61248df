// The time of day as the services see it: injected, so that tests decide what time it is.
#pragma once

#include <mutex>

#include <absl/time/time.h>

namespace pingyi {

// Thread-safe. Deadlines of calls are not asked here: they belong to the machine's own clock.
class Clock {
 public:
  virtual ~Clock() = default;

  // The present time, cut to microseconds, which is what the databases and the contracts keep.
  virtual absl::Time Now() const = 0;
};

// The clock of the machine.
const Clock& SystemClock();

// Stands still until it is told otherwise.
class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time now = absl::FromUnixSeconds(1700000000)) : now_(now) {}

  absl::Time Now() const override;
  void Set(absl::Time now);
  void Advance(absl::Duration by);

 private:
  mutable std::mutex mutex_;
  absl::Time now_;
};

}  // namespace pingyi
