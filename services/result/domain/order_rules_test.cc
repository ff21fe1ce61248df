// Pools, best criteria, places instead of scores, lower totals, tiers and grades that a rule leaves
// alone: rounds computed by hand, with what their explanations say.
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using test::Cell;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Table = std::vector<std::string>;

// "s2:1 92, s1:2= 48.75, ...": places and totals.
std::string Text(const PolicyRules& policy, const absl::StatusOr<RoundResults>& results) {
  if (!results.ok()) {
    return results.status().ToString();
  }
  std::string text;
  for (const SubjectResult& result : *results) {
    text += (text.empty() ? "" : ", ") + result.subject + ":" + std::to_string(result.rank) +
            (result.shared_rank ? "= " : " ") + RoundedText(result.total, policy.rounding) +
            (result.grade.empty() ? "" : " " + result.grade);
  }
  return text;
}

// The first node of a kind.
const ExplanationNode* Find(const ExplanationNode& node, StepKind kind) {
  if (node.kind == kind) {
    return &node;
  }
  for (const ExplanationNode& child : node.children) {
    if (const ExplanationNode* found = Find(child, kind)) {
      return found;
    }
  }
  return nullptr;
}

ExplanationNode Node(const PolicyRules& policy, const RoundFacts& facts, const Tally& tally,
                     const std::string& subject, StepKind kind) {
  const auto explanation = Explain(policy, facts, tally, subject);
  EXPECT_THAT(explanation, ::pingyi::test::IsOk());
  const ExplanationNode* node = explanation.ok() ? Find(explanation->root, kind) : nullptr;
  EXPECT_NE(node, nullptr);
  return node == nullptr ? ExplanationNode() : *node;
}

// Six judges, each labelled with a country; of two runs the better counts; of six marks the highest
// and the lowest are dropped.
class PanelTest : public ::testing::Test {
 protected:
  PanelTest() {
    policy_.group_combination = Combination::kPooled;
    policy_.extremes = Extremes{1, 4};
    policy_.best_criteria = 1;
  }

  static SubjectTally Runs(const std::string& subject, int32_t position,
                           const std::vector<int32_t>& run1, const std::vector<int32_t>& run2) {
    SubjectTally tally{subject, position, {}};
    for (size_t judge = 0; judge < run1.size(); ++judge) {
      tally.cells.push_back(Cell(static_cast<int32_t>(judge), 0, {{run1[judge], 1}}));
      if (judge < run2.size()) {
        tally.cells.push_back(Cell(static_cast<int32_t>(judge), 1, {{run2[judge], 1}}));
      }
    }
    return tally;
  }

  PolicyRules policy_ = test::MeanPolicy();
  RoundFacts facts_ =
      test::Facts({{"run1", "1"}, {"run2", "1"}},
                  {{"j1", "1"}, {"j2", "1"}, {"j3", "1"}, {"j4", "1"}, {"j5", "1"}, {"j6", "1"}},
                  test::Numbers("100"));
  Tally tally_ = test::TallyOf({1, 1, 1, 1, 1, 1},
                               {// 48 49 49 49 of run 1; 92 93 94 95 of run 2: 93.5
                                Runs("s1", 1, {48, 49, 49, 40, 49, 90}, {92, 93, 94, 95, 91, 99}),
                                // 89 90 91 91: 90.25; no second run
                                Runs("s2", 2, {88, 89, 90, 91, 91, 95}, {}),
                                // 35 x 4: 35; 17 18 19 20: 18.5
                                Runs("s3", 3, {35, 35, 35, 35, 35, 35}, {17, 18, 19, 20, 16, 21})});
};

TEST_F(PanelTest, TheBetterRunCountsWithoutTheExtremesOfAllJudges) {
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(policy_, facts_, tally_));
  EXPECT_EQ(Text(policy_, results), "s1:1 93.50, s2:2 90.25, s3:3 35.00");
  ASSERT_THAT(results[0].pooled, SizeIs(2));
  EXPECT_EQ(results[0].pooled[0].score, Rational::Ratio(195, 4));  // 48.75
  EXPECT_EQ(results[0].pooled[1].score, Rational::Ratio(187, 2));
  EXPECT_EQ(results[1].pooled[1].score, std::nullopt);
  EXPECT_EQ(results[0].pooled[0].mark_count, 6);
  EXPECT_EQ(results[0].groups[2].score, std::nullopt);
  EXPECT_EQ(results[0].groups[2].criteria[0].score, std::nullopt);
  EXPECT_EQ(results[0].groups[2].criteria[0].mark_count, 1);
}

