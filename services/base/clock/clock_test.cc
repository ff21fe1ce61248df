#include "services/base/clock/clock.h"

#include <absl/time/clock.h>
#include <gtest/gtest.h>

namespace pingyi {
namespace {

TEST(SystemClockTest, IsTheMachinesTimeInWholeMicroseconds) {
  const absl::Time before = absl::Now() - absl::Microseconds(1);
  const absl::Time now = SystemClock().Now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, absl::Now());
  EXPECT_EQ(now, absl::FromUnixMicros(absl::ToUnixMicros(now)));
}

TEST(FakeClockTest, StandsStillUntilTold) {
  FakeClock clock(absl::FromUnixSeconds(100));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(100));
  clock.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(105));
  clock.Set(absl::FromUnixSeconds(1));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(1));
}

}  // namespace
}  // namespace pingyi
