// Ballots left out by their totals: the rule of round and policy, the tally, the scores, what is
// told of it and what is not.
#include "services/result/domain/ballot_extremes.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/number/rational.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/disclosure.h"
#include "services/result/domain/equations.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/fits.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/redact.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using test::Cell;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A panel of nine judges who marked three criteria of weights 5, 3 and 2 from 0 to 10. All ballots:
//   9 2 8   2 9 8   8 8 2   7 7 7   8 7 7   7 8 7   7 7 8   8 8 8   6 6 6
// with the totals 67, 53, 68, 70, 75, 73, 72, 80 and 60; the second and the eighth are left out.
class BallotExtremesTest : public ::testing::Test {
 protected:
  BallotExtremesTest() {
    facts_.ballot_extremes =
        BallotExtremes{.drop = 1, .min_ballots = 5, .scope = ExtremesScope::kGroup};
    policy_.extremes = Extremes{.drop = 1, .min_marks = 5, .over = ExtremesOver::kBallotTotal};
    tally_.subjects[0].left_out = {2};
  }

  std::string TotalOf() {
    const auto results = Aggregate(policy_, facts_, tally_);
    EXPECT_THAT(results, IsOk());
    return results.ok() ? (*results)[0].total.ToString() : "";
  }

  // The reasons and fields of what does not fit.
  std::vector<std::string> Differences() {
    const auto form = FitPolicy(policy_, facts_);
    if (form.ok()) return {};
    EXPECT_THAT(form, HasReason("POLICY_DOES_NOT_FIT"));
    std::vector<std::string> fields;
    for (const FieldViolation& violation : DetailsOf(form.status()).violations) {
      EXPECT_EQ(violation.reason, "EXTREMES_DIFFER");
      fields.push_back(violation.field);
    }
    return fields;
  }

  static const ExplanationNode* Find(const ExplanationNode& node, StepKind kind) {
    if (node.kind == kind) return &node;
    for (const ExplanationNode& child : node.children) {
      if (const ExplanationNode* found = Find(child, kind)) return found;
    }
    return nullptr;
  }
  ExplanationNode Node(StepKind kind) {
    const auto explanation = Explain(policy_, facts_, tally_, "s1");
    EXPECT_THAT(explanation, IsOk());
    const ExplanationNode* node = explanation.ok() ? Find(explanation->root, kind) : nullptr;
    EXPECT_NE(node, nullptr);
    return node == nullptr ? ExplanationNode() : *node;
  }

  RoundFacts facts_ =
      test::Facts({{"t", "5"}, {"a", "3"}, {"d", "2"}}, {{"j", "1"}}, test::Numbers("10"));
  PolicyRules policy_ = test::MeanPolicy();
  Tally tally_ = test::TallyOf({9}, {{"s1",
                                      1,
                                      {Cell(0, 0, {{6, 1}, {7, 3}, {8, 2}, {9, 1}}),
                                       Cell(0, 1, {{2, 1}, {6, 1}, {7, 3}, {8, 2}}),
                                       Cell(0, 2, {{2, 1}, {6, 1}, {7, 3}, {8, 2}})}}});
};

TEST_F(BallotExtremesTest, TheTotalIsThatOfTheBallotsThatRemain) {
  // 52, 45 and 45 points of seven ballots: (5 × 52 + 3 × 45 + 2 × 45) / 7 / 10.
  EXPECT_EQ(TotalOf(), "97/14");
  // Marks dropped on each criterion instead leave 51 points of seven marks everywhere.
  policy_.extremes->over = ExtremesOver::kMarks;
  facts_.ballot_extremes.reset();
  tally_.subjects[0] = {"s1",
                        1,
                        {Cell(0, 0, {{2, 1}, {6, 1}, {7, 3}, {8, 3}, {9, 1}}),
                         Cell(0, 1, {{2, 1}, {6, 1}, {7, 3}, {8, 3}, {9, 1}}),
                         Cell(0, 2, {{2, 1}, {6, 1}, {7, 3}, {8, 4}})}};
  EXPECT_EQ(TotalOf(), "51/7");
}