TEST_F(PanelTest, PooledScoresAreInTheCanonicalForm) {
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(policy_, facts_, tally_));
  const std::string text = CanonicalResults(facts_, "t", policy_, "p", results);
  EXPECT_THAT(text, HasSubstr("group j6 -\ncriterion run1 -\ncriterion run2 -\n"
                              "pooled run1 195/4\npooled run2 187/2\nresult s2 2"));
}

TEST_F(PanelTest, TheTwoBestOfTwoAreSummed) {
  policy_.best_criteria = 2;
  policy_.criterion_combination = Combination::kSum;
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s1:1 142.25, s2:2 90.25, s3:3 53.50");
}

TEST_F(PanelTest, TheExplanationNamesThePoolTheExtremesAndTheBestRun) {
  const auto node = [&](StepKind kind) { return Node(policy_, facts_, tally_, "s1", kind); };
  EXPECT_THAT(node(StepKind::kPool).text_en, HasSubstr("6 groups"));
  EXPECT_EQ(node(StepKind::kTotal).formula, "187/2");
  EXPECT_EQ(node(StepKind::kCriterion).formula, "(3 × 49 + 1 × 48) / 4");
  EXPECT_THAT(node(StepKind::kExtremes).text_en, HasSubstr("highest (1 × 90)"));
  EXPECT_THAT(node(StepKind::kBestCriteria).text_en, HasSubstr("best 1 count: 要素run2"));
  EXPECT_EQ(node(StepKind::kBestCriteria).formula, "1 / 2");
}

TEST_F(PanelTest, WhoeverGotNothingFallsUnderTheMissingRule) {
  tally_.subjects.push_back({"s4", 4, {}});
  EXPECT_THAT(Aggregate(policy_, facts_, tally_).status(), HasReason("GROUP_MISSING"));
  policy_.missing_group = MissingGroupRule::kZero;
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s1:1 93.50, s2:2 90.25, s3:3 35.00, s4:4 0.00");
  EXPECT_THAT(Node(policy_, facts_, tally_, "s4", StepKind::kTotal).text_en, HasSubstr("Nobody"));
  tally_.subjects.pop_back();
  policy_.missing_group = MissingGroupRule::kFail;
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s1:1 93.50, s2:2 90.25, s3:3 35.00");
  std::erase_if(tally_.subjects[1].cells,
                [](const TallyCell& cell) { return cell.group_index == 5; });
  EXPECT_THAT(Aggregate(policy_, facts_, tally_).status(), HasReason("GROUP_MISSING"));
}

TEST_F(PanelTest, ADenominatorIsThatOfAllGroups) {
  policy_.extremes.reset();
  policy_.best_criteria = 0;
  policy_.mean_denominator = Denominator::kReturnedBallots;
  tally_.groups[3].spoiled = 4;
  // s3: (210 / 10 + 111 / 10) / 2
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(policy_, facts_, tally_));
  EXPECT_EQ(results[2].total, Rational::Ratio(321, 20));
}

TEST_F(PanelTest, ACriterionsPooledScoreBreaksTies) {
  policy_.total_cap = "90";
  policy_.tie_breakers = {{CriterionScoreComparison{"run1"}, 0}};
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s2:1 90.00, s1:2 90.00, s3:3 35.00");
}

// Two polling stations; good 3, fair 2, poor 1; who has no opinion counts as poor.
class MajorityTest : public ::testing::Test {
 protected:
  MajorityTest() {
    policy_.mark_combination = Combination::kLowerMedian;
    policy_.group_combination = Combination::kPooled;
    policy_.abstention_points = "1";
    policy_.tie_breakers = {{MajorityGaugeComparison{}, 0}};
    policy_.grade_thresholds = {{"good", "好", "3"}, {"fair", "一般", "2"}, {"poor", "差", ""}};
    policy_.rounding.digits = 0;
    policy_.mark_shares = MarkSharesRule{1, ShareMethod::kEachHalfUp, true};
  }

