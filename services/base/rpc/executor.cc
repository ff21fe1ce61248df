#include "services/base/rpc/executor.h"

#include <algorithm>
#include <utility>

namespace pingyi::rpc {

Executor::Executor(int threads, int queue)
    : idle_(std::max(threads, 1)), limit_(static_cast<size_t>(std::max(queue, 0))) {
  threads_.reserve(static_cast<size_t>(idle_));
  for (int i = idle_; i > 0; --i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() { Stop(); }

bool Executor::TrySubmit(absl::AnyInvocable<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    // A task an idle thread will take at once does not wait.
    if (stopped_ || tasks_.size() >= limit_ + static_cast<size_t>(idle_)) return false;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void Executor::Stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void Executor::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    absl::AnyInvocable<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    --idle_;
    lock.unlock();
    task();
    task = nullptr;  // what it holds goes before the thread counts as idle
    lock.lock();
    ++idle_;
  }
}

}  // namespace pingyi::rpc
