// Factors of subjects and criteria, with a diving event computed by hand.
#include "services/result/domain/factors.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/component_inputs.h"
#include "services/result/domain/disclosure.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using test::Cell;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Component Difficulty(MissingFactorRule missing = MissingFactorRule::kUnspecified) {
  return {.key = "dd",
          .title = "难度系数",
          .weight = "",
          .kind = FactorsComponent{"1.2", "4.8", missing}};
}

PolicyRules WithFactors(PolicyRules policy) {
  policy.criterion_factors = Difficulty();
  return policy;
}

// Two dives, seven judges, 0 to 10 by halves: a mark is twice the number. The two highest and the
// two lowest are dropped, and the sum of the rest is multiplied by the dive's difficulty.
//
//        first dive                       second dive                      total
//   s1   7.5 7.5 7 7 7 6.5 6.5            8 seven times
//        7 + 7 + 7 = 21, × 3.1 = 65.1     24, × 2.4 = 57.6                 122.7
//   s2   8.5 seven times                  9 9 9 8.5 8.5 8.5 8
//        25.5, × 2.0 = 51                 9 + 8.5 + 8.5 = 26, × 2.8 = 72.8 123.8
//   s3   10 seven times                   -
//        30, × 1.2 = 36                                                    36
class FactorsTest : public ::testing::Test {
 protected:
  FactorsTest() {
    policy_.rounding.digits = 2;
    policy_.extremes = Extremes{2, 7};
    policy_.criterion_factors = Difficulty();
    const auto of = [](const std::string& subject, FactorItems items) {
      return SubjectFigures{subject, std::move(items)};
    };
    inputs_.components = {
        {"dd",
         "出场单",
         "",
         "",
         {of("s1", {{"dive1", "3.1", "107B"}, {"dive2", "2.4"}}),
          of("s2", {{"dive2", "2.8", "5152B"}, {"dive1", "2.0"}}), of("s3", {{"dive1", "6/5"}})}}};
  }

  std::string Totals() {
    const auto results = Aggregate(policy_, facts_, tally_, inputs_);
    if (!results.ok()) return std::string(results.status().message());
    std::string text;
    for (const SubjectResult& result : *results) {
      text += fmt::format("{} {} ", result.subject, result.total.ToString());
    }
    return text;
  }
  ExplanationNode Dive(const std::string& subject, size_t dive) {
    const auto explained = Explain(policy_, facts_, tally_, subject, inputs_);
    EXPECT_THAT(explained, ::pingyi::test::IsOk());
    // place, rounding, total, group, criterion
    return explained->root.children.back().children[0].children[0].children[dive];
  }

  PolicyRules policy_ = test::SumPolicy();
  RoundFacts facts_ = test::Facts({{"dive1", "1"}, {"dive2", "1"}}, {{"judges", "1"}},
                                  NumericScale{"0", "10", "0.5"});
  Tally tally_ = test::TallyOf(
      {7}, {{"s1", 1, {Cell(0, 0, {{15, 2}, {14, 3}, {13, 2}}), Cell(0, 1, {{16, 7}})}},
            {"s2", 2, {Cell(0, 0, {{17, 7}}), Cell(0, 1, {{18, 3}, {17, 3}, {16, 1}})}},
            {"s3", 3, {Cell(0, 0, {{20, 7}})}}});
  Inputs inputs_;
};

TEST_F(FactorsTest, ADivingEventIsAsByHand) {
  EXPECT_THAT(CheckPolicy(policy_), IsEmpty());
  EXPECT_EQ(Totals(), "s2 619/5 s1 1227/10 s3 36 ");
  policy_.group_combination = Combination::kPooled;
  EXPECT_EQ(Totals(), "s2 619/5 s1 1227/10 s3 36 ");
  policy_.criterion_factors.reset();
  inputs_.components.clear();
  EXPECT_EQ(Totals(), "s2 103/2 s1 45 s3 30 ");
}

