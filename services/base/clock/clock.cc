#include "services/base/clock/clock.h"

#include <absl/time/clock.h>

namespace pingyi {
namespace {

class MachineClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixMicros(absl::ToUnixMicros(absl::Now())); }
};

}  // namespace

const Clock& SystemClock() {
  static const MachineClock clock;
  return clock;
}

absl::Time FakeClock::Now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

void FakeClock::Set(absl::Time now) {
  const std::lock_guard lock(mutex_);
  now_ = now;
}

void FakeClock::Advance(absl::Duration by) {
  const std::lock_guard lock(mutex_);
  now_ += by;
}

}  // namespace pingyi
