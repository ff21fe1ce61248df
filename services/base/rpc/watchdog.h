// Ends what takes too long.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include <absl/time/time.h>

namespace pingyi::rpc {

// Calls `bark` on a thread of its own unless it is destroyed within `limit`.
class Watchdog {
 public:
  Watchdog(absl::Duration limit, std::function<void()> bark);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool called_off_ = false;
  std::thread thread_;
};

}  // namespace pingyi::rpc
