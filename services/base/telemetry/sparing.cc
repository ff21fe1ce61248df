#include "services/base/telemetry/sparing.h"

#include <utility>

namespace pingyi::telemetry {

std::optional<int64_t> Sparing::Count(absl::Time now) {
  const std::lock_guard lock(mutex_);
  ++events_;
  if (now < next_) return std::nullopt;
  next_ = now + interval_;
  return std::exchange(events_, 0);
}

}  // namespace pingyi::telemetry
