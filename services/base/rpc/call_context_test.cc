#include "services/base/rpc/call_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::rpc {
namespace {

TEST(PercentEncodeTest, KeepsUnreservedCharactersAlone) {
  EXPECT_EQ(PercentEncode(""), "");
  EXPECT_EQ(PercentEncode("az.AZ-09_~"), "az.AZ-09_~");
  EXPECT_EQ(PercentEncode("a b%/\n"), "a%20b%25%2F%0A");
  EXPECT_EQ(PercentEncode("王"), "%E7%8E%8B");
}

TEST(CallContextTest, WithoutAServerItIsNeverCancelled) {
  const CallContext call;
  EXPECT_FALSE(call.IsCancelled());
  EXPECT_EQ(call.deadline, absl::InfiniteFuture());
  EXPECT_EQ(call.actor, "unknown");
}

}  // namespace
}  // namespace pingyi::rpc
