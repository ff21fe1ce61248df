#include "services/verify/frozen.h"

#include <string>

#include <gtest/gtest.h>

#include "services/verify/sample_bundle.h"

namespace pingyi::verify {
namespace {

using appraisal::v1::Round;
using appraisal::v1::ValidityRules;

class FrozenTest : public ::testing::Test {
 protected:
  bundle::v1::ReleaseBundle bundle_ = SampleBundle(SampleKey());
  Round& round_ = *bundle_.mutable_round();
};

TEST_F(FrozenTest, IsTheFormOfTheContract) {
  EXPECT_EQ(FrozenText(round_, bundle_.subjects()),
            "pingyi-round-v1\nround\trounds/r1\nopen_time\t1700000000000001\n"
            "display_name\t年度\\t评议\\n\\\\\ncycle\t\nanonymity\tnamed\n"
            "policy\tpolicies/p/versions/1\t" +
                round_.scoring_policy().digest() +
                "\nrules\t1\t0\t1\t0\tspoil\nlimit\twork\tgood\tcount\t2\n"
                "limit\t\tfair\tpercent\t50\n"
                "criterion\twork\t绩\t2\tgraded\ngrade\tgood\t好\t100\ngrade\tfair\t一般\t70\n"
                "criterion\tvirtue\t德\t1\tnumeric\t0\t10\t0.5\n"
                "group\ta\tA票\t60\t5\ngroup\tb\tB票\t40\t3\n"
                "subject\t1\ts1\t张三\t一科\tleader\tcycles/c/reports/s1\n"
                "subject\t2\ts2\t李四\t\t\t\n");
}

TEST_F(FrozenTest, WhatTheFormDoesNotSayIsNoticed) {
  const auto whole = [&] { return IsWholeInForm(round_, bundle_.subjects()); };
  EXPECT_TRUE(whole());
  const auto broken = [&](auto change) {
    const bundle::v1::ReleaseBundle before = bundle_;
    change();
    const bool result = whole();
    // In parts: assigning the whole would make another round than the one referred to.
    round_ = before.round();
    *bundle_.mutable_subjects() = before.subjects();
    return !result;
  };
  EXPECT_TRUE(broken([&] { round_.mutable_open_time()->set_nanos(1001); }));
  EXPECT_TRUE(broken([&] { round_.clear_anonymity(); }));
  EXPECT_TRUE(broken([&] { round_.mutable_validity_rules()->clear_breach_effect(); }));
  EXPECT_TRUE(
      broken([&] { round_.mutable_validity_rules()->mutable_mark_limits(0)->clear_limit(); }));
  EXPECT_TRUE(broken([&] { round_.mutable_ballot_form()->mutable_criteria(0)->clear_scale(); }));
  EXPECT_TRUE(broken([&] { bundle_.mutable_subjects(0)->set_name("rounds/r2/subjects/s1"); }));
  EXPECT_TRUE(whole());
}

TEST_F(FrozenTest, ARoundThatLeavesOutBallotsSaysSo) {
  using appraisal::v1::BallotExtremes;
  BallotExtremes& rule = *round_.mutable_ballot_extremes();
  EXPECT_FALSE(IsWholeInForm(round_, bundle_.subjects()));
  rule.set_count(1);
  rule.set_min_ballots(5);
  EXPECT_FALSE(IsWholeInForm(round_, bundle_.subjects()));
  rule.set_scope(BallotExtremes::SCOPE_GROUP);
  EXPECT_TRUE(IsWholeInForm(round_, bundle_.subjects()));
  EXPECT_NE(FrozenText(round_, bundle_.subjects()).find("\nextremes\t5\tcount\t1\tGROUP\nsubject"),
            std::string::npos);
  rule.mutable_share()->set_share("1/3");
  EXPECT_FALSE(IsWholeInForm(round_, bundle_.subjects()));
  rule.mutable_share()->set_rounding(BallotExtremes::ROUNDING_UP);
  rule.set_scope(BallotExtremes::SCOPE_ALL_GROUPS);
  EXPECT_TRUE(IsWholeInForm(round_, bundle_.subjects()));
  EXPECT_NE(
      FrozenText(round_, bundle_.subjects()).find("\nextremes\t5\tshare\t1/3\tUP\tALL_GROUPS\n"),
      std::string::npos);
}

TEST_F(FrozenTest, NamedRoundsAndStrictOnesHaveTheirOwnWords) {
  round_.set_anonymity(appraisal::v1::ANONYMITY_ANONYMOUS);
  round_.mutable_validity_rules()->set_breach_effect(ValidityRules::BREACH_EFFECT_REFUSE);
  round_.clear_open_time();
  const std::string text = FrozenText(round_, bundle_.subjects());
  EXPECT_NE(text.find("open_time\t\n"), std::string::npos);
  EXPECT_NE(text.find("anonymity\tanonymous\n"), std::string::npos);
  EXPECT_NE(text.find("\trefuse\n"), std::string::npos);
}

}  // namespace
}  // namespace pingyi::verify
