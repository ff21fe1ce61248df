#include "services/base/number/decimal.h"

#include <gtest/gtest.h>

namespace pingyi {
namespace {

TEST(SplitDecimalTest, GivesTheParts) {
  const std::optional<DecimalParts> parts = SplitDecimal("-08.50");
  ASSERT_TRUE(parts.has_value());
  EXPECT_TRUE(parts->negative);
  EXPECT_EQ(parts->whole, "08");
  EXPECT_EQ(parts->fraction, "50");
  EXPECT_EQ(SplitDecimal("7")->fraction, "");
  EXPECT_FALSE(SplitDecimal("7.").has_value());
}

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

TEST(ExactTextTest, IsADecimalWhereThereIsOne) {
  const struct {
    Rational number;
    const char* text;
  } cases[] = {{Rational::Ratio(175, 2), "87.5"},
               {Rational::Ratio(-1, 20), "-0.05"},
               {Rational(100), "100"},
               {Rational(0), "0"},
               {Rational(-7), "-7"},
               {Rational::Ratio(1, 3), "1/3"},
               {Rational::Ratio(-200, 3), "-200/3"},
               {Rational(1, Integer("100000000000000000000000")), "0.00000000000000000000001"}};
  for (const auto& c : cases) EXPECT_EQ(ExactText(c.number), c.text);
}

}  // namespace
}  // namespace pingyi
