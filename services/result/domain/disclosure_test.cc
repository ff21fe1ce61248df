#include "services/result/domain/disclosure.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using enum Suppression;

constexpr DisclosureRule kFive{.min_ballots = 5};

// Cells of as many marks, and nobody abstaining.
std::vector<CellBallots> Marks(const std::vector<int64_t>& counts) {
  std::vector<CellBallots> cells;
  for (const int64_t count : counts) {
    cells.push_back({.marks = count});
  }
  return cells;
}

std::vector<Suppression> Scores(const SubjectMask& mask) {
  std::vector<Suppression> scores;
  for (const GroupMask& group : mask.groups) {
    scores.push_back(group.score);
  }
  return scores;
}

using Reasons = std::vector<Suppression>;

TEST(DisclosureTest, ShowsEverythingThatRestsOnEnoughBallots) {
  EXPECT_FALSE(MaskOf(kFive, {Marks({5, 5}), Marks({100, 7})}).any());
  EXPECT_FALSE(MaskOf({.min_ballots = 0}, {Marks({1})}).any());
}

TEST(DisclosureTest, SuppressesASmallGroupAndTheSmallestOther) {
  const SubjectMask mask = MaskOf(kFive, {Marks({3, 3}), Marks({20, 20}), Marks({9, 9})});
  EXPECT_EQ(mask.total, kShown);
  EXPECT_EQ(Scores(mask), (Reasons{kSmall, kShown, kComplementary}));
  EXPECT_EQ(mask.groups[0].criteria, (Reasons{kSmall, kSmall}));
  EXPECT_EQ(mask.groups[2].criteria, (Reasons{kComplementary, kComplementary}));
  EXPECT_EQ(mask.criteria, (Reasons{kComplementary, kComplementary}));
  EXPECT_TRUE(mask.any());
}

TEST(DisclosureTest, TwoSmallGroupsHideEachOtherWhereTheyAreEnoughTogether) {
  EXPECT_EQ(Scores(MaskOf(kFive, {Marks({3}), Marks({2}), Marks({9})})),
            (Reasons{kSmall, kSmall, kShown}));
  EXPECT_EQ(Scores(MaskOf(kFive, {Marks({2}), Marks({2}), Marks({9})})),
            (Reasons{kSmall, kSmall, kComplementary}));
}

TEST(DisclosureTest, SuppressesASecondCriterionOfTheSameGroup) {
  const SubjectMask mask = MaskOf(kFive, {Marks({9, 2, 6, 7}), Marks({9, 9, 9, 9})});
  EXPECT_EQ(Scores(mask), (Reasons{kShown, kShown}));
  EXPECT_EQ(mask.groups[0].criteria, (Reasons{kShown, kSmall, kComplementary, kShown}));
  EXPECT_EQ(mask.groups[1].criteria, (Reasons{kShown, kShown, kShown, kShown}));
  EXPECT_EQ(mask.criteria, (Reasons{kShown, kComplementary, kComplementary, kShown}));
}

TEST(DisclosureTest, TwoSmallCriteriaOfOneGroupDoNotHideEachOther) {
  // The same two people may have marked both: together they are not four.
  EXPECT_EQ(MaskOf({.min_ballots = 4}, {Marks({2, 2, 9})}).groups[0].criteria,
            (Reasons{kSmall, kSmall, kComplementary}));
}

TEST(DisclosureTest, AbstentionsOfAFewAreSmallToo) {
  const SubjectMask few = MaskOf(kFive, {{{.marks = 0, .abstentions = 2}}, Marks({9})});
  EXPECT_EQ(Scores(few), (Reasons{kSmall, kShown}));  // no score of its own: nothing to subtract
  // Nine who abstain are enough, but the one who did not is not.
  EXPECT_EQ(Scores(MaskOf(kFive, {{{.marks = 1, .abstentions = 9}}, Marks({9})})),
            (Reasons{kSmall, kComplementary}));
  EXPECT_FALSE(MaskOf(kFive, {{{.marks = 0, .abstentions = 9}}, Marks({9})}).any());
}

TEST(DisclosureTest, ATotalOfTooFewBallotsIsSuppressed) {
  const SubjectMask mask = MaskOf(kFive, {Marks({3}), Marks({1})});
  EXPECT_EQ(mask.total, kSmall);
  EXPECT_EQ(Scores(mask), (Reasons{kSmall, kSmall}));
  EXPECT_EQ(mask.criteria, Reasons{kSmall});
  EXPECT_EQ(MaskOf(kFive, {Marks({0}), Marks({0})}).total, kShown);  // nobody's marks
}

