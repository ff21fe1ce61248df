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

// One cell of one group, as a rule names it.
CellScope ScopeOfCell(size_t group, size_t criterion) {
  return {.groups = {group}, .criteria = {criterion}};
}

TEST(DisclosureTest, AShareRuleThatLooksAtASuppressedCellTakesTheGrade) {
  const DisclosureRule leaders{.min_ballots = 5, .grade_scopes = {ScopeOfCell(0, 0)}};
  const DisclosureRule staff{.min_ballots = 5, .grade_scopes = {ScopeOfCell(2, 0)}};
  const SubjectBallots small = {Marks({3}), Marks({9}), Marks({20})};
  EXPECT_EQ(MaskOf(leaders, small).grade, kComplementary);
  EXPECT_EQ(MaskOf(leaders, small).total, kShown);
  EXPECT_EQ(MaskOf(staff, small).grade, kShown);
  EXPECT_EQ(MaskOf(leaders, {Marks({5}), Marks({9}), Marks({20})}).grade, kShown);
  EXPECT_EQ(MaskOf(leaders, {Marks({2}), Marks({1}), Marks({0})}).grade, kSmall);
}

TEST(DisclosureTest, ATieBreakerOrTierThatLooksAtASuppressedCellTakesThePlaces) {
  const std::vector<SubjectBallots> subjects = {{Marks({9}), Marks({9}), Marks({9})},
                                                {Marks({3}), Marks({9}), Marks({20})}};
  const DisclosureRule ties{.min_ballots = 5, .tie_scopes = {{}, ScopeOfCell(0, 0)}};
  EXPECT_FALSE(RoundDisclosureOf(ties, subjects).places);
  EXPECT_EQ(RoundDisclosureOf(ties, subjects).hidden_ties, std::vector<size_t>{1});
  const DisclosureRule tiers{.min_ballots = 5, .tier_scopes = {ScopeOfCell(0, 0)}};
  EXPECT_FALSE(RoundDisclosureOf(tiers, subjects).places);
  EXPECT_FALSE(RoundDisclosureOf(tiers, subjects).tiers);
  const DisclosureRule open{.min_ballots = 5, .tie_scopes = {ScopeOfCell(2, 0)}};
  EXPECT_TRUE(RoundDisclosureOf(open, subjects).places);
}

TEST(DisclosureTest, UnderQuotasNoGradeIsShownWherePlacesOrOneGradeAreNot) {
  const SubjectBallots whole = {Marks({9}), Marks({9}), Marks({9})};
  const SubjectBallots part = {Marks({3}), Marks({9}), Marks({20})};
  const SubjectBallots few = {Marks({1}), Marks({2}), Marks({0})};
  const DisclosureRule quotas{.min_ballots = 5, .limited_grades = true};
  EXPECT_TRUE(RoundDisclosureOf(quotas, {whole, part}).grades);
  EXPECT_FALSE(RoundDisclosureOf(quotas, {whole, few}).grades);
  EXPECT_TRUE(RoundDisclosureOf(kFive, {whole, few}).grades);
  DisclosureRule shares = quotas;
  shares.grade_scopes = {ScopeOfCell(0, 0)};
  EXPECT_FALSE(RoundDisclosureOf(shares, {whole, part}).grades);
  EXPECT_TRUE(RoundDisclosureOf(shares, {whole, part}).places);
}

TEST(DisclosureTest, UnderQuotasATieBrokenOutOfSightTakesTheGrades) {
  const SubjectBallots whole = {Marks({9}), Marks({9}), Marks({9})};
  const SubjectBallots part = {Marks({3}), Marks({9}), Marks({20})};
  // Every total is shown: who got the last grade of a quota would tell how the tie was broken.
  DisclosureRule ties{.min_ballots = 5, .limited_grades = true, .tie_scopes = {ScopeOfCell(0, 0)}};
  EXPECT_FALSE(RoundDisclosureOf(ties, {whole, part}).grades);
  DisclosureRule tiers{
      .min_ballots = 5, .limited_grades = true, .tier_scopes = {ScopeOfCell(0, 0)}};
  EXPECT_FALSE(RoundDisclosureOf(tiers, {whole, part}).grades);
  ties.limited_grades = tiers.limited_grades = false;
  EXPECT_TRUE(RoundDisclosureOf(ties, {whole, part}).grades);
  EXPECT_TRUE(RoundDisclosureOf(tiers, {whole, part}).grades);
}

TEST(DisclosureTest, WithPointsForPlacesASuppressedGroupIsSuppressedOfAll) {
  const DisclosureRule points{.min_ballots = 5, .rank_points = true};
  // Of the first subject groups 0 and 2 are suppressed, so that of the second they are as well.
  const std::vector<SubjectBallots> subjects = {{Marks({3}), Marks({20}), Marks({9})},
                                                {Marks({9}), Marks({8}), Marks({30})},
                                                {Marks({0}), Marks({8}), Marks({30})}};
  const RoundDisclosure round = RoundDisclosureOf(points, subjects);
  // The third has one of the two alone: its second group closes, and that group of all.
  EXPECT_EQ(round.closed_groups, (std::vector<bool>{true, true, true}));
  const RoundDisclosure two = RoundDisclosureOf(points, {subjects[0], subjects[1]});
  EXPECT_EQ(two.closed_groups, (std::vector<bool>{true, false, true}));
  EXPECT_EQ(Scores(MaskOf(points, subjects[1], two)),
            (Reasons{kComplementary, kShown, kComplementary}));
  EXPECT_EQ(Scores(MaskOf(points, subjects[2], round)),
            (Reasons{kShown, kComplementary, kComplementary}));
}

