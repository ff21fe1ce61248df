#include "services/base/rpc/watchdog.h"

#include <chrono>
#include <utility>

namespace pingyi::rpc {

Watchdog::Watchdog(absl::Duration limit, std::function<void()> bark)
    : thread_([this, limit, bark = std::move(bark)] {
        std::unique_lock lock(mutex_);
        const bool called_off =
            wake_.wait_for(lock, absl::ToChronoMilliseconds(limit), [this] { return called_off_; });
        if (!called_off) bark();
      }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    called_off_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

}  // namespace pingyi::rpc
