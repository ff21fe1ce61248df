// Group commit for ballots: one thread takes whatever is waiting, casts it in one transaction and
// answers each. Nothing waits for company: a lone ballot is committed at once, and while a
// transaction is being made durable the next ones gather. Where some have gathered, a second thread
// answers for the one that writes, so that the database does not wait for answers to be sent. A
// thread that may block casts a lone ballot by itself, and wakes no other for it; never do two
// transactions run at once.
//
// A transaction that fails as a whole – a row the database will not have, a conflict with another
// process that does not end – is tried again in halves, down to single ballots, so that only those
// that cannot be cast are refused; and what failed for a reason that time may heal is tried again
// while there is time. All attempts together take no longer than `write_timeout`. A
// database that is away (UNAVAILABLE) is told to all at once: every half would only tell it again.
// Whether those ballots were cast may not be known then; whoever sends one again with its request
// id gets the receipt, if it was.
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
  // What may wait, in ballots and in bytes of memory; more is refused. A ballot of a large round
  // weighs as much as thousands of a small one.
  size_t capacity = 8192;
  size_t capacity_bytes = size_t{64} << 20;
  // What goes into one transaction.
  size_t batch = 512;
  size_t batch_bytes = size_t{8} << 20;
  // How long one may take, attempts in halves included.
  absl::Duration write_timeout = absl::Seconds(10);
  // How many transactions in a row must have met nobody else before a thread casts by itself: where
  // ballots come side by side, more of them go into one if the queue's own thread takes them.
  int lone_before_in_place = 16;
};

// Ballots that go into the box together and are answered together. None is cast if the call was
// cancelled or its deadline passed while it waited; once in the transaction, each has its outcome.
struct CastUnit {
  using Outcome = absl::StatusOr<CastReceipt>;

  std::vector<PreparedCast> casts;
  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> cancelled;  // may be empty; asked from any of these threads until `done`
  // Called exactly once, with one outcome a cast, on a thread of the queue or on the one in
  // SubmitOrCast(). Must not block or throw.
  absl::AnyInvocable<void(std::vector<Outcome>)> done;
};

// What a ballot on its way weighs in memory, near enough.
size_t WeightOf(const PreparedCast& cast);

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

  // As Submit(), but where units have come one by one lately, and nothing waits and nothing is
  // being written, the unit is cast and answered before this returns. It blocks as long as one
  // transaction takes; what has not begun to commit within a tenth of a second is left to the
  // queue's own thread.
  absl::Status SubmitOrCast(CastUnit&& unit);

  // Takes no more units, answers those that wait, returns when that is done. Must not be called
  // from a unit's `done`.
  void Stop();

 private:
  struct Waiting {
    CastUnit unit;
    size_t bytes;
  };

  // Units that were cast, and what came of it. With the ballots, so that whoever answers gives
  // their memory back, too.
  struct Written {
    std::vector<CastUnit> units;
    std::vector<size_t> counts;  // of casts in each unit
    std::vector<PreparedCast> casts;
    std::vector<CastUnit::Outcome> outcomes;

    void Answer();
  };

  absl::Status Enqueue(CastUnit&& unit, bool* cast_here);
  void Work();
  void AnswerWritten();
  std::vector<CastUnit> TakeWaiting();
  void Write(std::vector<CastUnit> units);
  void EndWriting();
  void GiveBack(CastUnit&& unit);
  bool LeaveToAnswer(Written& written);
  void CastAll(absl::Time until, std::span<const PreparedCast> casts,
               std::span<CastUnit::Outcome> outcomes);
  void CastOrSplit(absl::Time until, std::span<const PreparedCast> casts,
                   std::span<CastUnit::Outcome> outcomes);
  absl::StatusOr<CastOutcomes> TryCast(absl::Time deadline, std::span<const PreparedCast> casts);

  BallotBox& box_;
  const CastQueueOptions options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;
  size_t waiting_casts_ = 0;
  size_t waiting_bytes_ = 0;
  bool stopped_ = false;
  bool writing_ = false;  // a transaction runs, whoever runs it
  int lone_ = 0;          // transactions since a unit met another or failed in place
  std::condition_variable wake_answerer_;
  std::deque<Written> unanswered_;
  bool written_all_ = false;
  std::mutex join_mutex_;
  std::thread answerer_;  // these last, so that they start when everything else is there
  std::thread writer_;
};

}  // namespace pingyi::appraisal
