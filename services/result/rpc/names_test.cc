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

TEST(NamesTest, WhatFollowsARunIsTakenApart) {
  const auto decision = ParseDecisionName("rounds/r1/runs/x/decisions/12");
  ASSERT_TRUE(decision.has_value());
  EXPECT_EQ(decision->round, "r1");
  EXPECT_EQ(decision->run, "x");
  EXPECT_EQ(decision->number, 12);
  const auto objection = ParseObjectionName("rounds/r1/releases/2/objections/3");
  ASSERT_TRUE(objection.has_value());
  EXPECT_EQ(objection->round, "r1");
  EXPECT_EQ(objection->release, 2);
  EXPECT_EQ(objection->number, 3);
  const auto calendar = ParseCalendarVersionName("calendars/cn/versions/4");
  ASSERT_TRUE(calendar.has_value());
  EXPECT_EQ(*calendar, (CalendarKey{"cn", 4}));
  EXPECT_EQ(ParseCalendarName("calendars/cn"), "cn");
  const auto subject = ParseSubjectName("rounds/r1/subjects/s");
  ASSERT_TRUE(subject.has_value());
  EXPECT_EQ(subject->subject, "s");
  EXPECT_FALSE(ParseDecisionName("rounds/r1/runs/x/decisions/a").has_value());
  EXPECT_FALSE(ParseObjectionName("rounds/r1/releases/a/objections/3").has_value());
  EXPECT_FALSE(ParseObjectionName("rounds/r1/releases/2/objections/0").has_value());
  EXPECT_FALSE(ParseCalendarVersionName("calendars/cn/versions/").has_value());
  EXPECT_FALSE(ParseSubjectName("rounds/r1/subjects/").has_value());
}

}  // namespace
}  // namespace pingyi::result
