#include "services/cli/bulk/decimal.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

TEST(DecimalTest, OneSpellingForEachNumber) {
  for (const auto& [text, normal] : std::map<std::string, std::string>{{"534", "534"},
                                                                       {"0534.00", "534"},
                                                                       {"+7.50", "7.5"},
                                                                       {"-0.0", "0"},
                                                                       {"-0.10", "-0.1"},
                                                                       {"000", "0"},
                                                                       {"100", "100"}}) {
    EXPECT_EQ(NormalDecimal(text), normal);
  }
}

TEST(DecimalTest, OtherTextStaysAsItIs) {
  for (const char* text : {"1069/12", "", "-", ".5", "5.", "1e3", "九"})
    EXPECT_EQ(NormalDecimal(text), text);
}

TEST(DecimalTest, StepsAreExact) {
  EXPECT_EQ(DecimalStep("0", "0.1", 3), "0.3");
  EXPECT_EQ(DecimalStep("0", "0.5", 175), "87.5");
  EXPECT_EQ(DecimalStep("-1", "0.25", 2), "-0.50");
  EXPECT_EQ(DecimalStep("1", "1", 11), "12");
  EXPECT_EQ(DecimalStep("0.00", "5", 1), "5.00");
}

TEST(DecimalTest, StepsBeyondSixtyFourBitsOrDecimalsAreRefused) {
  EXPECT_EQ(DecimalStep("0", "9223372036854775807", 2), std::nullopt);
  EXPECT_EQ(DecimalStep("0", "1/3", 2), std::nullopt);
}

TEST(DecimalTest, PercentRoundsHalfUp) {
  EXPECT_EQ(Percent(2, 3), "66.7%");
  EXPECT_EQ(Percent(1, 2000), "0.1%");
  EXPECT_EQ(Percent(12, 12), "100.0%");
  EXPECT_EQ(Percent(0, 0), "");
}

}  // namespace
}  // namespace pingyi::cli
