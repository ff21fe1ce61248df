#include "services/base/rpc/client.h"

#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

using test::StatusIs;

TEST(MakeChannelTest, AcceptsServicesAndMethods) {
  EXPECT_OK(MakeChannel({"127.0.0.1:1"}, {}));
  EXPECT_OK(MakeChannel({"127.0.0.1:1"}, {.idempotent = {"pingyi.test.v1.EchoService/Echo",
                                                         "pingyi.test.v1.Other"}}));
}

TEST(MakeChannelTest, WrongOptionsShowAtOnce) {
  EXPECT_THAT(MakeChannel({""}, {}), StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* bad : {"", "/Echo", "Service/", "a/b/c", "Service/Ec\"ho", "with space"}) {
    EXPECT_THAT(MakeChannel({"127.0.0.1:1"}, {.idempotent = {bad}}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << bad;
  }
  EXPECT_THAT(MakeChannel({"127.0.0.1:1"}, {.idempotent = {"a.B/C", "a.B/C"}}),
              StatusIs(absl::StatusCode::kInvalidArgument))
      << "gRPC itself would refuse every call of a channel that names a method twice";
}

TEST(MakeClientContextTest, ABackgroundJobsDeadlineIsSet) {
  CallContext call;
  call.deadline = absl::FromUnixSeconds(2'000'000'000);
  EXPECT_EQ(absl::FromChrono(MakeClientContext(call)->deadline()), call.deadline);
}

}  // namespace
}  // namespace pingyi::rpc