  PolicyRules policy_ = test::MeanPolicy();
  RoundFacts facts_ =
      test::Facts({{"grade", "1"}}, {{"b1", "1"}, {"b2", "1"}},
                  GradedScale{{{"good", "好", "3"}, {"fair", "一般", "2"}, {"poor", "差", "1"}}});
  // Of nine marks each the fifth decides.
  Tally tally_ = test::TallyOf(
      {5, 4}, {// 3 good, 4 fair, 1 poor, 1 without opinion: fair, 3 above, 2 below
               {"s1", 1, {Cell(0, 0, {{0, 2}, {1, 3}}), Cell(1, 0, {{0, 1}, {1, 1}, {2, 1}}, 1)}},
               // 5 good: good, none above, 4 below
               {"s2", 2, {Cell(0, 0, {{0, 5}}), Cell(1, 0, {{2, 4}})}},
               // 2 good, 4 fair, 3 poor: fair, 2 above, 3 below
               {"s3", 3, {Cell(0, 0, {{0, 2}, {1, 3}}), Cell(1, 0, {{1, 1}, {2, 3}})}},
               // 4 without opinion, 1 poor
               {"s4", 4, {Cell(0, 0, {{0, 4}}, 1), Cell(1, 0, {{2, 1}}, 3)}}});
};

TEST_F(MajorityTest, TheGradeOfTheMajorityThenTheGauge) {
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s2:1 3 good, s1:2 2 fair, s3:3 2 fair, s4:4 1 poor");
  policy_.tie_breakers = {{MajorityValueComparison{}, 0}};
  // fair, then s1 and s3: 2 3, 1 3 against 2 3, 1 3, 1 2 - s1: 2 3 2 3 1 3 ...
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s2:1 3 good, s1:2 2 fair, s3:3 2 fair, s4:4 1 poor");
}

TEST_F(MajorityTest, OfAnEvenNumberTheLowerMarkDecides) {
  tally_.subjects = {{"s1", 1, {Cell(0, 0, {{0, 2}}), Cell(1, 0, {{2, 2}})}}};
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)), "s1:1 1 poor");
  EXPECT_EQ(Node(policy_, facts_, tally_, "s1", StepKind::kCriterion).formula, "min(3, 1)");
}

TEST_F(MajorityTest, TheGaugeAndTheSharesAreExplained) {
  const ExplanationNode gauge = Node(policy_, facts_, tally_, "s3", StepKind::kMajorityGauge);
  EXPECT_EQ(gauge.formula, "2 / 9 ≤ 3 / 9");
  EXPECT_THAT(Node(policy_, facts_, tally_, "s3", StepKind::kCriterion).text_en,
              HasSubstr("lower median of 9 marks, number 5 from the highest, is 2"));
  EXPECT_EQ(gauge.value, Rational::Ratio(-1, 3));
  EXPECT_THAT(gauge.text_en, HasSubstr("2 are above and 3 below"));
  const ExplanationNode tie = Node(policy_, facts_, tally_, "s1", StepKind::kTieBreak);
  EXPECT_EQ(tie.formula, "2 (+ 1/3) > 2 (- 1/3)");
  const ExplanationNode shares = Node(policy_, facts_, tally_, "s1", StepKind::kMarkShares);
  EXPECT_EQ(shares.key, "grade");
  EXPECT_EQ(shares.formula, "33.3 + 44.4 + 11.1 + 11.1");
  ASSERT_THAT(shares.children, SizeIs(4));
  EXPECT_EQ(shares.children[1].key, "fair");
  EXPECT_EQ(shares.children[1].formula, "100 × 4 / 9 ≈ 44.4");
  EXPECT_EQ(shares.children[1].value, Rational::Ratio(444, 10));
  EXPECT_EQ(shares.children[3].key, "-");
}

// Two rounds of a race in seconds, the lower the better.
class LowerIsBetterTest : public ::testing::Test {
 protected:
  LowerIsBetterTest() {
    policy_.mark_combination = Combination::kMean;
    policy_.missing_group = MissingGroupRule::kFail;
    policy_.total_order = TotalOrder::kAscending;
    policy_.grade_thresholds = {{"gold", "金", "50"}, {"silver", "银", "60"}, {"none", "无", ""}};
  }
  PolicyRules policy_ = test::SumPolicy();
  RoundFacts facts_ =
      test::Facts({{"run1", "1"}, {"run2", "1"}}, {{"clock", "1"}}, test::Numbers("100"));
  Tally tally_ = test::TallyOf({9}, {{"s1", 1, {Cell(0, 0, {{30, 1}}), Cell(0, 1, {{31, 1}})}},
                                     {"s2", 2, {Cell(0, 0, {{29, 1}})}},
                                     {"s3", 3, {Cell(0, 0, {{25, 1}}), Cell(0, 1, {{25, 1}})}},
                                     {"s4", 4, {Cell(0, 0, {{32, 1}}), Cell(0, 1, {{29, 1}})}}});
};

