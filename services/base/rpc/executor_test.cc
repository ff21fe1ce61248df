#include "services/base/rpc/executor.h"

#include <atomic>
#include <latch>
#include <memory>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace pingyi::rpc {
namespace {

TEST(ExecutorTest, RunsEverythingItTook) {
  std::atomic<int> done = 0;
  {
    Executor executor(3, 1000);
    for (int i = 0; i < 500; ++i) EXPECT_TRUE(executor.TrySubmit([&done] { ++done; }));
  }
  EXPECT_EQ(done, 500);
}

TEST(ExecutorTest, RunsAsManyAtOnceAsItHasThreads) {
  std::latch all_here(4);  // passes only if four tasks run together
  Executor executor(4, 0);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(executor.TrySubmit([&all_here] { all_here.arrive_and_wait(); }));
  }
}

TEST(ExecutorTest, RefusesWhatTheQueueCannotHold) {
  std::latch go{1};
  std::latch running{1};
  std::atomic<int> done = 0;
  Executor executor(1, 2);
  ASSERT_TRUE(executor.TrySubmit([&] {
    running.count_down();
    go.wait();
  }));
  running.wait();
  EXPECT_TRUE(executor.TrySubmit([&] { ++done; }));
  EXPECT_TRUE(executor.TrySubmit([&] { ++done; }));
  EXPECT_FALSE(executor.TrySubmit([&] { ++done; }));
  go.count_down();
  executor.Stop();
  EXPECT_EQ(done, 2);
}

TEST(ExecutorTest, WithoutAQueueAnIdleThreadStillTakesWork) {
  std::latch go{1};
  std::latch running{1};
  Executor executor(1, 0);
  EXPECT_TRUE(executor.TrySubmit([&] {
    running.count_down();
    go.wait();
  }));
  EXPECT_FALSE(executor.TrySubmit([] {}));
  running.wait();
  EXPECT_FALSE(executor.TrySubmit([] {}));
  go.count_down();
}

// One that has just answered may not count as idle yet, so it need not be one and the same; by
// turns it would be all of them.
TEST(ExecutorTest, TheThreadThatWasBusyLastGoesOn) {
  Executor executor(8, 0);
  std::set<std::thread::id> seen;
  for (int i = 0; i < 50; ++i) {
    std::latch done{1};
    std::thread::id thread;
    const auto note = [&] {
      thread = std::this_thread::get_id();
      done.count_down();
    };
    ASSERT_TRUE(executor.TrySubmit(note));
    done.wait();
    seen.insert(thread);
  }
  EXPECT_LT(seen.size(), 8u);
}

TEST(ExecutorTest, StopRunsWhatWaitsAndTakesNoMore) {
  std::latch go{1};
  std::atomic<int> done = 0;
  Executor executor(1, 10);
  ASSERT_TRUE(executor.TrySubmit([&] { go.wait(); }));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(executor.TrySubmit([&] { ++done; }));
  go.count_down();
  executor.Stop();
  EXPECT_EQ(done, 5);
  EXPECT_FALSE(executor.TrySubmit([&] { ++done; }));
  executor.Stop();
}

TEST(ExecutorTest, ARefusedTaskIsDestroyed) {
  Executor executor(1, 1);
  executor.Stop();
  auto held = std::make_shared<int>(1);
  EXPECT_FALSE(executor.TrySubmit([held] {}));
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace pingyi::rpc
