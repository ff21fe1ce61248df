#include "services/result/domain/rounding.h"

#include <gtest/gtest.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"

namespace pingyi::result {
namespace {

struct RoundingCase {
  const char* value;
  int digits;
  RoundingMode mode;
  const char* rounded;
};

TEST(RoundedTextTest, FollowsTheMode) {
  using enum RoundingMode;
  const RoundingCase cases[] = {
      // The edge: halves.
      {"2.5", 0, kHalfUp, "3"},
      {"2.5", 0, kHalfEven, "2"},
      {"2.5", 0, kDown, "2"},
      {"2.5", 0, kUp, "3"},
      {"3.5", 0, kHalfUp, "4"},
      {"3.5", 0, kHalfEven, "4"},
      {"0.5", 0, kHalfEven, "0"},
      {"-0.5", 0, kHalfEven, "0"},
      {"-2.5", 0, kHalfUp, "-3"},
      {"-2.5", 0, kHalfEven, "-2"},
      {"-2.5", 0, kDown, "-2"},
      {"-2.5", 0, kUp, "-3"},
      {"89.125", 2, kHalfUp, "89.13"},
      {"89.125", 2, kHalfEven, "89.12"},
      {"89.135", 2, kHalfEven, "89.14"},
      {"89.1250000001", 2, kHalfEven, "89.13"},
      // Thirds: 200/3 = 66.666...
      {"200/3", 2, kHalfUp, "66.67"},
      {"200/3", 2, kDown, "66.66"},
      {"100/3", 2, kUp, "33.34"},
      {"100/3", 2, kHalfUp, "33.33"},
      // Digits after the point are always all there.
      {"534", 0, kHalfUp, "534"},
      {"534", 2, kHalfUp, "534.00"},
      {"0", 3, kUp, "0.000"},
      {"0.05", 3, kDown, "0.050"},
      {"-0.004", 2, kHalfUp, "0.00"},
      {"-0.005", 2, kHalfUp, "-0.01"},
      {"999.995", 2, kHalfUp, "1000.00"},
      {"1/3", 10, kHalfUp, "0.3333333333"},
      // Past machine integers.
      {"123456789012345678901234567890.5", 0, kHalfUp, "123456789012345678901234567891"},
      {"-123456789012345678901234567890.5", 0, kHalfEven, "-123456789012345678901234567890"},
      {"9223372036854775807", 10, kHalfUp, "9223372036854775807.0000000000"},
      {"1/123456789012345678901234567890", 10, kUp, "0.0000000001"},
  };
  for (const RoundingCase& c : cases) {
    const auto value = ParseNumber(c.value);
    ASSERT_TRUE(value.has_value()) << c.value;
    EXPECT_EQ(RoundedText(*value, {c.digits, c.mode}), c.rounded)
        << c.value << " to " << c.digits << " digits, mode " << static_cast<int>(c.mode);
    EXPECT_EQ(Round(*value, {c.digits, c.mode}), *ParseDecimal(c.rounded)) << c.value;
  }
}

TEST(ShortTextTest, IsADecimalWhereThatIsExact) {
  EXPECT_EQ(ShortText(Rational(91)), "91");
  EXPECT_EQ(ShortText(Rational::Ratio(175, 2)), "87.5");
  EXPECT_EQ(ShortText(Rational::Ratio(-1, 1024)), "-0.0009765625");
  EXPECT_EQ(ShortText(Rational::Ratio(1, 2048)), "1/2048");
  EXPECT_EQ(ShortText(Rational::Ratio(200, 3)), "200/3");
}

}  // namespace
}  // namespace pingyi::result