TEST_F(LowerIsBetterTest, WhoReachedTheSecondRunRanksBeforeWhoDidNot) {
  // 29 would be the best sum of all: nobody may be first for want of a second run.
  const absl::Status status = Aggregate(policy_, facts_, tally_).status();
  EXPECT_THAT(status, HasReason("GROUP_MISSING"));
  ASSERT_EQ(DetailsOf(status).violations.size(), 1U);
  EXPECT_EQ(DetailsOf(status).violations[0].description,
            "Group clock gave no mark, or not one on every criterion, to 1 subject: s2.");
  policy_.tiers = {{{}, {"run2"}}};
  policy_.tie_breakers = {{CriterionScoreComparison{"run2"}, 0}};
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s3:1 50 gold, s4:2 61 none, s1:3 61 none, s2:4 29 gold");
}

TEST_F(LowerIsBetterTest, TiersComeInOrder) {
  policy_.tiers = {{{}, {"run2"}}, {{}, {"run1"}}};
  tally_.subjects.push_back({"s5", 5, {Cell(0, 0, {}, 1), Cell(0, 1, {}, 1)}});
  policy_.abstention_points = "0";  // an abstention is no mark to a tier
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s3:1 50 gold, s1:2= 61 none, s4:2= 61 none, s2:4 29 gold, s5:5 0 gold");
  const ExplanationNode tier = Node(policy_, facts_, tally_, "s5", StepKind::kTier);
  EXPECT_EQ(tier.formula, "3 / 3");
  EXPECT_THAT(Node(policy_, facts_, tally_, "s2", StepKind::kTier).text_en,
              HasSubstr("Tier 2 of 3"));
  EXPECT_THAT(Node(policy_, facts_, tally_, "s2", StepKind::kRank).text_en,
              HasSubstr("3 in an earlier tier or lower"));
}

TEST_F(LowerIsBetterTest, ExplanationsTurnRound) {
  tally_.subjects.erase(tally_.subjects.begin() + 1);  // who has no second run
  policy_.tie_breakers = {{CriterionScoreComparison{"run2"}, 0}};
  const ExplanationNode tie = Node(policy_, facts_, tally_, "s1", StepKind::kTieBreak);
  EXPECT_EQ(tie.formula, "29 < 31");
  EXPECT_EQ(tie.value, Rational(31));
  const ExplanationNode grade = Node(policy_, facts_, tally_, "s1", StepKind::kGrade);
  EXPECT_EQ(grade.formula, "60 < 61");
  EXPECT_THAT(grade.text_en, HasSubstr("is more than 60"));
  EXPECT_EQ(Node(policy_, facts_, tally_, "s3", StepKind::kGrade).formula, "50 ≤ 50");
  EXPECT_THAT(Node(policy_, facts_, tally_, "s1", StepKind::kRank).text_en, HasSubstr("1 lower"));
}

TEST_F(LowerIsBetterTest, TheBestIsTheLowestAndCountbacksBeginThere) {
  policy_.best_criteria = 1;
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s3:1 25 gold, s2:2= 29 gold, s4:2= 29 gold, s1:4 30 gold");
  policy_.tie_breakers = {{CountbackComparison{}, 0}};
  // 29 each; then s4 has a 32 more.
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s3:1 25 gold, s4:2 29 gold, s2:3 29 gold, s1:4 30 gold");
}

