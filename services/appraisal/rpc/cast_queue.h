// Group commit for ballots: one thread takes whatever is waiting, casts it in one transaction and
// answers each. Nothing waits for company: a lone ballot is committed at once, and while a
// transaction is being made durable the next ones gather.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include <absl/functional/any_invocable.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/appraisal/store/ballot_box.h"

namespace pingyi::appraisal {

struct CastQueueOptions {
  size_t capacity = 8192;                            // ballots waiting; more are refused
  size_t batch = 512;                                // ballots in one transaction
  absl::Duration write_timeout = absl::Seconds(10);  // of one transaction
};

// Ballots that go into the box together and are answered together. None is cast if the call was
// cancelled or its deadline passed while it waited; once in the transaction, each has its outcome.
struct CastUnit {
  using Outcome = absl::StatusOr<CastReceipt>;

  std::vector<PreparedCast> casts;
  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> cancelled;  // may be empty; asked from the queue's thread until `done`
  // Called exactly once, on the queue's thread, with one outcome a cast. Must not block or throw.
  absl::AnyInvocable<void(std::vector<Outcome>)> done;
};

// Thread-safe.
class CastQueue {
 public:
  // `box` must outlive the queue.
  CastQueue(BallotBox& box, const CastQueueOptions& options);
  // As Stop().
  ~CastQueue();
  CastQueue(const CastQueue&) = delete;
  CastQueue& operator=(const CastQueue&) = delete;

  // Takes the unit, or leaves it untouched: RESOURCE_EXHAUSTED with reason SERVER_OVERLOADED when
  // the queue is full, UNAVAILABLE with reason SERVER_DRAINING after Stop(). A unit larger than
  // the whole queue gets in when nothing is waiting. Does not block.
  absl::Status Submit(CastUnit&& unit);

  // Takes no more units, answers those that wait, returns when that is done. Must not be called
  // from a unit's `done`.
  void Stop();

 private:
  void Work();
  std::vector<CastUnit> TakeWaiting();
  void Write(std::vector<CastUnit> units);
  void CastOrSplit(std::span<const PreparedCast> casts, std::span<CastUnit::Outcome> outcomes);
  std::vector<CastUnit::Outcome> TryCast(std::span<const PreparedCast> casts);

  BallotBox& box_;
  const CastQueueOptions options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<CastUnit> waiting_;
  size_t waiting_casts_ = 0;
  bool stopped_ = false;
  std::mutex join_mutex_;
  std::thread writer_;  // last, so that it starts when everything else is there
};

}  // namespace pingyi::appraisal