TEST(DisclosureTest, AbstentionsThatHavePointsCountAsMarksDo) {
  const DisclosureRule counting{.min_ballots = 5, .abstentions_count = true};
  const SubjectBallots abstained = {{{.marks = 0, .abstentions = 3}}, Marks({9}), Marks({20})};
  EXPECT_EQ(Scores(MaskOf(counting, abstained)), (Reasons{kSmall, kComplementary, kShown}));
  EXPECT_EQ(Scores(MaskOf(kFive, abstained)), (Reasons{kSmall, kShown, kShown}));
  EXPECT_EQ(
      MaskOf(counting, {{{.marks = 0, .abstentions = 2}}, {{.marks = 0, .abstentions = 2}}}).total,
      kSmall);
}

TEST(DisclosureTest, ScopesOfThePolicyAreThoseOfTheRound) {
  const RoundFacts facts =
      test::Facts({{"de", "1"}, {"neng", "1"}}, {{"a", "40"}, {"b", "60"}}, test::FourGrades());
  PolicyRules policy;
  GradeShareRule share;
  share.scope = {{"b"}, {}};
  policy.grade_share_rules = {share};
  policy.tie_breakers = {{PositionComparison{}, 0}, {CriterionScoreComparison{"neng"}, 0}};
  policy.tiers = {{{"a"}, {"de"}}};
  policy.grade_quotas = {{}};
  const DisclosureRule rule = DisclosureOf(policy, facts, true);
  EXPECT_EQ(rule.grade_scopes, (std::vector<CellScope>{{.groups = {1}, .criteria = {0, 1}}}));
  EXPECT_EQ(rule.tie_scopes,
            (std::vector<CellScope>{{}, {.groups = {0, 1}, .criteria = {1}, .all_groups = true}}));
  EXPECT_EQ(rule.tier_scopes, (std::vector<CellScope>{ScopeOfCell(0, 0)}));
  EXPECT_TRUE(rule.limited_grades);
}

TEST(DisclosureTest, TheDefaultIsFiveWhereBallotsAreSecret) {
  PolicyRules policy;
  EXPECT_EQ(DisclosureOf(policy, {}, true).min_ballots, 5);
  EXPECT_EQ(DisclosureOf(policy, {}, false).min_ballots, 0);
  policy.min_shown_ballots = 3;
  EXPECT_EQ(DisclosureOf(policy, {}, true).min_ballots, 3);
  EXPECT_EQ(DisclosureOf(policy, {}, false).min_ballots, 3);
  policy.group_combination = Combination::kPooled;
  policy.best_criteria = 2;
  EXPECT_TRUE(DisclosureOf(policy, {}, true).pooled);
  EXPECT_TRUE(DisclosureOf(policy, {}, true).whole_groups);
}

// A policy that differs from another in one rule.
template <typename Change>
PolicyRules With(PolicyRules policy, const Change& change) {
  change(policy);
  return policy;
}

PolicyRules Basis(DecisionBasis basis) {
  PolicyRules policy;
  policy.decision_basis = basis;
  return policy;
}

const auto kOtherThreshold = [](PolicyRules& p) {
  p.grade_thresholds.push_back({"good", "好", "90"});
};
const auto kOtherQuota = [](PolicyRules& p) { p.grade_quotas.push_back({}); };
const auto kOtherBands = [](PolicyRules& p) { p.grade_bands.emplace(); };
const auto kShare = [](PolicyRules& p) { p.grade_share_rules.push_back({}); };

// Thresholds between two rounded totals find the exact one.
TEST(DisclosureTest, ThresholdsForTheExactTotalReachWholeSubjectsAlone) {
  const PolicyRules exact = Basis(DecisionBasis::kExact);
  for (const bool places : {true, false}) {
    EXPECT_EQ(ReachOf(exact, With(exact, kOtherThreshold), places), PreviewReach::kWholeSubjects);
    // Whom another subject leaves a grade would tell of that subject.
    const PolicyRules quotas = With(exact, kOtherQuota);
    EXPECT_EQ(ReachOf(quotas, With(quotas, kOtherThreshold), places), PreviewReach::kNobody);
    EXPECT_EQ(ReachOf(exact, With(quotas, kOtherThreshold), places), PreviewReach::kNobody);
    EXPECT_EQ(ReachOf(quotas, With(exact, kOtherThreshold), places), PreviewReach::kNobody);
    const PolicyRules bands = With(exact, kOtherBands);
    EXPECT_EQ(ReachOf(bands, With(bands, kOtherThreshold), places), PreviewReach::kNobody);
  }
}

