#include "services/base/crypto/hash.h"

#include <set>

#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"

namespace pingyi::crypto {
namespace {

// The examples of FIPS 180-4.
TEST(Sha256Test, PublishedExamples) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256Test, PiecesGiveTheDigestOfTheWhole) {
  Sha256Stream stream;
  for (const char* piece : {"a", "", "bc"}) stream.Update(piece);
  EXPECT_EQ(stream.Finish(), Sha256("abc"));
}

// RFC 4231, test cases 1, 2 and 6.
TEST(HmacSha256Test, PublishedExamples) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// A key is used as it is up to the length of a block, and as its digest beyond; one shorter than a
// block is the same as with NULs behind it.
TEST(HmacSha256Test, TheLengthOfABlockDecidesHowTheKeyIsUsed) {
  const std::string block(64, 'k');
  EXPECT_NE(HmacSha256(block, "text"), HmacSha256(Sha256(block), "text"));
  EXPECT_EQ(HmacSha256(block + "k", "text"), HmacSha256(Sha256(block + "k"), "text"));
  EXPECT_EQ(HmacSha256("k", "text"), HmacSha256(std::string("k\0", 2), "text"));
}

TEST(HmacSha256Test, AnEmptyKeyIsNotTheKeyUsedBefore) {
  const std::string empty = HmacSha256("", "");
  EXPECT_EQ(Hex(empty), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  HmacSha256("another", "");
  EXPECT_EQ(HmacSha256(std::string_view(), ""), empty);
}

TEST(RandomBytesTest, HaveTheLengthAskedForAndDiffer) {
  EXPECT_EQ(RandomBytes(0), "");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(RandomBytes(16));
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(seen.begin()->size(), 16u);
}

TEST(ConstantTimeEqualsTest, ComparesContentAndLength) {
  EXPECT_TRUE(ConstantTimeEquals("", ""));
  EXPECT_TRUE(ConstantTimeEquals("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "ab"));
}

}  // namespace
}  // namespace pingyi::crypto
