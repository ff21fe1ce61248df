#include "services/base/status/utf8.h"

#include <gtest/gtest.h>

namespace pingyi {
namespace {

TEST(Utf8Test, WellFormedTextOfEveryLength) {
  for (const char* text : {"", "a", "é", "评议票", "😀", "\x7f", "\u0080", "\u07ff", "\u0800",
                           "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(Utf8Test, MalformedText) {
  for (const char* text :
       {"\x80", "\xff", "a\xe4\xb8", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe4\x41\x41"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

TEST(Utf8Test, SequenceLengths) {
  EXPECT_EQ(Utf8SequenceLength(""), 0u);
  EXPECT_EQ(Utf8SequenceLength("ab"), 1u);
  EXPECT_EQ(Utf8SequenceLength("éa"), 2u);
  EXPECT_EQ(Utf8SequenceLength("评a"), 3u);
  EXPECT_EQ(Utf8SequenceLength("😀a"), 4u);
  EXPECT_EQ(Utf8SequenceLength("\x80"), 0u);
}

TEST(Utf8Test, CountsCharactersNotBytes) {
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_EQ(CountCharacters("述职 report"), 9u);
  EXPECT_EQ(CountCharacters("a\xff\xfe"), 3u);
}

TEST(Utf8Test, CutsBetweenCharacters) {
  EXPECT_EQ(CutUtf8("评议", 6), "评议");
  EXPECT_EQ(CutUtf8("评议", 5), "评");
  EXPECT_EQ(CutUtf8("评议", 3), "评");
  EXPECT_EQ(CutUtf8("评议", 2), "");
  EXPECT_EQ(CutUtf8("abc", 2), "ab");
  EXPECT_EQ(CutUtf8("", 0), "");
}

}  // namespace
}  // namespace pingyi
