#include "services/appraisal/domain/number.h"

#include <gtest/gtest.h>

namespace pingyi::appraisal {
namespace {

TEST(NumberTest, ReadsDecimalsExactly) {
  EXPECT_EQ(ParseDecimal("0.1"), Rational(1, 10));
  EXPECT_EQ(ParseDecimal("87.50"), Rational(175, 2));
  EXPECT_EQ(ParseDecimal("-3"), Rational(-3));
  EXPECT_EQ(ParseDecimal("-0.05"), Rational(-1, 20));
  EXPECT_EQ(ParseDecimal("0"), Rational(0));
}

TEST(NumberTest, LeadingZerosAreNotOctal) {
  EXPECT_EQ(ParseDecimal("010"), Rational(10));
  EXPECT_EQ(ParseDecimal("0.010"), Rational(1, 100));
  EXPECT_EQ(ParseNumber("08/012"), Rational(2, 3));
}

TEST(NumberTest, RefusesEverythingElse) {
  for (const char* text : {"", ".", "-", "1.", ".5", "+1", "1e3", "1,5", " 1", "1 ", "0x10", "NaN",
                           "1.2.3", "--1", "１"}) {
    EXPECT_EQ(ParseDecimal(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseDecimal(std::string(41, '1')), std::nullopt);
  EXPECT_NE(ParseDecimal(std::string(40, '1')), std::nullopt);
}

TEST(NumberTest, ReadsFractions) {
  EXPECT_EQ(ParseNumber("1/3"), Rational(1, 3));
  EXPECT_EQ(ParseNumber("-2/4"), Rational(-1, 2));
  EXPECT_EQ(ParseNumber("0.25"), Rational(1, 4));
  for (const char* text : {"1/0", "1/-3", "1/", "/3", "1.5/2", "1/2/3", "1/00"}) {
    EXPECT_EQ(ParseNumber(text), std::nullopt) << text;
  }
}

TEST(NumberTest, WritesTheShortestDecimal) {
  EXPECT_EQ(FormatNumber(Rational(175, 2)), "87.5");
  EXPECT_EQ(FormatNumber(Rational(-1, 20)), "-0.05");
  EXPECT_EQ(FormatNumber(Rational(100)), "100");
  EXPECT_EQ(FormatNumber(Rational(0)), "0");
  EXPECT_EQ(FormatNumber(Rational(1, 3)), "1/3");
}

}  // namespace
}  // namespace pingyi::appraisal
