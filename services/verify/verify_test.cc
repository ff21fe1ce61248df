#include "services/verify/verify.h"

#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/verify/sample_bundle.h"

namespace pingyi::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VerifyTest : public ::testing::Test {
 protected:
  Verdict Run() const {
    const std::vector<crypto::PublicKey> keys = {SampleKey().public_key()};
    return Verify(bundle_, keys);
  }
  // What the check of this number found, in English.
  std::string Finding(size_t check) const {
    const Verdict verdict = Run();
    EXPECT_FALSE(verdict.accepted());
    const Findings& findings = verdict.checks.at(check).findings;
    return findings.empty() ? "" : findings[0].en;
  }

  bundle::v1::ReleaseBundle bundle_ = SampleBundle(SampleKey());
};

TEST_F(VerifyTest, ARightBundleIsAccepted) {
  const Verdict verdict = Run();
  EXPECT_TRUE(verdict.accepted());
  EXPECT_EQ(verdict.checks.size(), 7);
  for (const Check& check : verdict.checks) {
    EXPECT_TRUE(check.done);
    EXPECT_THAT(check.findings, IsEmpty()) << check.what.en;
  }
  EXPECT_GT(verdict.values, 60);
  EXPECT_EQ(verdict.equal, verdict.values);
}

// By hand, s1: group a: work (3 x 100 + 70) / 4 = 185/2, virtue (2 x 8.5 + 10) / 3 = 9, score
// (2 x 185/2 + 9) / 3 = 194/3; group b: work 100 alone. Total (60 x 194/3 + 40 x 100) / 100 =
// 394/5.
TEST_F(VerifyTest, TheSampleIsWhatTheHandComputes) {
  ASSERT_EQ(bundle_.results_size(), 2);
  const result::v1::SubjectResult& first = bundle_.results(0);
  EXPECT_EQ(first.display_name(), "张三");
  EXPECT_EQ(first.groups(0).criteria(0).score().exact(), "185/2");
  EXPECT_EQ(first.groups(0).criteria(1).score().exact(), "9");
  EXPECT_EQ(first.groups(0).score().exact(), "194/3");
  EXPECT_EQ(first.total().exact(), "394/5");
  EXPECT_EQ(first.total().rounded(), "78.80");
  EXPECT_EQ(first.grade_title(), "好");
}

TEST_F(VerifyTest, OneOfSeveralKeysIsEnough) {
  const std::vector<crypto::PublicKey> keys = {crypto::SigningKey::Generate().public_key(),
                                               SampleKey().public_key()};
  EXPECT_TRUE(Verify(bundle_, keys).accepted());
  EXPECT_FALSE(Verify(bundle_, std::span(keys).first(1)).accepted());
  EXPECT_FALSE(Verify(bundle_, {}).accepted());
}

TEST_F(VerifyTest, AnotherKeyIsRefusedByItsId) {
  bundle_ = SampleBundle(crypto::SigningKey::Generate());
  EXPECT_THAT(Finding(0), HasSubstr("another key"));
}

TEST_F(VerifyTest, ASignatureByAnotherKeyUnderOurIdIsRefused) {
  const bundle::v1::ReleaseBundle other = SampleBundle(crypto::SigningKey::Generate());
  bundle_.mutable_release()->set_signature(other.release().signature());
  EXPECT_THAT(Finding(0), HasSubstr("not over this release"));
}

TEST_F(VerifyTest, AnUnsignedReleaseIsRefused) {
  bundle_.mutable_release()->clear_key_id();
  bundle_.mutable_release()->clear_signature();
  EXPECT_EQ(Finding(0), "the release is not signed");
}

TEST_F(VerifyTest, AnEmptyBundleIsRefused) {
  bundle_.Clear();
  EXPECT_FALSE(Run().accepted());
}

TEST_F(VerifyTest, AChangedTallyIsNamed) {
  bundle_.mutable_tallies(0)->mutable_cells(0)->set_counts(0, 2);
  EXPECT_THAT(Finding(3), HasSubstr("digest of the tally"));
  EXPECT_FALSE(Run().checks.back().done) << "nothing is computed from what was not signed";
}

TEST_F(VerifyTest, TheTallyMustBeInItsOrder) {
  bundle_.mutable_tallies(0)->mutable_cells()->SwapElements(0, 1);
  SignAgain(SampleKey(), bundle_);
  EXPECT_THAT(Finding(3), HasSubstr("order"));
}

TEST_F(VerifyTest, AMalformedTallyIsRefused) {
  bundle_.mutable_tallies(0)->mutable_cells(0)->add_counts(7);
  EXPECT_EQ(Finding(3), "the tally is malformed");
}

TEST_F(VerifyTest, AChangedPolicyIsNamed) {
  bundle_.mutable_policy()->mutable_rounding()->set_digits(1);
  EXPECT_THAT(Finding(4), HasSubstr("digest of the policy"));
  bundle_.mutable_policy()->mutable_rounding()->set_digits(99);
  EXPECT_EQ(Finding(4), "the policy is not a valid one");
}

TEST_F(VerifyTest, AChangedRoundIsNamed) {
  bundle_.mutable_round()->mutable_voter_groups(0)->set_weight("61");
  EXPECT_THAT(Finding(2), HasSubstr("digest of the round"));
}

TEST_F(VerifyTest, AChangedDigitOfAResultIsNamedWithItsPlace) {
  bundle_.mutable_results(0)->mutable_groups(0)->mutable_score()->set_rounded("64.68");
  EXPECT_EQ(Finding(5), "results[0].groups[0].score.rounded: should be \"64.67\", is \"64.68\"");
}

// Whoever has the key may sign what he likes: what he cannot do is publish a result that does not
// follow from the tally and the policy.
TEST_F(VerifyTest, AFalseResultThatIsSignedIsFound) {
  bundle_.mutable_results()->SwapElements(0, 1);
  bundle_.mutable_results(0)->set_rank(1);
  bundle_.mutable_results(1)->set_rank(2);
  bundle_.mutable_release()->set_result_digest(std::string(64, '0'));
  SignRelease(SampleKey(), bundle_);
  EXPECT_THAT(Finding(5), HasSubstr("digest of the results"));
  const Findings findings = Run().checks[5].findings;
  ASSERT_GT(findings.size(), 1);
  EXPECT_THAT(findings[1].en, HasSubstr("results[0]"));
}

TEST_F(VerifyTest, MissingAndSurplusResultsAreFound) {
  bundle_.mutable_results()->RemoveLast();
  EXPECT_THAT(Finding(5), HasSubstr("number of results"));
  bundle_ = SampleBundle(SampleKey());
  *bundle_.add_results() = bundle_.results(0);
  EXPECT_THAT(Finding(5), HasSubstr("number of results"));
  bundle_ = SampleBundle(SampleKey());
  bundle_.mutable_results(1)->mutable_groups(1)->mutable_score()->set_exact("1");
  EXPECT_THAT(Finding(5), HasSubstr("score: should be ×0, is ×1"));
}

TEST_F(VerifyTest, ATallyThatCannotBeIsSaidSo) {
  bundle_.mutable_tallies(0)->mutable_cells(0)->set_counts(0, int64_t{1} << 62);
  bundle_.mutable_ballots(0)->set_valid(1);
  EXPECT_FALSE(Run().accepted());
}

}  // namespace
}  // namespace pingyi::verify
