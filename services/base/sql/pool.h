// A bounded set of connections that callers borrow one at a time, in the order they asked.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <absl/functional/any_invocable.h>
#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace pingyi::sql {

// Thread safe. Connections are opened when first needed, at most `limit`, and used last-in
// first-out, so that the warmest serves. The pool outlives its leases.
template <typename Connection>
class Pool {
 public:
  using Open =
      absl::AnyInvocable<absl::StatusOr<std::unique_ptr<Connection>>(absl::Time deadline) const>;

  // A borrowed connection; goes back when the lease ends.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_ == nullptr) return;
      if (broken_) connection_ = nullptr;  // closed before another is opened in its place
      pool_->Return(std::move(connection_));
    }

    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

    // The connection is not to be used again: it is closed, and a new one opened when one is
    // needed.
    void Break() { broken_ = true; }

    // Closes the connection and opens another in its place, which the caller keeps. After an error,
    // that of opening, the lease has ended.
    absl::Status Reopen(absl::Time deadline) {
      connection_ = nullptr;
      absl::StatusOr<std::unique_ptr<Connection>> opened = pool_->open_(deadline);
      if (!opened.ok()) {
        pool_->Return(nullptr);
        return opened.status();
      }
      connection_ = *std::move(opened);
      return absl::OkStatus();
    }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    bool broken_ = false;
  };

  Pool(size_t limit, Open open) : open_(std::move(open)), free_places_(limit) {}

  using Suits = absl::FunctionRef<bool(const Connection&)>;

  // Waits for a connection until the deadline, then DEADLINE_EXCEEDED. An error of opening one is
  // given as it is.
  absl::StatusOr<Lease> Acquire(absl::Time deadline) {
    return Acquire(deadline, [](const Connection&) { return true; });
  }

  // The same for a caller who has a choice: while there is one, only a connection that suits, a new
  // one if need be, in the place of the one unused for longest if there is no other. The only idle
  // one, and one that was waited for, is given as it is: else a busy pool would open more the
  // busier it is.
  absl::StatusOr<Lease> Acquire(absl::Time deadline, Suits suits);

  // How many callers wait at this moment.
  size_t waiting() const {
    std::unique_lock lock(mutex_);
    return queue_.size();
  }

 private:
  // A caller in the queue. A place is the right to have a connection, handed over with one or
  // without.
  struct Waiter {
    std::condition_variable ready;
    bool has_place = false;
    std::unique_ptr<Connection> connection;
  };

  // An idle connection or the right to open one, in the place of `unsuited` if that is set.
  bool TakeIdle(Suits suits, std::unique_ptr<Connection>& taken,
                std::unique_ptr<Connection>& unsuited);

  // Gives up a place, with its connection or (nullptr) without, to the first who waits.
  void Return(std::unique_ptr<Connection> connection);
  absl::Status WaitForPlace(std::unique_lock<std::mutex>& lock, Waiter& self, absl::Time deadline);

  const Open open_;
  // Of the standard library: the thread sanitizer sees these, not those of a library built without
  // it.
  mutable std::mutex mutex_;  // guards all below
  size_t free_places_;        // without a connection
  std::vector<std::unique_ptr<Connection>> idle_;
  std::deque<Waiter*> queue_;
};

template <typename Connection>
absl::StatusOr<typename Pool<Connection>::Lease> Pool<Connection>::Acquire(absl::Time deadline,
                                                                           Suits suits) {
  Waiter self;
  std::unique_ptr<Connection> unsuited;
  {
    std::unique_lock lock(mutex_);
    if (!TakeIdle(suits, self.connection, unsuited)) {
      if (absl::Status status = WaitForPlace(lock, self, deadline); !status.ok()) return status;
    }
  }
  unsuited = nullptr;  // closed before another is opened in its place
  if (self.connection == nullptr) {
    absl::StatusOr<std::unique_ptr<Connection>> opened = open_(deadline);
    if (!opened.ok()) {
      Return(nullptr);
      return opened.status();
    }
    self.connection = *std::move(opened);
  }
  return Lease(this, std::move(self.connection));
}

template <typename Connection>
bool Pool<Connection>::TakeIdle(Suits suits, std::unique_ptr<Connection>& taken,
                                std::unique_ptr<Connection>& unsuited) {
  // The last used first.
  const auto found = std::find_if(idle_.rbegin(), idle_.rend(),
                                  [&](const auto& connection) { return suits(*connection); });
  if (found != idle_.rend()) {
    taken = std::move(*found);
    idle_.erase(std::next(found).base());
  } else if (free_places_ > 0) {
    --free_places_;
  } else if (idle_.size() > 1) {
    unsuited = std::move(idle_.front());
    idle_.erase(idle_.begin());
  } else if (!idle_.empty()) {
    taken = std::move(idle_.back());
    idle_.pop_back();
  } else {
    return false;
  }
  return true;
}

template <typename Connection>
absl::Status Pool<Connection>::WaitForPlace(std::unique_lock<std::mutex>& lock, Waiter& self,
                                            absl::Time deadline) {
  queue_.push_back(&self);
  if (self.ready.wait_until(lock, absl::ToChronoTime(deadline), [&] { return self.has_place; })) {
    return absl::OkStatus();
  }
  std::erase(queue_, &self);
  return absl::DeadlineExceededError("no database connection was free in time");
}

template <typename Connection>
void Pool<Connection>::Return(std::unique_ptr<Connection> connection) {
  std::unique_lock lock(mutex_);
  if (!queue_.empty()) {
    Waiter* next = queue_.front();
    queue_.pop_front();
    next->connection = std::move(connection);
    next->has_place = true;
    next->ready.notify_one();  // under the lock: the waiter goes away once it has it
  } else if (connection != nullptr) {
    idle_.push_back(std::move(connection));
  } else {
    ++free_places_;
  }
}

}  // namespace pingyi::sql
