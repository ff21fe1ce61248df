#include "services/base/crypto/encoding.h"

#include <gtest/gtest.h>

namespace pingyi::crypto {
namespace {

TEST(HexTest, WritesLowerCase) {
  EXPECT_EQ(Hex(""), "");
  EXPECT_EQ(Hex(std::string("\0\x0f\xff", 3)), "000fff");
}

TEST(HexTest, ReadsWhatItWroteInEitherCase) {
  const std::string bytes("\0\x7f\x80\xff", 4);
  EXPECT_EQ(FromHex(Hex(bytes)), bytes);
  EXPECT_EQ(FromHex("007F80Ff"), bytes);
  EXPECT_EQ(FromHex(""), "");
}

TEST(HexTest, RefusesAnythingElse) {
  for (const char* text : {"0", "0g", "g0", " 00", "0x00", "十六"}) {
    EXPECT_EQ(FromHex(text), std::nullopt) << text;
  }
}

TEST(Base32Test, FollowsCrockfordsAlphabet) {
  EXPECT_EQ(Base32(""), "");
  EXPECT_EQ(Base32(std::string(1, '\0')), "00");
  EXPECT_EQ(Base32("\xff"), "zw");
  EXPECT_EQ(Base32("foobar"), "csqpyrk1e8");
  // 00000 00001 00010 ... 11111: every digit once, in order.
  EXPECT_EQ(
      Base32(std::string(
          "\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf\x84\x65\x3a\x56\xd7\xc6\x75\xbe\x77\xdf", 20)),
      "0123456789abcdefghjkmnpqrstvwxyz");
}

TEST(Base32Test, SixteenBytesGiveTwentySixCharacters) {
  EXPECT_EQ(Base32(std::string(16, '\xff')), "zzzzzzzzzzzzzzzzzzzzzzzzzw");
}

}  // namespace
}  // namespace pingyi::crypto