TEST_F(BallotExtremesTest, TheyAreTakenOffEveryDenominator) {
  tally_.groups[0].valid = 11;
  tally_.groups[0].spoiled = 1;
  facts_.groups[0].expected_voters = 22;
  policy_.mean_denominator = Denominator::kValidBallots;
  EXPECT_EQ(TotalOf(), "97/18");  // 48.5 points over 11 - 2 ballots
  const ExplanationNode node = Node(StepKind::kDenominator);
  EXPECT_EQ(node.formula, "11 - 2");
  EXPECT_EQ(node.value, Rational(9));
  EXPECT_THAT(node.text_en, HasSubstr("less the ballots left out"));
  policy_.mean_denominator = Denominator::kReturnedBallots;
  EXPECT_EQ(TotalOf(), "97/20");
  policy_.mean_denominator = Denominator::kExpectedVoters;
  EXPECT_EQ(TotalOf(), "97/40");
}

TEST_F(BallotExtremesTest, TheyAreTakenOffTheDenominatorsOfShares) {
  policy_.grade_thresholds = {{"good", "好", "5"}, {"poor", "差", ""}};
  // Of 9 valid ballots 7 are counted: 21 marks, of which 7 are 8 or more.
  policy_.grade_share_rules = {{.best_grade = "poor",
                                .scope = {},
                                .marks = ShareMarks::kAtLeast,
                                .points = "8",
                                .limit = ShareLimit::kBelow,
                                .share = "1/4",
                                .denominator = Denominator::kValidBallots}};
  EXPECT_EQ(Node(StepKind::kShareRule).formula, "7 / 21 ≥ 1/4");
}

TEST_F(BallotExtremesTest, TheExplanationSaysHowManyWereLeftOut) {
  ExplanationNode node = Node(StepKind::kExtremes);
  EXPECT_EQ(node.rule, "round.ballot_extremes");
  EXPECT_EQ(node.formula, "9 - 2 × 1");
  EXPECT_EQ(node.value, Rational(7));
  EXPECT_EQ(node.text_en,
            "Of 9 ballots that rate the subject the 1 with the highest total and the 1 with the "
            "lowest were left out before counting; 7 remain.");
  EXPECT_EQ(node.text_zh, "评价该对象的 9 张票中，计票前按总分去掉最高 1 张和最低 1 张，余 7 张。");

  facts_.ballot_extremes->drop = DroppedShare{"1/10", RoundingMode::kHalfUp};
  policy_.extremes->drop = DroppedShare{"0.1", RoundingMode::kHalfUp};
  EXPECT_THAT(
      Node(StepKind::kExtremes).text_en,
      HasSubstr("(0.1 × 9, rounded halves away from zero, a ballot being left); 7 remain."));

  facts_.ballot_extremes->min_ballots = 10;
  policy_.extremes->min_marks = 10;
  tally_.subjects[0].left_out.clear();
  node = Node(StepKind::kExtremes);
  EXPECT_EQ(node.text_en, "7 ballots rate the subject, fewer than 10: none is left out.");
  EXPECT_EQ(node.text_zh, "评价该对象的票有 7 张，不足 10 张：不按总分去掉。");

  facts_.ballot_extremes = {DroppedShare{"0.1", RoundingMode::kDown}, 1, ExtremesScope::kGroup};
  policy_.extremes =
      Extremes{DroppedShare{"0.1", RoundingMode::kDown}, 1, ExtremesOver::kBallotTotal};
  EXPECT_THAT(Node(StepKind::kExtremes).text_en, HasSubstr("No ballot is left out (0.1 × 7"));
}

