#include "services/cli/view/width.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

TEST(WidthTest, ChineseCharactersAndFullWidthPunctuationTakeTwoColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("优秀"), 4);
  EXPECT_EQ(DisplayWidth("A票（班子）"), 11);
  EXPECT_EQ(DisplayWidth(""), 0);
}

TEST(WidthTest, CombiningMarksTakeNone) {
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);  // e + U+0301
  EXPECT_EQ(DisplayWidth("a\xE2\x80\x8B"
                         "b"),
            2);  // zero-width space
}

TEST(WidthTest, PaddingCountsColumnsNotBytes) {
  EXPECT_EQ(PadRight("优秀", 6), "优秀  ");
  EXPECT_EQ(PadLeft("优秀", 6), "  优秀");
  EXPECT_EQ(PadLeft("优秀", 3), "优秀");
}

TEST(WidthTest, ControlCharactersCannotReachTheTerminal) {
  EXPECT_EQ(OneLine("two\nlines\tand \x1b[31mred\x7f"), "two lines and  [31mred ");
  EXPECT_EQ(OneLine("张三"), "张三");
  EXPECT_EQ(OneLine("c1\xC2\x9B"
                    "31m"),
            "c1 31m");  // U+009B, the one-character escape sequence
}

}  // namespace
}  // namespace pingyi::cli