// A second clock, of half the weight, that stopped after the first run of s1: 30 would have been
// the lowest sum, so that its weight goes to the other clock.
TEST_F(LowerIsBetterTest, AGroupThatLacksACriterionIsMissing) {
  facts_ = test::Facts({{"run1", "1"}, {"run2", "1"}}, {{"clock", "2"}, {"second", "1"}},
                       test::Numbers("100"));
  policy_.group_combination = Combination::kMean;
  policy_.missing_group = MissingGroupRule::kRenormalize;
  tally_ = test::TallyOf(
      {9, 9}, {{"s1", 1, {Cell(0, 0, {{30, 1}}), Cell(0, 1, {{31, 1}}), Cell(1, 0, {{30, 1}})}},
               {"s2",
                2,
                {Cell(0, 0, {{29, 1}}), Cell(0, 1, {{31, 1}}), Cell(1, 0, {{32, 1}}),
                 Cell(1, 1, {{31, 1}})}}});
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)), "s1:1= 61 none, s2:1= 61 none");
  const ExplanationNode missing = Node(policy_, facts_, tally_, "s1", StepKind::kMissingGroup);
  EXPECT_EQ(missing.text_en,
            "Group \"second票\" did not mark every criterion, and their sum would be too low: the "
            "other groups' weights are scaled up to the whole.");
  EXPECT_EQ(missing.text_zh, "票类“second票”未评全部要素，合计会偏低：其余票类的权重按比例补足。");
  EXPECT_EQ(missing.children.size(), 2U);
  // With the first run alone named by a tier the second is still needed; with both it is not.
  policy_.tiers = {{{}, {"run1"}}};
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)), "s1:1= 61 none, s2:1= 61 none");
  policy_.tiers = {{{}, {"run2"}}};
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)), "s1:1 51 silver, s2:2 61 none");
  // A mean or a higher sum needs no such rule.
  policy_.tiers.clear();
  policy_.criterion_combination = Combination::kMean;
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)), "s1:1 30 gold, s2:2 31 gold");
}

// Of a pool all groups are at fault together; a single mark on each criterion is enough.
TEST_F(LowerIsBetterTest, APoolThatLacksACriterionHasNoSum) {
  policy_.group_combination = Combination::kPooled;
  const absl::Status status = Aggregate(policy_, facts_, tally_).status();
  EXPECT_THAT(status, HasReason("GROUP_MISSING"));
  EXPECT_THAT(DetailsOf(status).violations[0].description, HasSubstr("to 1 subject: s2."));
  tally_.subjects.erase(tally_.subjects.begin() + 1);
  EXPECT_THAT(Aggregate(policy_, facts_, tally_), ::pingyi::test::IsOk());
}

// A jury and the public; each gives 5, 3, 1 points for the places.
class RankPointsRoundTest : public ::testing::Test {
 protected:
  RankPointsRoundTest() {
    policy_.mark_combination = Combination::kSum;
    policy_.missing_group = MissingGroupRule::kZero;
    policy_.group_rank_points = GroupRankPoints{Table{"5", "3", "1"}, RankPointsTie::kBestPlace};
  }
  PolicyRules policy_ = test::MeanPolicy();
  RoundFacts facts_ =
      test::Facts({{"votes", "1"}}, {{"jury", "1"}, {"public", "3"}}, test::Numbers("100"));
  Tally tally_ = test::TallyOf({9, 9}, {{"s1", 1, {Cell(0, 0, {{9, 1}}), Cell(1, 0, {{40, 2}})}},
                                        {"s2", 2, {Cell(0, 0, {{8, 1}}), Cell(1, 0, {{99, 1}})}},
                                        {"s3", 3, {Cell(0, 0, {{8, 1}})}},
                                        {"s4", 4, {Cell(0, 0, {{1, 1}}), Cell(1, 0, {{80, 1}})}}});
};

TEST_F(RankPointsRoundTest, PlacesTakeTheScoresPlace) {
  // jury 9 8 8 1: 5 3 3 1; public 80 99 - 80: 3 5 - 3. Totals (j + 3 p) / 4.
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s2:1 4.50, s1:2 3.50, s4:3 2.50, s3:4 0.75");
  policy_.group_rank_points->tie = RankPointsTie::kMeanOfPlaces;
  // jury 5 2 2 1; public 2 5 - 2
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s2:1 4.25, s1:2 2.75, s4:3 1.75, s3:4 0.50");
}

TEST_F(RankPointsRoundTest, SumsOfPlacesAreBetterTheLower) {
  policy_.group_rank_points->points = GroupRankPoints::Place();
  policy_.total_order = TotalOrder::kAscending;
  policy_.missing_group = MissingGroupRule::kRenormalize;
  policy_.tie_breakers = {{GroupScoreComparison{"jury"}, 0}};
  // jury 1 2 2 4; public 2 1 - 2
  EXPECT_EQ(Text(policy_, Aggregate(policy_, facts_, tally_)),
            "s2:1 1.25, s1:2 1.75, s3:3 2.00, s4:4 2.50");
  const ExplanationNode points = Node(policy_, facts_, tally_, "s2", StepKind::kRankPoints);
  EXPECT_EQ(points.formula, "2 / 4 → 2");
  EXPECT_THAT(points.text_en, HasSubstr("score of 8 it has place 2 of 4, shared by 2"));
  EXPECT_EQ(Node(policy_, facts_, tally_, "s2", StepKind::kGroup).formula, "8 → 2");
}

