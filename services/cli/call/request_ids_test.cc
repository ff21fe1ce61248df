#include "services/cli/call/request_ids.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

constexpr char kGiven[] = "6f1d2c3b-0a9e-4c57-8d21-0f3b5a7c9e10";

TEST(RequestIdsTest, UuidHasVersionAndVariant) {
  EXPECT_EQ(UuidOf(std::string(16, '\xFF'), 4), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(UuidOf(std::string(32, '\0'), 8), "00000000-0000-8000-8000-000000000000");
}

TEST(RequestIdsTest, RepeatWithTheSameIdGivesTheSameIds) {
  RequestIds first(kGiven, SystemIdSource());
  RequestIds again(kGiven, SystemIdSource());
  EXPECT_EQ(first.Next(), kGiven);
  EXPECT_EQ(again.Next(), kGiven);
  EXPECT_EQ(first.Next(), again.Next());
  EXPECT_EQ(first.used(), kGiven);
}

TEST(RequestIdsTest, IdsOfOneRunDiffer) {
  RequestIds ids(kGiven, SystemIdSource());
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(ids.Next());
  EXPECT_EQ(seen.size(), 100u);
}

TEST(RequestIdsTest, WithoutAGivenIdItIsRandomAndToldWhenUsed) {
  RequestIds ids("", SystemIdSource());
  EXPECT_EQ(ids.used(), "");
  const std::string id = ids.Next();
  EXPECT_EQ(ids.used(), id);
  EXPECT_THAT(id, ::testing::MatchesRegex(
                      "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(RequestIds("", SystemIdSource()).Next(), id);
}

}  // namespace
}  // namespace pingyi::cli
