#include "services/base/crypto/signature.h"

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Keys and signature of RFC 8032, section 7.1, test 2: the message is the one byte 72.
constexpr char kPrivatePem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kPublicPem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
    "-----END PUBLIC KEY-----\n";
constexpr char kSignature[] =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
// A key of another algorithm (X25519).
constexpr char kOtherAlgorithm[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VuAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
    "-----END PUBLIC KEY-----\n";

TEST(SignatureTest, IsThatOfTheStandard) {
  const auto key = SigningKey::FromPem(kPrivatePem);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(Hex(key->Sign("r")), kSignature);
  EXPECT_EQ(key->public_key().ToPem(), kPublicPem);
  const auto public_key = PublicKey::FromPem(kPublicPem);
  ASSERT_TRUE(public_key.ok()) << public_key.status();
  EXPECT_TRUE(public_key->Verifies("r", *FromHex(kSignature)));
  EXPECT_EQ(public_key->id(), key->public_key().id());
}

TEST(SignatureTest, TheIdIsTheHashOfTheDerForm) {
  const auto key = PublicKey::FromPem(kPublicPem);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->id(),
            Hex(Sha256(*FromHex("302a300506032b65700321003d4017c3e843895a92b70aa74d1b7ebc9c982c"
                                "cf2ec4968cc0cd55f12af4660c"))));
}

TEST(SignatureTest, EveryOtherBitIsRefused) {
  const PublicKey key = *PublicKey::FromPem(kPublicPem);
  const std::string right = *FromHex(kSignature);
  for (size_t i = 0; i < right.size() * 8; ++i) {
    std::string wrong = right;
    wrong[i / 8] = static_cast<char>(wrong[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(key.Verifies("r", wrong)) << i;
  }
  for (const char* text : {"", "R", "rr"}) EXPECT_FALSE(key.Verifies(text, right)) << text;
  EXPECT_FALSE(key.Verifies("r", ""));
  EXPECT_FALSE(key.Verifies("r", right.substr(1)));
  EXPECT_FALSE(key.Verifies("r", right + "x"));
}

// Adding the order of the group to the second half gives a signature that a careless verifier
// takes.
TEST(SignatureTest, IsNotMalleable) {
  std::string forged = *FromHex(kSignature);
  const std::string order =
      *FromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const unsigned sum =
        static_cast<unsigned char>(forged[32 + i]) + static_cast<unsigned char>(order[i]) + carry;
    forged[32 + i] = static_cast<char>(sum & 0xff);
    carry = sum >> 8;
  }
  EXPECT_FALSE(PublicKey::FromPem(kPublicPem)->Verifies("r", forged));
}

TEST(SignatureTest, NewKeysDifferAndComeBackFromTheirText) {
  const SigningKey one = SigningKey::Generate();
  const SigningKey other = SigningKey::Generate();
  EXPECT_NE(one.public_key().id(), other.public_key().id());
  EXPECT_THAT(one.ToPem(), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
  const auto again = SigningKey::FromPem(one.ToPem());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->Sign("公示"), one.Sign("公示"));
  EXPECT_TRUE(one.public_key().Verifies("公示", one.Sign("公示")));
  EXPECT_FALSE(other.public_key().Verifies("公示", one.Sign("公示")));
}

TEST(SignatureTest, WhatIsNoKeyIsRefusedWithoutShowingIt) {
  const std::string cut = std::string(kPrivatePem).substr(0, 60);
  const std::string twice = std::string(kPrivatePem) + kPrivatePem;
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4C\n-----END ENCRYPTED PRIVATE KEY-----\n";
  for (const std::string& text : {std::string(), cut, twice, encrypted, std::string(kPublicPem)}) {
    const auto key = SigningKey::FromPem(text);
    ASSERT_FALSE(key.ok()) << text;
    EXPECT_THAT(std::string(key.status().message()), Not(HasSubstr("MC4C")));
  }
  const std::string two_keys = std::string(kPublicPem) + kPublicPem;
  for (const std::string& text :
       {std::string(), std::string(kPrivatePem), std::string(kOtherAlgorithm), two_keys}) {
    EXPECT_FALSE(PublicKey::FromPem(text).ok()) << text;
  }
}

TEST(SignatureTest, WipedSecretsAreGone) {
  std::string secret = "a secret that is longer than what fits into the string itself";
  Wipe(secret);
  EXPECT_TRUE(secret.empty());
}

}  // namespace
}  // namespace pingyi::crypto
