#include "services/cli/io/utf8.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

TEST(Utf8Test, AcceptsAsciiAndChinese) {
  EXPECT_EQ(FindIllFormedUtf8(""), std::nullopt);
  EXPECT_EQ(FindIllFormedUtf8("grade 优秀 👍"), std::nullopt);
}

TEST(Utf8Test, PointsAtTheFirstIllFormedByte) {
  EXPECT_EQ(FindIllFormedUtf8("ab\xD3\xC5\xD0\xE3"), 2u);  // 优秀 in GBK
  EXPECT_EQ(FindIllFormedUtf8("优\xE4\xBC"), 3u);          // cut in the middle of a character
}

TEST(Utf8Test, RefusesSurrogatesAndOverlongForms) {
  EXPECT_EQ(FindIllFormedUtf8("\xED\xA0\x80"), 0u);
  EXPECT_EQ(FindIllFormedUtf8("\xC0\xAF"), 0u);
}

}  // namespace
}  // namespace pingyi::cli
