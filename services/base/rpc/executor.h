// A bounded pool of threads for blocking work: its queue is the server's admission gate.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <list>
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
  using Task = absl::AnyInvocable<void()>;

  // A thread, and what it is handed while it has nothing to do.
  struct Worker {
    std::condition_variable wake;
    Task task;
    std::thread thread;
  };

  void Work(Worker& self);
  void RunAll(std::unique_lock<std::mutex>& lock, Task task);

  const size_t limit_;
  std::mutex mutex_;  // guards all below but the threads, which the constructor and Stop() touch
  // Without a task. The last to finish is the first to go on: what it needs is still in the caches.
  std::vector<Worker*> idle_;
  std::deque<Task> tasks_;  // empty while a thread is idle
  bool stopped_ = false;
  std::list<Worker> workers_;
};

}  // namespace pingyi::rpc
