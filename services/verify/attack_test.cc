// The attacker: changes the file of a right bundle at every place there is.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/bundle/bundle_text.h"
#include "services/verify/sample_bundle.h"
#include "services/verify/verify.h"

namespace pingyi::verify {
namespace {

class AttackTest : public ::testing::Test {
 protected:
  // There is one text for one content, so no changed text may be taken, not even one that says the
  // same.
  bool IsAccepted(const std::string& text) const {
    const auto bundle = bundle::ReadBundle(text);
    return bundle.ok() && Verify(*bundle, keys_).accepted();
  }

  const std::string text_ = bundle::BundleText(SampleBundle(SampleKey()));
  const std::vector<crypto::PublicKey> keys_ = {SampleKey().public_key()};
};

TEST_F(AttackTest, TheBundleItselfIsAccepted) { EXPECT_TRUE(IsAccepted(text_)); }

TEST_F(AttackTest, EveryChangedByteIsRefused) {
  int refused = 0;
  for (size_t i = 0; i < text_.size(); ++i) {
    // The neighbouring digit or letter, the other case, the next digit, and a byte that is no text.
    for (const int change : {0x01, 0x20, 0x02, 0x80}) {
      std::string changed = text_;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(IsAccepted(changed)) << "byte " << i << " of:\n" << changed;
      ++refused;
    }
  }
  EXPECT_EQ(refused, 4 * static_cast<int>(text_.size()));
}

TEST_F(AttackTest, EveryDigitThatBecomesAnotherIsRefused) {
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] < '0' || text_[i] > '9') continue;
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (digit == text_[i]) continue;
      std::string changed = text_;
      changed[i] = digit;
      ASSERT_FALSE(IsAccepted(changed)) << "byte " << i << " of:\n" << changed;
    }
  }
}

TEST_F(AttackTest, EveryMissingOrDoubledByteIsRefused) {
  for (size_t i = 0; i < text_.size(); ++i) {
    std::string missing = text_;
    missing.erase(i, 1);
    ASSERT_FALSE(IsAccepted(missing)) << "without byte " << i;
    std::string doubled = text_;
    doubled.insert(i, 1, text_[i]);
    ASSERT_FALSE(IsAccepted(doubled)) << "byte " << i << " twice";
  }
}

TEST_F(AttackTest, EveryTruncatedFileIsRefused) {
  for (size_t size = 0; size < text_.size(); ++size) {
    ASSERT_FALSE(IsAccepted(text_.substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace pingyi::verify
