#include "services/base/status/version.h"

#include <gtest/gtest.h>

#include "services/base/status/error.h"

namespace pingyi {
namespace {

TEST(CheckVersionTest, NoExpectationAcceptsAnyVersion) {
  EXPECT_TRUE(CheckVersion(std::nullopt, 1).ok());
  EXPECT_TRUE(CheckVersion(std::nullopt, 99).ok());
}

TEST(CheckVersionTest, TheStoredVersionIsAccepted) { EXPECT_TRUE(CheckVersion(7, 7).ok()); }

TEST(CheckVersionTest, AnyOtherVersionIsAborted) {
  for (const int64_t expected : {6, 8, 0, -7}) {
    const absl::Status status = CheckVersion(expected, 7);
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
    EXPECT_EQ(DetailsOf(status).reason, "ETAG_MISMATCH");
  }
}

}  // namespace
}  // namespace pingyi
