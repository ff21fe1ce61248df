#include "services/base/telemetry/sparing.h"

#include <gtest/gtest.h>

namespace pingyi::telemetry {
namespace {

TEST(SparingTest, TheFirstIsToldAtOnceAndTheNextTogether) {
  Sparing sparing(absl::Minutes(1));
  const absl::Time start = absl::FromUnixSeconds(1'700'000'000);
  EXPECT_EQ(sparing.Count(start), 1);
  EXPECT_EQ(sparing.Count(start), std::nullopt);
  EXPECT_EQ(sparing.Count(start + absl::Seconds(59)), std::nullopt);
  EXPECT_EQ(sparing.Count(start + absl::Seconds(60)), 3);
  EXPECT_EQ(sparing.Count(start + absl::Seconds(61)), std::nullopt);
  EXPECT_EQ(sparing.Count(start + absl::Hours(1)), 2);
}

}  // namespace
}  // namespace pingyi::telemetry