// Six questions of 7 points.
TEST(UpToGradeTest, AnHonourableMentionNeedsAFullMark) {
  PolicyRules policy = test::SumPolicy();
  policy.grade_thresholds = {{"bronze", "铜", "16"}, {"mention", "表扬", "0"}, {"none", "无", ""}};
  policy.grade_share_rules = {
      {"none", {}, ShareMarks::kAtLeast, "7", ShareLimit::kAtMost, "0", {}, "mention"}};
  const RoundFacts facts =
      test::Facts({{"p1", "1"}, {"p2", "1"}, {"p3", "1"}}, {{"c", "1"}}, test::Numbers("7"));
  const Tally tally = test::TallyOf(
      {1}, {{"s1", 1, {Cell(0, 0, {{6, 1}}), Cell(0, 1, {{6, 1}}), Cell(0, 2, {{6, 1}})}},
            {"s2", 2, {Cell(0, 0, {{6, 1}}), Cell(0, 1, {{6, 1}}), Cell(0, 2, {{3, 1}})}},
            {"s3", 3, {Cell(0, 0, {{7, 1}}), Cell(0, 1, {{0, 1}}), Cell(0, 2, {{0, 1}})}}});
  EXPECT_EQ(Text(policy, Aggregate(policy, facts, tally)),
            "s1:1 18 bronze, s2:2 15 none, s3:3 7 mention");
  EXPECT_THAT(Node(policy, facts, tally, "s1", StepKind::kShareRule).text_en,
              HasSubstr("grade \"表扬\" and worse ones only"));
  EXPECT_THAT(Node(policy, facts, tally, "s2", StepKind::kShareRule).text_en,
              HasSubstr("no grade better than \"无\" is given"));
}

TEST(OrderDigestTest, CanonicalFormIsAsDocumented) {
  PolicyRules policy = test::MeanPolicy();
  const std::string plain = CanonicalPolicy(policy);
  policy.total_order = TotalOrder::kDescending;
  EXPECT_EQ(CanonicalPolicy(policy), plain);
  policy.mark_combination = Combination::kLowerMedian;
  policy.group_combination = Combination::kPooled;
  policy.tie_breakers = {{MajorityGaugeComparison{{{"b", "a"}, {}}}, 2},
                         {MajorityValueComparison{}, 0}};
  policy.total_order = TotalOrder::kAscending;
  policy.best_criteria = 3;
  policy.group_rank_points = GroupRankPoints{Table{"12.0", "1/2"}, RankPointsTie::kMeanOfPlaces};
  policy.tiers = {{{}, {"y", "x"}}, {}};
  policy.mark_shares = MarkSharesRule{1, ShareMethod::kCumulativeHalfUp, false};
  std::string text = CanonicalPolicy(policy);
  EXPECT_THAT(text, HasSubstr("marks LOWER_MEDIAN\n"));
  EXPECT_THAT(text, HasSubstr("groups POOLED\n"));
  EXPECT_THAT(text, HasSubstr("tie 2 majority-gauge a,b *\ntie 0 majority-value * *\n"));
  EXPECT_THAT(text, HasSubstr("order ASCENDING\n"
                              "best-criteria 3\n"
                              "rank-points DESCENDING MEAN_OF_PLACES 12,1/2\n"
                              "tier * x,y\n"
                              "tier * *\n"
                              "mark-shares 1 CUMULATIVE_HALF_UP MARKS\n"));
  policy.group_rank_points =
      GroupRankPoints{GroupRankPoints::Place(), RankPointsTie::kBestPlace, TotalOrder::kAscending};
  policy.mark_shares->with_abstentions = true;
  policy.grade_thresholds = {{"a", "甲", "1"}, {"b", "乙", ""}};
  policy.grade_share_rules = {
      {"b", {}, ShareMarks::kAtLeast, "7", ShareLimit::kAtMost, "0", {}, "a"}};
  text = CanonicalPolicy(policy);
  EXPECT_THAT(text, HasSubstr("rank-points ASCENDING BEST_PLACE place\n"));
  EXPECT_THAT(text, HasSubstr("mark-shares 1 CUMULATIVE_HALF_UP MARKS_AND_ABSTENTIONS\n"));
  EXPECT_THAT(text, HasSubstr("share-rule b * * at-least 7 at-most 0 MARKS up-to a\n"));
}

}  // namespace
}  // namespace pingyi::result
