#include "services/base/rpc/kit.h"

#include <utility>
#include <vector>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::rpc {

Kit::Kit(const KitOptions& options, IdSource& ids)
    : default_deadline_(options.default_deadline),
      rights_(options.rights),
      ids_(ids),
      executor_(options.threads, options.queue) {}

void Kit::BeginDrain() {
  std::map<uint64_t, std::function<void()>> ends;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    ends.swap(on_drain_);
  }
  for (const auto& [registration, end] : ends) end();
}

bool Kit::draining() const {
  const std::lock_guard lock(mutex_);
  return draining_;
}

uint64_t Kit::OnDrain(std::function<void()> end) {
  uint64_t registration = 0;
  {
    const std::lock_guard lock(mutex_);
    registration = next_registration_++;
    if (!draining_) {
      on_drain_.emplace(registration, std::move(end));
      return registration;
    }
  }
  end();
  return registration;
}

void Kit::Forget(uint64_t registration) {
  const std::lock_guard lock(mutex_);
  on_drain_.erase(registration);
}

absl::Status NoRoom(const Kit& kit) {
  if (kit.draining()) {
    return MakeError(absl::StatusCode::kUnavailable, reason::kServerDraining,
                     "the server is shutting down");
  }
  return MakeError(absl::StatusCode::kResourceExhausted, reason::kServerOverloaded,
                   "the server has more calls than it can take: try again later");
}

}  // namespace pingyi::rpc
