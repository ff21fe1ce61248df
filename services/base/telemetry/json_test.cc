#include "services/base/telemetry/json.h"

#include <gtest/gtest.h>

namespace pingyi::telemetry {
namespace {

std::string Json(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

TEST(AppendJsonStringTest, KeepsPlainText) {
  EXPECT_EQ(Json(""), "\"\"");
  EXPECT_EQ(Json("round r1"), "\"round r1\"");
  EXPECT_EQ(Json("民主评议 é 😀"), "\"民主评议 é 😀\"");
}

TEST(AppendJsonStringTest, EscapesWhatWouldBreakTheLine) {
  EXPECT_EQ(Json("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(Json("a\nb\rc\td"), R"("a\nb\rc\td")");
  EXPECT_EQ(Json(std::string("\0\x1b\x7f", 3)), R"("\u0000\u001b\u007f")");
}

TEST(AppendJsonStringTest, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(Json("\xff"), "\"\uFFFD\"");
  EXPECT_EQ(Json("a\xe4\xb8"), "\"a\uFFFD\uFFFD\"") << "cut in the middle of a character";
  EXPECT_EQ(Json("\xc0\x80"), "\"\uFFFD\uFFFD\"") << "overlong";
  EXPECT_EQ(Json("\xe0\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\"") << "overlong";
  EXPECT_EQ(Json("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"") << "surrogate";
  EXPECT_EQ(Json("\xf4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"") << "beyond Unicode";
  EXPECT_EQ(Json("\xff"
                 "b"),
            "\"\uFFFD"
            "b\"");
}

}  // namespace
}  // namespace pingyi::telemetry
