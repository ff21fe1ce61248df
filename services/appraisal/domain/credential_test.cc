#include "services/appraisal/domain/credential.h"

#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"

namespace pingyi::appraisal {
namespace {

const std::string kToken = *crypto::FromHex("00112233445566778899aabbccddeeff");
const std::string kOther = *crypto::FromHex("00112233445566778899aabbccddeefe");

TEST(CredentialTest, ATokenIsReadAsItWasWritten) {
  const std::string text = FormatToken(kToken);
  EXPECT_EQ(text.size(), 26U);
  EXPECT_EQ(ParseToken(text), kToken);
}

TEST(CredentialTest, ATokenIsReadAsPeopleTypeIt) {
  // 0 and 1 occur in this one.
  const std::string token = *crypto::FromHex("00420842084210842108421084210842");
  std::string text = FormatToken(token);
  EXPECT_EQ(ParseToken(text.substr(0, 6) + "-" + text.substr(6, 10) + "--" + text.substr(16)),
            token);
  std::string typed;
  bool use_i = false;
  for (char c : text) {
    if (c == '0') c = 'O';
    if (c == '1') c = (use_i = !use_i) ? 'I' : 'l';
    typed += static_cast<char>(c >= 'a' && c <= 'z' && c != 'l' ? c - 'a' + 'A' : c);
  }
  EXPECT_NE(typed, text);
  EXPECT_EQ(ParseToken(typed), token);
}

TEST(CredentialTest, WhatIsNoTokenIsRefused) {
  const std::string text = FormatToken(kToken);
  EXPECT_EQ(ParseToken(""), std::nullopt);
  EXPECT_EQ(ParseToken(text.substr(1)), std::nullopt);
  EXPECT_EQ(ParseToken(text + "0"), std::nullopt);
  EXPECT_EQ(ParseToken("u" + text.substr(1)), std::nullopt);
  EXPECT_EQ(ParseToken(" " + text.substr(1)), std::nullopt);
  EXPECT_EQ(ParseToken("\x80" + text.substr(1)), std::nullopt);
  // The last digit ends in two bits that are no part of the token: only one spelling is right.
  std::string padded = FormatToken(std::string(16, '\0'));
  padded.back() = '1';
  EXPECT_EQ(ParseToken(padded), std::nullopt);
}

TEST(CredentialTest, TheHashIsOfRoundAndToken) {
  const std::string hash = CredentialHash("r1", kToken);
  EXPECT_EQ(hash.size(), 32U);
  EXPECT_EQ(CredentialHash("r1", kToken), hash);
  EXPECT_NE(CredentialHash("r2", kToken), hash);
  EXPECT_NE(CredentialHash("r1", kOther), hash);
}

TEST(CredentialTest, TheCommitmentCoversEverythingThatMakesARepetition) {
  const std::string commitment = Commitment(kToken, "r1", "request", "content");
  EXPECT_EQ(commitment.size(), 32U);
  EXPECT_EQ(Commitment(kToken, "r1", "request", "content"), commitment);
  EXPECT_NE(Commitment(kOther, "r1", "request", "content"), commitment);
  EXPECT_NE(Commitment(kToken, "r2", "request", "content"), commitment);
  EXPECT_NE(Commitment(kToken, "r1", "request2", "content"), commitment);
  EXPECT_NE(Commitment(kToken, "r1", "request", "content2"), commitment);
  // Where one part ends and the next begins matters.
  EXPECT_NE(Commitment(kToken, "r1", "requestc", "ontent"), commitment);
}

TEST(CredentialTest, TheReceiptNeedsTheToken) {
  const std::string commitment = Commitment(kToken, "r1", "request", "content");
  const std::string receipt = Receipt(kToken, commitment);
  EXPECT_EQ(receipt.size(), 26U);
  EXPECT_EQ(Receipt(kToken, commitment), receipt);
  EXPECT_NE(Receipt(kOther, commitment), receipt);
  EXPECT_NE(Receipt(kToken, commitment + "x"), receipt);
}

}  // namespace
}  // namespace pingyi::appraisal