TEST_F(BallotExtremesTest, RoundAndPolicyMustStateTheSameRule) {
  const PolicyRules policy = policy_;
  EXPECT_THAT(Differences(), IsEmpty());
  policy_.extremes->min_marks = 6;
  EXPECT_THAT(Differences(), ElementsAre("scoring_policy.extremes.min_marks"));
  policy_.extremes->drop = 2;
  policy_.group_combination = Combination::kPooled;
  EXPECT_THAT(Differences(),
              ElementsAre("scoring_policy.extremes.count", "scoring_policy.extremes.min_marks",
                          "scoring_policy.group_combination"));
  policy_ = policy;
  policy_.extremes->over = ExtremesOver::kMarks;
  EXPECT_THAT(Differences(), ElementsAre("scoring_policy.extremes.over"));
  policy_.extremes.reset();
  EXPECT_THAT(Differences(), ElementsAre("scoring_policy.extremes"));
  policy_ = policy;
  policy_.extremes->drop = DroppedShare{"0.1", RoundingMode::kUp};
  EXPECT_THAT(Differences(), ElementsAre("scoring_policy.extremes.count"));
  facts_.ballot_extremes->scope = ExtremesScope::kAllGroups;
  facts_.ballot_extremes->drop = DroppedShare{"2/10", RoundingMode::kDown};
  EXPECT_THAT(Differences(), ElementsAre("scoring_policy.extremes.share.share",
                                         "scoring_policy.extremes.share.rounding",
                                         "scoring_policy.group_combination"));
  policy_ = policy;
  facts_.ballot_extremes.reset();
  EXPECT_THAT(Differences(), ElementsAre("scoring_policy.extremes.over"));
}

TEST_F(BallotExtremesTest, ATallyByAnotherRuleIsRefused) {
  const auto refused = [this] {
    return Aggregate(policy_, facts_, tally_).status().code() == absl::StatusCode::kInternal;
  };
  EXPECT_FALSE(refused());
  tally_.groups[0].valid = 12;
  for (const std::vector<int64_t>& left_out :
       std::vector<std::vector<int64_t>>{{}, {0}, {1}, {3}, {4}, {-2}, {2, 2}}) {
    tally_.subjects[0].left_out = left_out;
    EXPECT_TRUE(refused()) << left_out.size();
  }
  tally_.subjects[0].left_out = {2};
  EXPECT_FALSE(refused());
  tally_.groups[0].valid = 8;  // fewer than counted and left out
  EXPECT_TRUE(refused());
  tally_.groups[0].valid = 12;
  tally_.subjects[0].cells[1].abstentions = 1;
  EXPECT_TRUE(refused());
  tally_.subjects[0].cells[1].abstentions = 0;
  tally_.subjects[0].cells[2].marks[0].count = 2;  // one more than on the other criteria
  EXPECT_TRUE(refused());
  tally_.subjects[0].cells.pop_back();
  EXPECT_TRUE(refused());
}

TEST_F(BallotExtremesTest, WithoutTheRuleNoneMayBeLeftOut) {
  facts_.ballot_extremes.reset();
  policy_.extremes.reset();
  EXPECT_THAT(Aggregate(policy_, facts_, tally_), StatusIs(absl::StatusCode::kInternal));
  tally_.subjects[0].left_out.clear();
  EXPECT_THAT(Aggregate(policy_, facts_, tally_), IsOk());
}

