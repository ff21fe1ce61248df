#include "services/result/domain/title.h"

#include <string>

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

std::string Repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

TEST(TitleTest, CountsCharactersAndNotBytes) {
  EXPECT_TRUE(IsTitle("优秀 (A)"));
  EXPECT_TRUE(IsTitle(Repeat("优", 200)));
  EXPECT_FALSE(IsTitle(Repeat("优", 201)));
  EXPECT_FALSE(IsTitle(""));
}

TEST(TitleTest, StaysOnOneLine) {
  EXPECT_FALSE(IsTitle("a\nb"));
  EXPECT_FALSE(IsTitle("a\tb"));
  EXPECT_FALSE(IsTitle("\x7f"));
}

}  // namespace
}  // namespace pingyi::result
