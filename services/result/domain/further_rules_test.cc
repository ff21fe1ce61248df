// The rules that a policy need not have, as a whole: their canonical form, what is wrong with them,
// and one round that has them all, computed by hand.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using test::Cell;
using ::testing::AllOf;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Every rule at once.
PolicyRules AllRules() {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {
      {"excellent", "优秀", "90"}, {"competent", "称职", "60"}, {"poor", "不称职", ""}};
  policy.rank_method = RankMethod::kDense;
  policy.abstention_points = "60.0";
  policy.mean_denominator = Denominator::kValidBallots;
  policy.extremes = Extremes{1, 3};
  policy.criterion_rounding = Rounding{1, RoundingMode::kHalfUp};
  policy.group_rounding = Rounding{0, RoundingMode::kDown};
  policy.total_floor = "10";
  policy.total_cap = "95.50";
  policy.grade_share_rules = {
      {"poor", {{"a"}, {}}, ShareMarks::kAtMost, "0", ShareLimit::kAbove, "1/3"},
      {"competent",
       {},
       ShareMarks::kAtLeast,
       "100",
       ShareLimit::kBelow,
       "0.5",
       Denominator::kReturnedBallots}};
  policy.grade_quotas = {
      {"excellent", QuotaPool::kAllSubjects, "0.20", RoundingMode::kDown, 1, QuotaTie::kAllOut}};
  policy.quorum = Quorum{"2/3", ""};
  return policy;
}

std::vector<std::string> Fields(const PolicyRules& policy) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : CheckPolicy(policy, "p")) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(FurtherRulesTest, CanonicalFormIsAsDocumented) {
  const std::string text = CanonicalPolicy(AllRules());
  EXPECT_EQ(text.substr(text.find("rank ")),
            "rank DENSE\n"
            "abstention 60\n"
            "denominator VALID_BALLOTS\n"
            "extremes 3 count 1\n"
            "criterion-rounding 1 HALF_UP\n"
            "group-rounding 0 DOWN\n"
            "floor 10\n"
            "cap 191/2\n"
            "share-rule competent * * at-least 100 below 1/2 RETURNED_BALLOTS\n"
            "share-rule poor a * at-most 0 above 1/3 MARKS\n"
            "quota excellent ALL_SUBJECTS 1/5 DOWN 1 ALL_OUT\n"
            "quorum 2/3 -\n");
  PolicyRules policy = test::MeanPolicy();
  policy.mark_combination = Combination::kMedian;
  policy.extremes = Extremes{DroppedShare{"0.1", RoundingMode::kUp}, 9};
  EXPECT_NE(CanonicalPolicy(policy).find("marks MEDIAN\n"), std::string::npos);
  EXPECT_NE(CanonicalPolicy(policy).find("\nextremes 9 share 1/10 UP\n"), std::string::npos);
}

TEST(FurtherRulesTest, WhatMeansTheSameHasTheSameDigest) {
  PolicyRules policy = AllRules();
  std::swap(policy.grade_share_rules[0], policy.grade_share_rules[1]);
  EXPECT_EQ(PolicyDigest(policy), PolicyDigest(AllRules()));
  PolicyRules plain = test::MeanPolicy();
  plain.mean_denominator = Denominator::kMarks;
  EXPECT_EQ(PolicyDigest(plain), PolicyDigest(test::MeanPolicy()));
}

TEST(FurtherRulesTest, AllRulesTogetherAreValid) { EXPECT_THAT(Fields(AllRules()), IsEmpty()); }

TEST(FurtherRulesTest, EveryFaultIsFoundAtOnce) {
  PolicyRules policy = AllRules();
  policy.rank_method = static_cast<RankMethod>(3);
  policy.abstention_points = "x";
  policy.mean_denominator = static_cast<Denominator>(9);
  policy.extremes = Extremes{2, 4};
  policy.criterion_rounding = Rounding{11, RoundingMode::kUnspecified};
  policy.total_floor = "0.001";
  policy.total_cap = "0";
  policy.grade_share_rules[0].best_grade = "excellent";
  policy.grade_share_rules[1].limit = ShareLimit::kAbove;
  policy.grade_share_rules[1].share = "1.5";
  policy.grade_quotas = {
      {"poor", QuotaPool::kAllSubjects, "0", RoundingMode::kDown, -1, QuotaTie::kUnspecified},
      {"nobody", QuotaPool::kUnspecified, "", RoundingMode::kUnspecified, 0,
       static_cast<QuotaTie>(4)}};
  policy.quorum = Quorum{"", ""};
  EXPECT_THAT(
      Fields(policy),
      UnorderedElementsAre(
          "p.rank_method", "p.abstention_points", "p.mean_denominator", "p.extremes.min_marks",
          "p.criterion_rounding.digits", "p.criterion_rounding.mode", "p.total_floor",
          "p.total_cap", "p.grade_share_rules[0].best_grade", "p.grade_share_rules[1].share_above",
          "p.grade_share_rules[1].share_above", "p.grade_quotas[0].grade",
          "p.grade_quotas[0].share", "p.grade_quotas[0].minimum", "p.grade_quotas[0].tie",
          "p.grade_quotas[1].grade", "p.grade_quotas[1].pool", "p.grade_quotas[1].share",
          "p.grade_quotas[1].rounding", "p.grade_quotas[1].tie", "p.quorum"));
}