TEST_F(BallotExtremesTest, OfAllGroupsTogetherTheSumIsByTheRule) {
  facts_ = test::Facts({{"t", "1"}}, {{"a", "1"}, {"b", "1"}}, test::Numbers("10"));
  facts_.ballot_extremes =
      BallotExtremes{.drop = 1, .min_ballots = 5, .scope = ExtremesScope::kAllGroups};
  policy_.group_combination = Combination::kPooled;
  tally_ = test::TallyOf({4, 3}, {{"s1", 1, {Cell(0, 0, {{5, 2}}), Cell(1, 0, {{8, 3}})}}});
  tally_.subjects[0].left_out = {2, 0};
  EXPECT_EQ(TotalOf(), "34/5");
  EXPECT_EQ(Node(StepKind::kExtremes).formula, "7 - 2 × 1");
  tally_.subjects[0].cells = {Cell(1, 0, {{8, 3}})};
  tally_.groups[0].valid = 2;  // a whole group
  EXPECT_EQ(TotalOf(), "8");
  tally_.subjects[0].left_out = {1, 0};
  EXPECT_THAT(Aggregate(policy_, facts_, tally_), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(BallotExtremesTest, TheTallysDigestTellsThem) {
  const std::string with = TallyDigest(facts_, tally_);
  tally_.subjects[0].left_out = {4};
  EXPECT_NE(TallyDigest(facts_, tally_), with);
  tally_.subjects[0].left_out = {0};
  const std::string none = TallyDigest(facts_, tally_);
  tally_.subjects[0].left_out.clear();
  EXPECT_EQ(TallyDigest(facts_, tally_), none);
}

TEST_F(BallotExtremesTest, ThePolicysDigestHasALineForIt) {
  PolicyRules marks = policy_;
  marks.extremes->over = ExtremesOver::kUnspecified;
  PolicyRules said = policy_;
  said.extremes->over = ExtremesOver::kMarks;
  EXPECT_EQ(PolicyDigest(marks), PolicyDigest(said));
  EXPECT_NE(PolicyDigest(marks), PolicyDigest(policy_));
  EXPECT_THAT(CanonicalPolicy(policy_), HasSubstr("\nextremes 5 count 1 BALLOT_TOTAL\n"));
  EXPECT_THAT(CanonicalPolicy(said), HasSubstr("\nextremes 5 count 1\n"));
  policy_.extremes->drop = DroppedShare{"0.10", RoundingMode::kHalfEven};
  EXPECT_THAT(CanonicalPolicy(policy_),
              HasSubstr("\nextremes 5 share 1/10 HALF_EVEN BALLOT_TOTAL\n"));
}

TEST_F(BallotExtremesTest, BadRulesAreFoundTogether) {
  policy_.extremes = Extremes{.drop = DroppedShare{"1/2", static_cast<RoundingMode>(9)},
                              .min_marks = 0,
                              .over = static_cast<ExtremesOver>(3)};
  std::vector<std::string> fields;
  for (const FieldViolation& violation : CheckPolicy(policy_, "policy")) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("policy.extremes.share.share", "policy.extremes.share.rounding",
                                  "policy.extremes.over", "policy.extremes.min_marks"));
}

// ---------------------------------------------------------------- what is not shown

TEST_F(BallotExtremesTest, WhatIsCountedDecidesWhatIsShown) {
  const DisclosureRule rule = DisclosureOf(policy_, facts_, true);
  EXPECT_EQ(rule.min_ballots, 5);
  EXPECT_FALSE(rule.hidden_groups);
  const auto results = Aggregate(policy_, facts_, tally_);
  ASSERT_THAT(results, IsOk());
  EXPECT_FALSE(MaskOf(rule, BallotsOf((*results)[0])).any());
  // Six ballots of which four are counted.
  tally_ = test::TallyOf(
      {6}, {{"s1", 1, {Cell(0, 0, {{6, 4}}), Cell(0, 1, {{6, 4}}), Cell(0, 2, {{6, 4}})}}});
  tally_.subjects[0].left_out = {2};
  auto explanation = Explain(policy_, facts_, tally_, "s1");
  ASSERT_THAT(explanation, IsOk());
  const RoundDisclosure round = RoundDisclosureOf(rule, RoundResults{explanation->result});
  const SubjectMask mask = MaskOf(rule, BallotsOf(explanation->result), round);
  EXPECT_EQ(mask.total, Suppression::kSmall);
  Redact(policy_, facts_, rule, mask, round, explanation->root);
  EXPECT_EQ(Find(explanation->root, StepKind::kExtremes), nullptr);
}

// Of a pool how many ballots of each group are left would tell whose totals were at the ends.
TEST_F(BallotExtremesTest, OfAPoolNoGroupsNumbersAreShown) {
  facts_ = test::Facts({{"t", "1"}, {"a", "1"}}, {{"a", "1"}, {"b", "1"}}, test::Numbers("10"));
  facts_.ballot_extremes =
      BallotExtremes{.drop = 1, .min_ballots = 5, .scope = ExtremesScope::kAllGroups};
  policy_.group_combination = Combination::kPooled;
  const DisclosureRule rule = DisclosureOf(policy_, facts_, true);
  EXPECT_TRUE(rule.hidden_groups);
  // The same ballots, but other ones left out: the mask is the same, and the pool is shown.
  std::vector<SubjectMask> masks;
  for (const auto& [a, b] : std::vector<std::pair<int64_t, int64_t>>{{6, 8}, {7, 7}, {8, 6}}) {
    masks.push_back(MaskOf(rule, {{{.marks = a}, {.marks = a}}, {{.marks = b}, {.marks = b}}}));
    EXPECT_EQ(masks.back().total, Suppression::kShown);
    EXPECT_THAT(masks.back().criteria, ElementsAre(Suppression::kShown, Suppression::kShown));
    for (const GroupMask& group : masks.back().groups) {
      EXPECT_EQ(group.score, Suppression::kComplementary);
      EXPECT_THAT(group.criteria,
                  ElementsAre(Suppression::kComplementary, Suppression::kComplementary));
    }
  }
  EXPECT_EQ(masks[0], masks[1]);
  EXPECT_EQ(masks[0], masks[2]);
  EXPECT_FALSE(DisclosureOf(policy_, facts_, false).min_ballots > 0);  // signed: all is shown

  // How many of the pool were left out is told where its counts are.
  tally_ = test::TallyOf(
      {8, 8},
      {{"s1",
        1,
        {Cell(0, 0, {{6, 7}}), Cell(0, 1, {{6, 7}}), Cell(1, 0, {{6, 7}}), Cell(1, 1, {{6, 7}})}}});
  tally_.subjects[0].left_out = {1, 1};
  auto explanation = Explain(policy_, facts_, tally_, "s1");
  ASSERT_THAT(explanation, IsOk());
  const RoundDisclosure round = RoundDisclosureOf(rule, RoundResults{explanation->result});
  Redact(policy_, facts_, rule, MaskOf(rule, BallotsOf(explanation->result), round), round,
         explanation->root);
  const ExplanationNode* node = Find(explanation->root, StepKind::kExtremes);
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(node->formula, "16 - 2 × 1");
}

// The attacker knows the rule, how many ballots came and were left out, and adds to what is
// published that each criterion of a group has as many marks. He learns numbers of ballots, which
// are no secret, and no figure below k.
TEST_F(BallotExtremesTest, TheNumbersLeftOutGiveTheAttackerNothing) {
  constexpr int64_t kLeast = 5;
  std::mt19937 random(11);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  int suppressed = 0;
  for (int i = 0; i < 2000; ++i) {
    const size_t groups = 1 + random() % 3;
    SubjectBallots ballots;
    std::vector<int64_t> counted;
    for (size_t g = 0; g < groups; ++g) {
      const auto rated = static_cast<int64_t>(random() % 12);
      counted.push_back(rated - (rated >= 3 ? 2 : 0));  // one at either end of three or more
      ballots.push_back({{.marks = counted[g]}, {.marks = counted[g]}});
    }
    const SubjectMask mask = MaskOf({.min_ballots = kLeast}, ballots);
    suppressed += mask.any() ? 1 : 0;
    // Sums of points: of each cell (x), each group (y) and in all; those published are known.
    test::Equations equations;
    std::map<std::string, Rational> total = {{"total", Rational(-1)}};
    for (size_t g = 0; g < groups; ++g) {
      if (counted[g] == 0) continue;
      const std::string n = std::to_string(g);
      equations.Know(
          {{"x" + n + "0", Rational(1)}, {"x" + n + "1", Rational(1)}, {"y" + n, Rational(-2)}});
      total["y" + n] = Rational(1);
      if (mask.groups[g].score == Suppression::kShown) equations.Know("y" + n);
      for (size_t c = 0; c < 2; ++c) {
        if (mask.groups[g].criteria[c] == Suppression::kShown) {
          equations.Know("x" + n + std::to_string(c));
        }
      }
    }
    if (total.size() == 1) continue;
    equations.Know(total);
    if (mask.total == Suppression::kShown) equations.Know("total");
    for (size_t g = 0; g < groups; ++g) {
      if (counted[g] == 0 || counted[g] >= kLeast) continue;
      const std::string n = std::to_string(g);
      for (const std::string& secret : {"x" + n + "0", "x" + n + "1", "y" + n}) {
        ASSERT_EQ(equations.Told({secret}), 0U) << "round " << i << " " << secret;
      }
    }
  }
  EXPECT_GT(suppressed, 500);
}

}  // namespace
}  // namespace pingyi::result