TEST(DisclosureTest, ThresholdsForTheRoundedTotalReachEverybody) {
  const PolicyRules rounded = Basis(DecisionBasis::kRounded);
  EXPECT_EQ(ReachOf(rounded, With(rounded, kOtherThreshold), true), PreviewReach::kEverybody);
  EXPECT_EQ(ReachOf(rounded, With(rounded, kOtherThreshold), false), PreviewReach::kEverybody);
  const PolicyRules quotas = With(rounded, kOtherQuota);
  EXPECT_EQ(ReachOf(quotas, With(quotas, kOtherThreshold), true), PreviewReach::kEverybody);
  EXPECT_EQ(ReachOf(quotas, With(quotas, kOtherThreshold), false), PreviewReach::kNobody);
}

TEST(DisclosureTest, AnotherBasisReachesNobody) {
  for (const bool places : {true, false}) {
    EXPECT_EQ(ReachOf(Basis(DecisionBasis::kRounded), Basis(DecisionBasis::kExact), places),
              PreviewReach::kNobody);
    EXPECT_EQ(ReachOf(Basis(DecisionBasis::kExact), Basis(DecisionBasis::kRounded), places),
              PreviewReach::kNobody);
  }
}

TEST(DisclosureTest, RulesByPlaceReachNobodyWhereNoPlacesAreShown) {
  const PolicyRules exact = Basis(DecisionBasis::kExact);
  EXPECT_EQ(ReachOf(exact, With(exact, kOtherQuota), true), PreviewReach::kEverybody);
  EXPECT_EQ(ReachOf(exact, With(exact, kOtherQuota), false), PreviewReach::kNobody);
  EXPECT_EQ(ReachOf(exact, With(exact, kOtherBands), true), PreviewReach::kEverybody);
  EXPECT_EQ(ReachOf(exact, With(exact, kOtherBands), false), PreviewReach::kNobody);
}

TEST(DisclosureTest, APreviewThatLooksAtNoSubjectReachesEverybody) {
  const PolicyRules exact = Basis(DecisionBasis::kExact);
  for (const bool places : {true, false}) {
    EXPECT_EQ(ReachOf(exact, exact, places), PreviewReach::kEverybody);
    const PolicyRules numbered = With(exact, [](PolicyRules& p) {
      p.rank_method = RankMethod::kDense;
      p.quorum.emplace();
      p.leaderboards.push_back({});
      p.min_shown_ballots = 9;
    });
    EXPECT_EQ(ReachOf(exact, numbered, places), PreviewReach::kEverybody);
  }
  // By another numbering other ties would be broken.
  const PolicyRules first = With(exact, [](PolicyRules& p) {
    p.tie_breakers.push_back({CountbackComparison{}, 1});
  });
  const PolicyRules dense = With(first, [](PolicyRules& p) { p.rank_method = RankMethod::kDense; });
  EXPECT_EQ(ReachOf(first, dense, true), PreviewReach::kNobody);
}

TEST(DisclosureTest, APreviewThatLooksAtMarksReachesNobody) {
  const PolicyRules policy;
  const std::vector<PolicyRules> others = {
      With(policy, kShare),  // a share of a scope can be searched for
      With(policy, [](PolicyRules& p) { p.tie_breakers.push_back({}); }),
      With(policy, [](PolicyRules& p) { p.rounding.digits = 10; }),
      With(policy, [](PolicyRules& p) { p.type_weights.push_back({}); }),
      With(policy, [](PolicyRules& p) { p.tiers.push_back({}); }),
      With(policy, [](PolicyRules& p) { p.exclusion_rules.push_back({}); }),
      With(policy, [](PolicyRules& p) { p.mark_combination = Combination::kMedian; })};
  for (const PolicyRules& other : others) {
    EXPECT_EQ(ReachOf(policy, other, true), PreviewReach::kNobody);
    EXPECT_EQ(ReachOf(policy, other, false), PreviewReach::kNobody);
  }
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

// A group that lacks a criterion of a lower sum has no score, so that it hides no other's.
TEST(DisclosureTest, AGroupWithoutASumHidesNothing) {
  PolicyRules policy = test::SumPolicy();
  policy.mark_combination = Combination::kMean;
  policy.total_order = TotalOrder::kAscending;
  const RoundFacts facts = test::Facts({{"run1", "1"}, {"run2", "1"}},
                                       {{"a", "1"}, {"b", "1"}, {"c", "1"}}, test::Numbers("9"));
  const SubjectBallots ballots = {{{3, 0}, {3, 0}}, {{6, 0}, {0, 0}}, {{9, 0}, {9, 0}}};
  const SubjectMask mask = MaskOf(DisclosureOf(policy, facts, true), ballots);
  EXPECT_EQ(mask.groups[2].score, Suppression::kComplementary);
  policy.tiers = {{{}, {"run2"}}};
  EXPECT_EQ(MaskOf(DisclosureOf(policy, facts, true), ballots).groups[2].score,
            Suppression::kShown);
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