TEST(FurtherRulesTest, RulesThatContradictAreRefused) {
  PolicyRules policy = test::MeanPolicy();
  policy.mark_combination = Combination::kMedian;
  policy.criterion_combination = Combination::kMedian;
  policy.group_combination = Combination::kMedian;
  policy.mean_denominator = Denominator::kExpectedVoters;
  policy.extremes = Extremes{DroppedShare{"1/2", RoundingMode::kUnspecified}, 0};
  EXPECT_THAT(Fields(policy),
              UnorderedElementsAre("p.criterion_combination", "p.group_combination",
                                   "p.mean_denominator", "p.extremes.share.share",
                                   "p.extremes.share.rounding", "p.extremes.min_marks"));
  policy = AllRules();
  policy.extremes = Extremes{};
  policy.grade_share_rules = {{}};
  policy.grade_quotas.push_back(policy.grade_quotas[0]);
  EXPECT_THAT(Fields(policy),
              UnorderedElementsAre("p.extremes", "p.extremes.min_marks",
                                   "p.grade_share_rules[0].best_grade", "p.grade_share_rules[0]",
                                   "p.grade_share_rules[0]", "p.grade_quotas[1].grade"));
  policy.grade_share_rules.resize(21);
  policy.grade_quotas.resize(101);
  policy.extremes = Extremes{0, 3};
  EXPECT_THAT(Fields(policy),
              UnorderedElementsAre("p.extremes.count", "p.grade_share_rules", "p.grade_quotas"));
}

TEST(FurtherRulesTest, RulesMustFitTheRound) {
  const RoundFacts facts = test::Facts({{"de", "1"}}, {{"a", "1"}}, test::FourGrades());
  const Tally tally = test::TallyOf({3}, {{"s1", 1, {Cell(0, 0, {{0, 3}})}}});
  PolicyRules policy = AllRules();
  policy.abstention_points = "101";
  policy.grade_share_rules[0].scope = {{"b"}, {"ji"}};
  EXPECT_THAT(
      Aggregate(policy, facts, tally).status(),
      AllOf(HasReason("POLICY_DOES_NOT_FIT"), HasViolation("scoring_policy.abstention_points"),
            HasViolation("round.voter_groups[0].expected_voters"),
            HasViolation("scoring_policy.grade_share_rules[0].scope.groups[0]"),
            HasViolation("scoring_policy.grade_share_rules[0].scope.criteria[0]")));
}

// One group, 6 valid and 1 spoiled ballot of 9 expected: 7 / 9 ≥ 2/3. With the 1 highest and the 1
// lowest mark dropped, sums are over 6 - 2 = 4.
//   s1: 100 × 5, 1 abstention (60): 100 × 4 are left, 400 / 4 = 100.0, capped at 95.5. The share of
//       优秀 is 5 / 7 ≥ 1/2: 优秀.
//   s2: 100 × 3, 80 × 3: 100 100 80 80 = 360 / 4 = 90.0; 3 / 7 < 1/2: at most 称职.
//   s3: 100 × 4, 80 × 1, 60 × 1: 100 100 100 80 = 380 / 4 = 95; 4 / 7: 优秀, but the quota is
//       max(floor(0.2 × 4), 1) = 1: 称职.
//   s4: 0 × 6: 0, raised to 10; 6 / 6 > 1/3: 不称职.
TEST(FurtherRulesTest, AllRulesTogetherGiveWhatIsWorkedOutByHand) {
  RoundFacts facts = test::Facts({{"de", "1"}}, {{"a", "1"}}, test::FourGrades());
  facts.groups[0].expected_voters = 9;
  Tally tally = test::TallyOf({6}, {{"s1", 1, {Cell(0, 0, {{0, 5}}, 1)}},
                                    {"s2", 2, {Cell(0, 0, {{0, 3}, {1, 3}})}},
                                    {"s3", 3, {Cell(0, 0, {{0, 4}, {1, 1}, {2, 1}})}},
                                    {"s4", 4, {Cell(0, 0, {{3, 6}})}}});
  tally.groups[0].spoiled = 1;
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(AllRules(), facts, tally));
  std::vector<std::string> lines;
  for (const SubjectResult& result : results) {
    lines.push_back(result.subject + " " + result.total.ToString() + " " + result.grade_title);
  }
  EXPECT_EQ(lines, (std::vector<std::string>{"s1 191/2 优秀", "s3 95 称职", "s2 90 称职",
                                             "s4 10 不称职"}));
}

// Means of 250/3 and 200/3, rounded to one digit 83.3 and 66.7; their mean 75 is rounded to 75.
// Rounded at the end alone it is 75 too, but with group weights of 2 and 1: 77.77 against 77.78.
TEST(FurtherRulesTest, RoundingAtNamedStepsChangesTheTotal) {
  const RoundFacts facts =
      test::Facts({{"de", "1"}}, {{"a", "2"}, {"b", "1"}}, test::Numbers("100"));
  const Tally tally = test::TallyOf(
      {3, 3}, {{"s1", 1, {Cell(0, 0, {{83, 2}, {84, 1}}), Cell(1, 0, {{66, 1}, {67, 2}})}}});
  PolicyRules policy = test::MeanPolicy();
  ASSERT_OK_AND_ASSIGN(const RoundResults exact, Aggregate(policy, facts, tally));
  EXPECT_EQ(exact[0].total, Rational::Ratio(700, 9));  // 77.777...
  policy.criterion_rounding = Rounding{1, RoundingMode::kHalfUp};
  ASSERT_OK_AND_ASSIGN(const RoundResults stepped, Aggregate(policy, facts, tally));
  EXPECT_EQ(stepped[0].total, Rational::Ratio(2333, 30));  // (2 × 83.3 + 66.7) / 3
  policy.criterion_rounding.reset();
  policy.group_rounding = Rounding{0, RoundingMode::kUp};
  ASSERT_OK_AND_ASSIGN(const RoundResults whole, Aggregate(policy, facts, tally));
  EXPECT_EQ(whole[0].total, Rational::Ratio(235, 3));  // (2 × 84 + 67) / 3
}

}  // namespace
}  // namespace pingyi::result
