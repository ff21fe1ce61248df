#include "services/base/rpc/kit.h"

#include <vector>

#include <gtest/gtest.h>

namespace pingyi::rpc {
namespace {

TEST(KitTest, DrainTellsWhoRegisteredOnce) {
  Kit kit({1, 1, absl::Seconds(1)});
  int first = 0;
  int second = 0;
  kit.OnDrain([&] { ++first; });
  kit.OnDrain([&] { ++second; });
  EXPECT_FALSE(kit.draining());
  kit.BeginDrain();
  kit.BeginDrain();
  EXPECT_TRUE(kit.draining());
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 1);
}

TEST(KitTest, WhoWasForgottenIsNotTold) {
  Kit kit({1, 1, absl::Seconds(1)});
  int told = 0;
  const uint64_t registration = kit.OnDrain([&] { ++told; });
  kit.Forget(registration);
  kit.Forget(registration);
  kit.BeginDrain();
  EXPECT_EQ(told, 0);
}

TEST(KitTest, WhoComesDuringTheDrainIsToldAtOnce) {
  Kit kit({1, 1, absl::Seconds(1)});
  kit.BeginDrain();
  int told = 0;
  kit.Forget(kit.OnDrain([&] { ++told; }));
  EXPECT_EQ(told, 1);
}

TEST(KitTest, AnEndMayForgetItself) {
  Kit kit({1, 1, absl::Seconds(1)});
  uint64_t registration = 0;
  registration = kit.OnDrain([&] { kit.Forget(registration); });
  kit.BeginDrain();
  EXPECT_TRUE(kit.draining());
}

}  // namespace
}  // namespace pingyi::rpc
