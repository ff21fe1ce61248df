#include "services/report/domain/text.h"

#include <gtest/gtest.h>

namespace pingyi::report {
namespace {

TEST(DecodeTest, CharactersOfEveryLengthAndBack) {
  const std::string utf8 = "aé汉𠮷😀";  // 1, 2, 3, 4 and 4 bytes
  EXPECT_EQ(Decode(utf8), U"aé汉𠮷😀");
  EXPECT_EQ(Encode(U"aé汉𠮷😀"), utf8);
  EXPECT_EQ(Decode(""), U"");
}

TEST(DecodeTest, BrokenBytesBecomeReplacementCharacters) {
  EXPECT_EQ(Decode("a\xff"
                   "b"),
            U"a\uFFFDb");
  EXPECT_EQ(Decode("\xe6\xb1"), U"\uFFFD\uFFFD") << "cut in the middle of a character";
  EXPECT_EQ(Decode("\xc0\x80").size(), 2u) << "overlong";
}

TEST(CountCharactersTest, CountsCodePointsOtherThanWhiteSpace) {
  EXPECT_EQ(CountCharacters(U""), 0u);
  EXPECT_EQ(CountCharacters(U" \t\r\n\u3000\u00A0\u2003\u200B\uFEFF\u2028\u0085"), 0u);
  EXPECT_EQ(CountCharacters(U"一 二\n三"), 3u);
  EXPECT_EQ(CountCharacters(U"𠮷😀"), 2u) << "four bytes are one character";
  EXPECT_EQ(CountCharacters(U"德能勤绩廉，abc"), 9u);
}

TEST(ClassesTest, Characters) {
  EXPECT_TRUE(IsHan(U'汉') && IsHan(U'〇') && IsHan(U'𠮷'));
  EXPECT_FALSE(IsHan(U'a') || IsHan(U'，') || IsHan(U'あ'));
  for (const char32_t c : std::u32string_view(U"，。；：？！（）《》“”‘’、【】…—")) {
    EXPECT_TRUE(IsCjkPunctuation(c)) << Encode(std::u32string(1, c));
  }
  EXPECT_FALSE(IsCjkPunctuation(U',') || IsCjkPunctuation(U'汉'));
}

TEST(ExcerptTest, ShowsThePlaceWithItsSurroundings) {
  EXPECT_EQ(Excerpt(U"在XX市", 1, 2), "在XX市");
  EXPECT_EQ(Excerpt(U"", 0, 0), "");
  const std::u32string text = std::u32string(100, U'前') + U"XX" + std::u32string(100, U'后');
  const std::u32string excerpt = Decode(Excerpt(text, 100, 2));
  EXPECT_EQ(excerpt.size(), 40u);
  EXPECT_EQ(excerpt.find(U"XX"), 19u);
}

TEST(ExcerptTest, IsNeverLongerThanFortyAndOnOneLine) {
  EXPECT_EQ(Decode(Excerpt(std::u32string(500, U'X'), 10, 400)).size(), 40u);
  EXPECT_EQ(Excerpt(U"一\n二\t三", 0, 1), "一 二 三");
}

}  // namespace
}  // namespace pingyi::report
