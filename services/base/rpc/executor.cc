#include "services/base/rpc/executor.h"

#include <algorithm>
#include <utility>

namespace pingyi::rpc {

Executor::Executor(int threads, int queue) : limit_(static_cast<size_t>(std::max(queue, 0))) {
  for (int i = std::max(threads, 1); i > 0; --i) idle_.push_back(&workers_.emplace_back());
  for (Worker& worker : workers_) worker.thread = std::thread([this, &worker] { Work(worker); });
}

Executor::~Executor() { Stop(); }

bool Executor::TrySubmit(absl::AnyInvocable<void()> task) {
  Worker* worker = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return false;
    if (idle_.empty()) {
      if (tasks_.size() >= limit_) return false;
      tasks_.push_back(std::move(task));
      return true;
    }
    worker = idle_.back();
    idle_.pop_back();
    worker->task = std::move(task);
  }
  worker->wake.notify_one();
  return true;
}

void Executor::Stop() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopped_, true)) return;
  }
  for (Worker& worker : workers_) worker.wake.notify_one();
  for (Worker& worker : workers_) worker.thread.join();
}

void Executor::Work(Worker& self) {
  std::unique_lock lock(mutex_);
  while (true) {
    self.wake.wait(lock, [&] { return self.task || stopped_; });
    if (!self.task) return;
    RunAll(lock, std::exchange(self.task, nullptr));
    idle_.push_back(&self);
  }
}

// The task, and then what waits.
void Executor::RunAll(std::unique_lock<std::mutex>& lock, Task task) {
  while (true) {
    lock.unlock();
    task();
    task = nullptr;  // what it holds goes before the thread counts as idle
    lock.lock();
    if (tasks_.empty()) return;
    task = std::move(tasks_.front());
    tasks_.pop_front();
  }
}

}  // namespace pingyi::rpc