TEST_F(FactorsTest, WhatIsNotRecordedIsOne) {
  inputs_.components[0].subjects.erase(inputs_.components[0].subjects.begin());
  EXPECT_EQ(Totals(), "s2 619/5 s1 45 s3 36 ");
  inputs_.components.clear();
  EXPECT_EQ(Totals(), "s2 103/2 s1 45 s3 30 ");
}

// Only what somebody marked needs one: s3 did not dive twice.
TEST_F(FactorsTest, OrFailsTheRun) {
  policy_.criterion_factors = Difficulty(MissingFactorRule::kFail);
  EXPECT_EQ(Totals(), "s2 619/5 s1 1227/10 s3 36 ");
  std::get<FactorItems>(inputs_.components[0].subjects[1].figures).pop_back();
  const absl::Status status = Aggregate(policy_, facts_, tally_, inputs_).status();
  EXPECT_THAT(status, HasReason("FACTOR_MISSING"));
  const auto violations = DetailsOf(status).violations;
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].field, "round.ballot_form.criteria[0]");
  EXPECT_EQ(violations[0].description, "Criterion dive1 has no factor for 1 subject: s2.");
}

// 21 × 3.1 = 65.1, rounded to 65; 24 × 2.4 = 57.6, to 58. Not 21 × 3.
TEST_F(FactorsTest, ComeBeforeTheRounding) {
  policy_.criterion_rounding = Rounding{0, RoundingMode::kHalfUp};
  EXPECT_EQ(Totals(), "s2 124 s1 123 s3 36 ");
}

// The best of two dives is the better one with its difficulty: 65.1 against 57.6, 51 against 72.8.
TEST_F(FactorsTest, DecideWhichCriteriaAreTheBest) {
  policy_.best_criteria = 1;
  EXPECT_EQ(Totals(), "s2 364/5 s1 651/10 s3 36 ");
}

TEST_F(FactorsTest, AreExplained) {
  const ExplanationNode dive = Dive("s1", 0);
  EXPECT_EQ(dive.kind, StepKind::kCriterion);
  EXPECT_EQ(dive.formula, "3 × 7 × 3.1");
  EXPECT_EQ(dive.value, Rational::Ratio(651, 10));
  EXPECT_EQ(dive.text_en,
            "Criterion \"要素dive1\": 21 points from 3 marks. Multiplied by its factor 3.1 that is "
            "65.10.");
  EXPECT_EQ(dive.text_zh, "要素“要素dive1”：3 个评价共 21 分。乘以系数 3.1 为 65.10 分。");
  const ExplanationNode& factor = dive.children.back();
  EXPECT_EQ(factor.kind, StepKind::kFactor);
  EXPECT_EQ(factor.key, "dive1");
  EXPECT_EQ(factor.rule, "policy.criterion_factors");
  EXPECT_EQ(factor.formula, "21 × 3.1");
  EXPECT_EQ(factor.text_en, "\"难度系数\": the score is multiplied by 3.1 (from: 出场单): 107B.");
  EXPECT_EQ(factor.text_zh, "“难度系数”：得分乘以 3.1（来源：出场单）：107B。");
  EXPECT_EQ(Dive("s2", 1).formula, "(1 × 9 + 2 × 8.5) × 2.8");
  inputs_.components.clear();
  EXPECT_EQ(Dive("s1", 0).children.back().rule, "policy.criterion_factors.missing");
  EXPECT_EQ(Dive("s1", 0).children.back().text_zh, "“难度系数”：未录入系数，按 1 计。");
}

