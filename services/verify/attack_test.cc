// The attacker: changes the file of a right bundle at every place there is.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/bundle/bundle_text.h"
#include "services/verify/expected.h"
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
  size_t refused = 0;
  for (size_t i = 0; i < text_.size(); i += kAttackStep) {
    // The neighbouring digit or letter, the other case, the next digit, and a byte that is no text.
    for (const int change : {0x01, 0x20, 0x02, 0x80}) {
      std::string changed = text_;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(IsAccepted(changed)) << "byte " << i << " of:\n" << changed;
      ++refused;
    }
  }
  EXPECT_EQ(refused, 4 * ((text_.size() + kAttackStep - 1) / kAttackStep));
}

TEST_F(AttackTest, EveryDigitThatBecomesAnotherIsRefused) {
  for (size_t i = 0; i < text_.size(); i += kAttackStep) {
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
  for (size_t i = 0; i < text_.size(); i += kAttackStep) {
    std::string missing = text_;
    missing.erase(i, 1);
    ASSERT_FALSE(IsAccepted(missing)) << "without byte " << i;
    std::string doubled = text_;
    doubled.insert(i, 1, text_[i]);
    ASSERT_FALSE(IsAccepted(doubled)) << "byte " << i << " twice";
  }
}

TEST_F(AttackTest, EveryTruncatedFileIsRefused) {
  for (size_t size = 0; size < text_.size(); size += kAttackStep) {
    ASSERT_FALSE(IsAccepted(text_.substr(0, size))) << size;
  }
}

// Secret ballots: group b is small, group a goes with it, and s2 has no total at all. What is then
// published, the mark that the file is confidential, and the salt are held to the byte too.
TEST_F(AttackTest, EveryChangedByteOfAConfidentialBundleIsRefused) {
  bundle::v1::ReleaseBundle bundle = SampleBundle(SampleKey());
  bundle.mutable_round()->set_anonymity(appraisal::v1::ANONYMITY_ANONYMOUS);
  bundle.set_tally_salt(std::string(64, '7'));
  bundle.clear_results();
  bundle.set_confidential(true);
  SignAgain(SampleKey(), bundle);
  const auto recomputed = Recompute(bundle, *TallyOf(bundle));
  ASSERT_TRUE(recomputed.ok()) << recomputed.status();
  for (const auto& result : recomputed->results) {
    *bundle.add_results() = result;
  }
  EXPECT_EQ(bundle.results(0).groups(1).suppression(), result::v1::SUPPRESSION_SMALL);
  EXPECT_EQ(bundle.results(0).rank(), 0);
  EXPECT_EQ(bundle.results(1).suppression(), result::v1::SUPPRESSION_SMALL);
  const std::string text = bundle::BundleText(bundle);
  ASSERT_TRUE(IsAccepted(text));
  for (size_t i = 0; i < text.size(); i += kAttackStep) {
    for (const int change : {0x01, 0x20, 0x02, 0x80}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(IsAccepted(changed)) << "byte " << i << " of:\n" << changed;
    }
  }
  bundle.clear_confidential();
  EXPECT_FALSE(IsAccepted(bundle::BundleText(bundle)));
}

TEST_F(AttackTest, ABundleThatSuppressesNothingIsNotConfidential) {
  bundle::v1::ReleaseBundle bundle = SampleBundle(SampleKey());
  bundle.set_confidential(true);
  EXPECT_FALSE(IsAccepted(bundle::BundleText(bundle)));
}

// The sample with pooled groups, points for which no group has a score, tiers and shares.
TEST_F(AttackTest, EveryChangedByteOfAPooledResultIsRefused) {
  bundle::v1::ReleaseBundle bundle = SampleBundle(SampleKey());
  bundle.mutable_round()->mutable_voter_groups(1)->set_weight("60");
  result::v1::ScoringPolicy& policy = *bundle.mutable_policy();
  policy.set_mark_combination(result::v1::COMBINATION_LOWER_MEDIAN);
  policy.set_group_combination(result::v1::COMBINATION_POOLED);
  policy.add_tie_breakers()->mutable_majority_gauge();
  policy.add_tiers()->add_criteria("virtue");
  policy.mutable_mark_shares()->set_digits(1);
  policy.mutable_mark_shares()->set_method(result::v1::MarkShares::METHOD_LARGEST_REMAINDER);
  bundle.clear_results();
  SignAgain(SampleKey(), bundle);
  const auto recomputed = Recompute(bundle, *TallyOf(bundle));
  ASSERT_TRUE(recomputed.ok()) << recomputed.status();
  for (const auto& result : recomputed->results) {
    *bundle.add_results() = result;
  }
  ASSERT_EQ(bundle.results(0).pooled_criteria_size(), 2);
  const std::string text = bundle::BundleText(bundle);
  ASSERT_TRUE(IsAccepted(text));
  for (size_t i = 0; i < text.size(); i += kAttackStep) {
    for (const int change : {0x01, 0x20, 0x02, 0x80}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(IsAccepted(changed)) << "byte " << i << " of:\n" << changed;
    }
  }
}

}  // namespace
}  // namespace pingyi::verify
