#include "services/cli/io/time_text.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

const absl::TimeZone kBeijing = absl::FixedTimeZone(8 * 3600);

TEST(TimeTextTest, Rfc3339CarriesItsOwnOffset) {
  const auto a = ParseTimeText("2026-12-31T18:00:00+08:00", absl::UTCTimeZone());
  const auto b = ParseTimeText("2026-12-31T10:00:00Z", kBeijing);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(*a, *b);
  EXPECT_EQ(UtcText(*a), "2026-12-31T10:00:00Z");
}

TEST(TimeTextTest, TimeWithoutOffsetIsLocal) {
  const auto time = ParseTimeText("2026-12-31 18:00", kBeijing);
  ASSERT_TRUE(time.ok());
  EXPECT_EQ(UtcText(*time), "2026-12-31T10:00:00Z");
  EXPECT_EQ(LocalText(*time, kBeijing), "2026-12-31 18:00:00");
}

TEST(TimeTextTest, DateAloneAndNonsenseAreRefused) {
  EXPECT_FALSE(ParseTimeText("2026-12-31", kBeijing).ok());
  EXPECT_FALSE(ParseTimeText("tomorrow", kBeijing).ok());
  EXPECT_FALSE(ParseTimeText("2026-02-30 10:00", kBeijing).ok());
}

TEST(TimeTextTest, MicrosecondsSurvive) {
  EXPECT_EQ(UtcText(absl::FromUnixMicros(1)), "1970-01-01T00:00:00.000001Z");
}

}  // namespace
}  // namespace pingyi::cli
