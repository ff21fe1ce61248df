#include "services/base/status/key.h"

#include <string>

#include <gtest/gtest.h>

namespace pingyi {
namespace {

TEST(KeyTest, HasSmallLettersDigitsAndUnderscores) {
  for (const std::string& good : {std::string("a"), std::string("not_9"), std::string("work_1"),
                                  std::string("_"), std::string(63, 'k')}) {
    EXPECT_TRUE(IsKey(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("A"), std::string("a b"), std::string("a-b"), std::string("a\n"),
        std::string("../a"), std::string("a\0b", 3), std::string("德"), std::string(64, 'k')}) {
    EXPECT_FALSE(IsKey(bad)) << bad;
  }
}

TEST(ResourceIdTest, FollowsRfc1034WithDigitsInFront) {
  for (const std::string& good : {std::string("a"), std::string("2026-annual"), std::string("9"),
                                  std::string("a--b"), std::string(63, 'x')}) {
    EXPECT_TRUE(IsResourceId(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("-"), std::string("-a"), std::string("a-"), std::string("A"),
        std::string("a_b"), std::string("a/b"), std::string("年度"), std::string(64, 'x'),
        std::string("a\0b", 3)}) {
    EXPECT_FALSE(IsResourceId(bad)) << bad;
  }
}

}  // namespace
}  // namespace pingyi
