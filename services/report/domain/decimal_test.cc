#include "services/report/domain/decimal.h"

#include <gtest/gtest.h>

namespace pingyi::report {
namespace {

TEST(IsDecimalTest, Takes) {
  for (const char* good : {"0", "97.3", "-5", "-0.5", "007", "123456789012345678", "1.123456789"}) {
    EXPECT_TRUE(IsDecimal(good)) << good;
  }
}

TEST(IsDecimalTest, Refuses) {
  for (const char* bad : {"",
                          " ",
                          "-",
                          ".",
                          "1.",
                          ".5",
                          "+1",
                          "1e3",
                          "1,000",
                          "97.3%",
                          " 1",
                          "1 ",
                          "--1",
                          "1.2.3",
                          "１２",
                          "一百",
                          "NaN",
                          "inf",
                          "0x10",
                          "1234567890123456789",
                          "1.1234567890",
                          "12\n"}) {
    EXPECT_FALSE(IsDecimal(bad)) << bad;
  }
}

TEST(IsScoreTest, IsFromZeroToAHundred) {
  for (const char* good : {"0", "0.0", "92.5", "99.9999", "100", "100.0000", "060"}) {
    EXPECT_TRUE(IsScore(good)) << good;
  }
  for (const char* bad : {"", "-1", "-0", "100.0001", "101", "999", "1000", "92.12345", "92.",
                          "abc", "９２", "9 2"}) {
    EXPECT_FALSE(IsScore(bad)) << bad;
  }
}

}  // namespace
}  // namespace pingyi::report
