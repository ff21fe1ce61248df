#include "services/base/rpc/executor.h"

#include <atomic>
#include <memory>
#include <set>

#include <absl/synchronization/barrier.h>
#include <absl/synchronization/notification.h>
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
  Executor executor(4, 0);
  auto* all_here = new absl::Barrier(4);  // passes only if four tasks run together
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(executor.TrySubmit([all_here] {
      if (all_here->Block()) delete all_here;
    }));
  }
}

TEST(ExecutorTest, RefusesWhatTheQueueCannotHold) {
  absl::Notification go;
  absl::Notification running;
  std::atomic<int> done = 0;
  Executor executor(1, 2);
  ASSERT_TRUE(executor.TrySubmit([&] {
    running.Notify();
    go.WaitForNotification();
  }));
  running.WaitForNotification();
  EXPECT_TRUE(executor.TrySubmit([&] { ++done; }));
  EXPECT_TRUE(executor.TrySubmit([&] { ++done; }));
  EXPECT_FALSE(executor.TrySubmit([&] { ++done; }));
  go.Notify();
  executor.Stop();
  EXPECT_EQ(done, 2);
}

TEST(ExecutorTest, WithoutAQueueAnIdleThreadStillTakesWork) {
  absl::Notification go;
  absl::Notification running;
  Executor executor(1, 0);
  EXPECT_TRUE(executor.TrySubmit([&] {
    running.Notify();
    go.WaitForNotification();
  }));
  EXPECT_FALSE(executor.TrySubmit([] {}));
  running.WaitForNotification();
  EXPECT_FALSE(executor.TrySubmit([] {}));
  go.Notify();
}

TEST(ExecutorTest, StopRunsWhatWaitsAndTakesNoMore) {
  absl::Notification go;
  std::atomic<int> done = 0;
  Executor executor(1, 10);
  ASSERT_TRUE(executor.TrySubmit([&] { go.WaitForNotification(); }));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(executor.TrySubmit([&] { ++done; }));
  go.Notify();
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
