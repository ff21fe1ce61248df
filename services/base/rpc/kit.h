// What every handler of a server shares.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/clock/id_source.h"
#include "services/base/config/rights.h"
#include "services/base/rpc/executor.h"

namespace pingyi::rpc {

struct KitOptions {
  int threads = 16;
  int queue = 1024;
  absl::Duration default_deadline = absl::Seconds(30);
  std::optional<config::Rights> rights{};  // absent: every caller may call everything
};

// Thread-safe. Outlives the server and every service registered with it.
class Kit {
 public:
  explicit Kit(const KitOptions& options, IdSource& ids = SystemIdSource());

  Executor& executor() { return executor_; }
  IdSource& ids() { return ids_; }
  absl::Duration default_deadline() const { return default_deadline_; }
  const std::optional<config::Rights>& rights() const { return rights_; }

  // From here on a brief call may be served on the thread it came in on: for a service whose brief
  // calls wait for nothing but a file of this machine. One at a time: gRPC has at least two
  // threads, and one that is left goes on taking calls.
  void AllowInPlace() { in_place_free_ = true; }
  // Whether the caller may serve a brief call in place; then it calls LeavePlace() in the end.
  bool TakePlace() { return in_place_free_.exchange(false); }
  void LeavePlace() { in_place_free_ = true; }

  // From here on streams end; unary calls still come in until the server stops listening.
  void BeginDrain();
  bool draining() const;

  // Has `end` called once when draining begins, at once if it has begun. Forget() takes the wish
  // back, but a call of `end` that is under way may still be running then, so `end` holds what it
  // needs by weak pointer.
  uint64_t OnDrain(std::function<void()> end);
  void Forget(uint64_t registration);

 private:
  const absl::Duration default_deadline_;
  const std::optional<config::Rights> rights_;
  IdSource& ids_;
  std::atomic<bool> in_place_free_ = false;
  mutable std::mutex mutex_;
  bool draining_ = false;
  uint64_t next_registration_ = 0;
  std::map<uint64_t, std::function<void()>> on_drain_;
  Executor executor_;  // last, so that its threads end before what they use
};

// The refusal of work the kit's executor does not take: UNAVAILABLE SERVER_DRAINING once the drain
// has begun, else RESOURCE_EXHAUSTED SERVER_OVERLOADED.
absl::Status NoRoom(const Kit& kit);

}  // namespace pingyi::rpc
