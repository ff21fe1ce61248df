// Thins out the log lines of an event that may come with every call.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include <absl/time/time.h>

namespace pingyi::telemetry {

// Thread-safe.
class Sparing {
 public:
  // At most one line in each `interval`.
  explicit Sparing(absl::Duration interval) : interval_(interval) {}

  // Counts an event. If a line is due: how many events there were since the last one, this one
  // among them.
  std::optional<int64_t> Count(absl::Time now);

 private:
  const absl::Duration interval_;
  std::mutex mutex_;
  absl::Time next_ = absl::InfinitePast();
  int64_t events_ = 0;  // since the last line
};

}  // namespace pingyi::telemetry
