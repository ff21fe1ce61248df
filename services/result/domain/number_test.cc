#include "services/result/domain/number.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(ParseNumberTest, ReadsDecimalsAndFractions) {
  const struct {
    const char* text;
    const char* exact;
  } cases[] = {
      {"0", "0"},
      {"30", "30"},
      {"0.3", "3/10"},
      {"87.50", "175/2"},
      {"-0.5", "-1/2"},
      {"-0", "0"},
      {"007", "7"},
      {"010", "10"},  // not octal
      {"1/3", "1/3"},
      {"-2/6", "-1/3"},
      {"1.000", "1"},
      {"0.0000000000000000000000000000000000001", "1/10000000000000000000000000000000000000"},
      {"1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890"},
  };
  for (const auto& c : cases) {
    const auto number = ParseNumber(c.text);
    ASSERT_TRUE(number.has_value()) << c.text;
    EXPECT_EQ(number->ToString(), c.exact) << c.text;
  }
}

TEST(ParseNumberTest, RefusesEverythingElse) {
  for (const char* text : {"",
                           "-",
                           "+1",
                           ".5",
                           "5.",
                           "1.2.3",
                           "1e3",
                           " 1",
                           "1 ",
                           "1/0",
                           "1/",
                           "/2",
                           "1/-2",
                           "1/2/3",
                           "0.5/2",
                           "1/2.5",
                           "--1",
                           "0x10",
                           "NaN",
                           "inf",
                           "１",
                           "1,5",
                           "½",
                           "12345678901234567890123456789012345678901",
                           "1/2345678901234567890123456789012345678901"}) {
    EXPECT_FALSE(ParseNumber(text).has_value()) << text;
  }
  EXPECT_FALSE(ParseNumber(std::string_view("1\0", 2)).has_value());
}

TEST(ParseNumberTest, ADecimalIsNoFraction) {
  EXPECT_FALSE(ParseDecimal("1/2").has_value());
  EXPECT_TRUE(ParseDecimal("1.5").has_value());
}

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
