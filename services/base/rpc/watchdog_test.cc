#include "services/base/rpc/watchdog.h"

#include <atomic>

#include <absl/synchronization/notification.h>
#include <gtest/gtest.h>

namespace pingyi::rpc {
namespace {

TEST(WatchdogTest, BarksWhenItsTimeIsUp) {
  absl::Notification barked;
  const Watchdog dog(absl::Milliseconds(1), [&] { barked.Notify(); });
  barked.WaitForNotification();
}

TEST(WatchdogTest, IsSilentWhenCalledOff) {
  std::atomic<bool> barked = false;
  {
    const Watchdog dog(absl::Hours(1), [&] { barked = true; });
  }
  EXPECT_FALSE(barked);
}

}  // namespace
}  // namespace pingyi::rpc
