#include "services/base/rpc/watchdog.h"

#include <atomic>
#include <latch>

#include <gtest/gtest.h>

namespace pingyi::rpc {
namespace {

TEST(WatchdogTest, BarksWhenItsTimeIsUp) {
  std::latch barked{1};
  const Watchdog dog(absl::Milliseconds(1), [&] { barked.count_down(); });
  barked.wait();
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