TEST(DisclosureTest, APoolIsShownAndItsSmallGroupsAreNot) {
  const DisclosureRule pool{.min_ballots = 5, .pooled = true};
  const SubjectMask mask = MaskOf(pool, {Marks({3, 3}), Marks({8, 8}), Marks({9, 9})});
  EXPECT_EQ(mask.total, kShown);
  EXPECT_EQ(mask.criteria, (Reasons{kShown, kShown}));
  EXPECT_EQ(Scores(mask), (Reasons{kSmall, kComplementary, kComplementary}));
  const SubjectMask cell = MaskOf(pool, {Marks({9, 2}), Marks({8, 1})});
  EXPECT_EQ(cell.criteria, (Reasons{kComplementary, kSmall}));
  EXPECT_EQ(MaskOf(pool, {Marks({2}), Marks({2})}).total, kSmall);
}

TEST(DisclosureTest, WhereTheBestCriterionIsTheScoreASmallOneMakesTheGroupSmall) {
  const DisclosureRule best{.min_ballots = 5, .whole_groups = true};
  EXPECT_EQ(Scores(MaskOf(best, {Marks({9, 2}), Marks({9, 9})})),
            (Reasons{kSmall, kComplementary}));
  EXPECT_EQ(MaskOf(best, {Marks({9, 2})}).total, kSmall);  // the total is the group's score
}

TEST(DisclosureTest, TheDefaultIsFiveWhereBallotsAreSecret) {
  PolicyRules policy;
  EXPECT_EQ(DisclosureOf(policy, true).min_ballots, 5);
  EXPECT_EQ(DisclosureOf(policy, false).min_ballots, 0);
  policy.min_shown_ballots = 3;
  EXPECT_EQ(DisclosureOf(policy, true).min_ballots, 3);
  EXPECT_EQ(DisclosureOf(policy, false).min_ballots, 3);
  policy.group_combination = Combination::kPooled;
  policy.best_criteria = 2;
  EXPECT_TRUE(DisclosureOf(policy, true).pooled);
  EXPECT_TRUE(DisclosureOf(policy, true).whole_groups);
}

TEST(DisclosureTest, APreviewByOtherThresholdsTellsNoMore) {
  const PolicyRules policy;
  PolicyRules other;
  other.grade_thresholds.push_back({"good", "好", "90"});
  other.grade_quotas.push_back({});
  EXPECT_TRUE(TellsNoMore(policy, other));
  other.mark_combination = Combination::kMedian;
  EXPECT_FALSE(TellsNoMore(policy, other));
}

TEST(DisclosureTest, APreviewThatLooksAtMarksTellsMore) {
  const PolicyRules policy;
  PolicyRules shares;
  shares.grade_share_rules.push_back({});  // a share of a scope can be searched for
  EXPECT_FALSE(TellsNoMore(policy, shares));
  PolicyRules ties;
  ties.tie_breakers.push_back({});
  EXPECT_FALSE(TellsNoMore(policy, ties));
  PolicyRules digits;
  digits.rounding.digits = 10;
  EXPECT_FALSE(TellsNoMore(policy, digits));
  PolicyRules weights;
  weights.type_weights.push_back({});
  EXPECT_FALSE(TellsNoMore(policy, weights));
}

TEST(DisclosureTest, APolicyMayAskForThreeToAThousandBallots) {
  for (const int32_t sound : {0, 3, 1000}) {
    PolicyRules policy = test::MeanPolicy();
    policy.min_shown_ballots = sound;
    EXPECT_THAT(CheckPolicy(policy), ::testing::IsEmpty()) << sound;
  }
  for (const int32_t unsound : {-1, 1, 2, 1001}) {
    PolicyRules policy = test::MeanPolicy();
    policy.min_shown_ballots = unsound;
    const std::vector<FieldViolation> violations = CheckPolicy(policy);
    ASSERT_EQ(violations.size(), 1U) << unsound;
    EXPECT_EQ(violations[0].field, "scoring_policy.min_shown_ballots");
    EXPECT_EQ(violations[0].reason, "INVALID_FIELD");
  }
}

TEST(DisclosureTest, ThePolicysNumberIsInItsDigestWhereItIsSet) {
  PolicyRules policy = test::MeanPolicy();
  const std::string before = CanonicalPolicy(policy);
  EXPECT_THAT(before, ::testing::Not(::testing::HasSubstr("shown")));
  policy.min_shown_ballots = 7;
  EXPECT_EQ(CanonicalPolicy(policy), before + "shown 7\n");
}

}  // namespace
}  // namespace pingyi::result