TEST_F(FactorsTest, EveryFaultOfFiguresIsNamed) {
  inputs_.components[0].subjects = {
      {"s1", FactorItems{{"dive1", "1.1"}, {"dive1", "x"}, {"dive3", "4.81"}, {"", "2"}}},
      {"s9", FactorItems{{"dive1", "2"}}},
      {"s2", ScoreFigure{"2"}},
      {"s3", FactorItems{}}};
  const absl::Status status = Aggregate(policy_, facts_, tally_, inputs_).status();
  EXPECT_THAT(status, HasReason("POLICY_DOES_NOT_FIT"));
  std::vector<std::string> found;
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    found.push_back(violation.field.substr(std::string("inputs.components[0].").size()) + " " +
                    violation.reason);
  }
  EXPECT_THAT(found, ::testing::ElementsAre(
                         "subject_figures[0].factors.items[0].factor FACTOR_OUT_OF_BOUNDS",
                         "subject_figures[0].factors.items[1].criterion INVALID_FIELD",
                         "subject_figures[0].factors.items[1].factor INVALID_NUMBER",
                         "subject_figures[0].factors.items[2].factor FACTOR_OUT_OF_BOUNDS",
                         "subject_figures[0].factors.items[3].criterion REQUIRED_FIELD_MISSING",
                         "subject_figures[2] INVALID_FIELD",
                         "subject_figures[3].factors.items REQUIRED_FIELD_MISSING",
                         "subject_figures[0].factors.items[2].criterion INVALID_FIELD",
                         "subject_figures[0].factors.items[3].criterion INVALID_FIELD",
                         "subject_figures[1].subject INVALID_FIELD"));
}

TEST_F(FactorsTest, APolicyWithoutThemTakesNone) {
  policy_.criterion_factors.reset();
  EXPECT_THAT(Aggregate(policy_, facts_, tally_, inputs_).status(),
              HasReason("POLICY_DOES_NOT_FIT"));
  EXPECT_THAT(FiguresFor(policy_, inputs_.components), IsEmpty());
}

TEST_F(FactorsTest, EveryFaultOfTheRuleIsNamed) {
  policy_.components = {{"dd", "测评", "1", MissingComponentRule::kFail, {}, BallotComponent()}};
  policy_.component_combination = Combination::kMean;
  policy_.criterion_factors->title = "";
  policy_.criterion_factors->kind = FactorsComponent{"0", "-1", static_cast<MissingFactorRule>(3)};
  std::vector<std::string> fields;
  for (const FieldViolation& violation : CheckPolicy(policy_)) fields.push_back(violation.field);
  EXPECT_THAT(fields, ::testing::ElementsAre("scoring_policy.criterion_factors.key",
                                             "scoring_policy.criterion_factors.title",
                                             "scoring_policy.criterion_factors.min",
                                             "scoring_policy.criterion_factors.max",
                                             "scoring_policy.criterion_factors.missing"));
  policy_.components.clear();
  policy_.component_combination = Combination::kUnspecified;
  policy_.criterion_factors = Difficulty();
  policy_.criterion_factors->kind = FactorsComponent{"2", "1.9"};
  ASSERT_EQ(CheckPolicy(policy_).size(), 1U);
  EXPECT_EQ(CheckPolicy(policy_)[0].field, "scoring_policy.criterion_factors.max");
}

TEST_F(FactorsTest, AreInTheDigestsWhereTheyAreSet) {
  const std::string with = CanonicalPolicy(policy_);
  EXPECT_THAT(with, HasSubstr("extremes 7 count 2\nfactors dd 6/5 24/5 ONE 难度系数\n"));
  policy_.criterion_factors = Difficulty(MissingFactorRule::kFail);
  EXPECT_THAT(CanonicalPolicy(policy_), HasSubstr("factors dd 6/5 24/5 FAIL 难度系数\n"));
  policy_.criterion_factors.reset();
  EXPECT_THAT(CanonicalPolicy(policy_), ::testing::Not(HasSubstr("factors")));
  EXPECT_THAT(CanonicalFigures(inputs_.components[0]),
              HasSubstr("factor s2 dive1 2.0 "
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
                        "factor s2 dive2 2.8 "));
  EXPECT_EQ(ReachOf(policy_, WithFactors(policy_), true), PreviewReach::kNobody);
}

}  // namespace
}  // namespace pingyi::result
