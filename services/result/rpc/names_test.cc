#include "services/result/rpc/names.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(NamesTest, AreTakenApart) {
  EXPECT_EQ(ParsePolicyName("policies/annual-2026"), "annual-2026");
  const auto version = ParsePolicyVersionName("policies/p/versions/12");
  ASSERT_TRUE(version.has_value());
  EXPECT_EQ(version->policy, "p");
  EXPECT_EQ(version->version, 12);
  EXPECT_EQ(ParseRoundName("rounds/r1"), "r1");
  const auto run = ParseRunName("rounds/r1/runs/x");
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->round, "r1");
  EXPECT_EQ(run->run, "x");
  const auto result = ParseResultName("rounds/r1/runs/x/results/s-1");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->run, "x");
  EXPECT_EQ(result->subject, "s-1");
  const auto release = ParseReleaseName("rounds/r1/releases/3");
  ASSERT_TRUE(release.has_value());
  EXPECT_EQ(release->round, "r1");
  EXPECT_EQ(release->number, 3);
}

TEST(NamesTest, IdsHaveOneToSixtyThreeCharacters) {
  EXPECT_TRUE(ParseRoundName("rounds/0").has_value());
  EXPECT_TRUE(ParseRoundName("rounds/" + std::string(63, 'a')).has_value());
  EXPECT_FALSE(ParseRoundName("rounds/" + std::string(64, 'a')).has_value());
  EXPECT_FALSE(ParseRoundName("rounds/").has_value());
}

TEST(NamesTest, NumbersHaveOneFormOnly) {
  for (const char* number : {"", "0", "01", "-1", "+1", " 1", "1 ", "1a", "1000000000"}) {
    EXPECT_FALSE(ParseReleaseName(std::string("rounds/r/releases/") + number).has_value())
        << number;
  }
  EXPECT_TRUE(ParseReleaseName("rounds/r/releases/999999999").has_value());
}

TEST(NamesTest, OtherFormsAreRefused) {
  for (const char* name : {"", "rounds", "rounds/", "round/r", "roundsx/r", "rounds/r/", "rounds//",
                           "rounds/R", "rounds/r_1", "rounds/-r", "rounds/r-"}) {
    EXPECT_FALSE(ParseRoundName(name).has_value()) << name;
  }
  for (const char* name : {"rounds/r", "rounds/r/runs", "rounds/r/runs/", "rounds//runs/x",
                           "rounds/r/run/x", "rounds/r/runs/x/results/s"}) {
    EXPECT_FALSE(ParseRunName(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace pingyi::result
