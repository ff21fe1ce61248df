// Doing the same from several threads at the same moment.
#pragma once

#include <latch>
#include <thread>
#include <vector>

#include <absl/functional/function_ref.h>

namespace pingyi::test {

// Runs body(0) … body(count - 1), each on a thread of its own, all let go together, and waits until
// every one has returned.
inline void AtOnce(int count, absl::FunctionRef<void(int)> body) {
  std::latch ready(count);
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&ready, body, i] {
      ready.arrive_and_wait();
      body(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace pingyi::test
