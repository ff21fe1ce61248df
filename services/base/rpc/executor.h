// A bounded pool of threads for blocking work: its queue is the server's admission gate.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <absl/functional/any_invocable.h>

namespace pingyi::rpc {

// Thread-safe.
class Executor {
 public:
  // `threads` tasks run at once; `queue` more may wait.
  Executor(int threads, int queue);
  // As Stop().
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // False, and the task is destroyed unrun, when the queue is full or Stop() was called. Tasks must
  // not throw.
  bool TrySubmit(absl::AnyInvocable<void()> task);

  // Takes no more tasks, runs those that wait, returns when all are done. Must not be called from a
  // task.
  void Stop();

 private:
  void Work();

  int idle_;  // threads without a task
  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<absl::AnyInvocable<void()>> tasks_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace pingyi::rpc
