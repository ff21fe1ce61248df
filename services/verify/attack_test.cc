// The attacker: changes the file of a right bundle at every place there is.
#include <functional>
#include <string>
#include <utility>
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
  const std::function<bool(const std::string&)> is_accepted_ = [this](const std::string& text) {
    return IsAccepted(text);
  };
};

TEST_F(AttackTest, TheBundleItselfIsAccepted) { EXPECT_TRUE(IsAccepted(text_)); }

TEST_F(AttackTest, EveryChangedByteIsRefused) { ExpectEveryChangeRefused(text_, is_accepted_); }

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
  bundle.set_confidential(true);
  Complete(SampleKey(), bundle);
  EXPECT_EQ(bundle.results(0).groups(1).suppression(), result::v1::SUPPRESSION_SMALL);
  EXPECT_EQ(bundle.results(0).rank(), 0);
  EXPECT_EQ(bundle.results(1).suppression(), result::v1::SUPPRESSION_SMALL);
  const std::string text = bundle::BundleText(bundle);
  ASSERT_TRUE(IsAccepted(text));
  ExpectEveryChangeRefused(text, is_accepted_);
  bundle.clear_confidential();
  EXPECT_FALSE(IsAccepted(bundle::BundleText(bundle)));
}

TEST_F(AttackTest, ABundleThatSuppressesNothingIsNotConfidential) {
  bundle::v1::ReleaseBundle bundle = SampleBundle(SampleKey());
  bundle.set_confidential(true);
  EXPECT_FALSE(IsAccepted(bundle::BundleText(bundle)));
}

// A ballot at either end is left out of both groups on s1, and of the first on s2: four of six
// remain.
TEST_F(AttackTest, EveryChangedByteOfARoundThatLeftOutBallotsIsRefused) {
  bundle::v1::ReleaseBundle bundle = SampleBundle(SampleKey());
  bundle.mutable_round()->mutable_validity_rules()->clear_allow_abstention();
  appraisal::v1::BallotExtremes& rule = *bundle.mutable_round()->mutable_ballot_extremes();
  rule.mutable_share()->set_share("1/6");
  rule.mutable_share()->set_rounding(appraisal::v1::BallotExtremes::ROUNDING_HALF_EVEN);
  rule.set_min_ballots(3);
  rule.set_scope(appraisal::v1::BallotExtremes::SCOPE_GROUP);
  result::v1::Extremes& extremes = *bundle.mutable_policy()->mutable_extremes();
  extremes.mutable_share()->set_share("1/6");
  extremes.mutable_share()->set_rounding(result::v1::Rounding::MODE_HALF_EVEN);
  extremes.set_min_marks(3);
  extremes.set_over(result::v1::Extremes::OVER_BALLOT_TOTAL);
  for (int group = 0; group < 2; ++group) {
    bundle.mutable_ballots(group)->set_valid(6);
    bundle.mutable_ballots(group)->clear_straight_lined();
  }
  bundle.mutable_tallies(0)->clear_cells();
  for (const int place : {0, 1, 2, 3}) {
    appraisal::v1::TallyCell& cell = *bundle.mutable_tallies(0)->add_cells();
    cell.set_group_index(place / 2);
    cell.set_criterion_index(place % 2);
    cell.add_marks(place % 2);
    cell.add_counts(4);
  }
  for (const auto& [subject, group] : {std::pair(0, 0), std::pair(0, 1), std::pair(1, 0)}) {
    appraisal::v1::BallotsLeftOut& left_out = *bundle.mutable_tallies(subject)->add_left_out();
    left_out.set_group_index(group);
    left_out.set_ballots(2);
  }
  Complete(SampleKey(), bundle);
  const std::string text = bundle::BundleText(bundle);
  ASSERT_TRUE(IsAccepted(text));
  ExpectEveryChangeRefused(text, is_accepted_);
  // Not even whoever has the key can change only one of round, policy and numbers.
  const auto refused = [&](auto change) {
    bundle::v1::ReleaseBundle other = bundle;
    change(other);
    SignFacts(SampleKey(), other);
    return !IsAccepted(bundle::BundleText(other));
  };
  EXPECT_FALSE(refused([](auto&) {}));
  EXPECT_TRUE(refused([](auto& b) { b.mutable_tallies(0)->mutable_left_out(1)->set_ballots(4); }));
  EXPECT_TRUE(refused([](auto& b) { b.mutable_tallies(0)->clear_left_out(); }));
  EXPECT_TRUE(refused([](auto& b) { b.mutable_round()->clear_ballot_extremes(); }));
  EXPECT_TRUE(refused([](auto& b) { b.mutable_policy()->clear_extremes(); }));
  EXPECT_TRUE(refused([](auto& b) { b.mutable_policy()->mutable_extremes()->clear_over(); }));
  EXPECT_TRUE(
      refused([](auto& b) { b.mutable_round()->mutable_ballot_extremes()->set_min_ballots(6); }));
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
  Complete(SampleKey(), bundle);
  ASSERT_EQ(bundle.results(0).pooled_criteria_size(), 2);
  const std::string text = bundle::BundleText(bundle);
  ASSERT_TRUE(IsAccepted(text));
  ExpectEveryChangeRefused(text, is_accepted_);
}

}  // namespace
}  // namespace pingyi::verify
