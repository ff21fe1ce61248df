#include "services/result/domain/component_score.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/component_inputs.h"
#include "services/result/domain/computation.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using test::Cell;

Rational R(int64_t numerator, int64_t denominator = 1) {
  return Rational::Ratio(numerator, denominator);
}

MetricRule Table(MetricDirection direction, std::vector<Knot> knots) {
  return {"m", "指标", "1", direction, PointTable{std::move(knots)}, "", ""};
}

MetricRule Proportional(MetricDirection direction, std::string floor = "", std::string cap = "") {
  return {"m", "指标", "1", direction, PointsAtTarget{"100"}, std::move(floor), std::move(cap)};
}

// Computed by hand.
TEST(MetricTest, PointsForARatio) {
  constexpr auto kHigher = MetricDirection::kHigherIsBetter;
  constexpr auto kLower = MetricDirection::kLowerIsBetter;
  const std::vector<Knot> rising = {{"0.6", "0"}, {"0.8", "60"}, {"1", "100"}, {"1.2", "110"}};
  const std::vector<Knot> falling = {{"1", "100"}, {"1.5", "0"}};
  struct Case {
    MetricRule rule;
    const char* actual;
    const char* target;
    Rational points;
    Rational within;
  };
  const Case cases[] = {
      {Proportional(kHigher), "95", "80", R(475, 4), R(475, 4)},
      {Proportional(kHigher, "", "110"), "95", "80", R(475, 4), R(110)},
      {Proportional(kHigher, "0"), "-4", "80", R(-5), R(0)},
      {Proportional(kHigher, "60", "100"), "72", "80", R(90), R(90)},
      {Proportional(kLower), "60", "80", R(125), R(125)},      // 100 × (2 - 3/4)
      {Proportional(kLower), "0", "80", R(200), R(200)},       // nothing is divided by it
      {Proportional(kLower, "0"), "200", "80", R(-50), R(0)},  // 100 × (2 - 5/2)
      {Table(kHigher, rising), "45", "50", R(80), R(80)},      // 60 + 0.1 × 40 / 0.2
      {Table(kHigher, rising), "2", "3", R(20), R(20)},        // (2/3 - 3/5) × 60 / (1/5)
      {Table(kHigher, rising), "40", "50", R(60), R(60)},      // on a knot
      {Table(kHigher, rising), "30", "50", R(0), R(0)},        // on the first
      {Table(kHigher, rising), "10", "50", R(0), R(0)},        // below
      {Table(kHigher, rising), "55", "50", R(105), R(105)},    // 100 + 0.1 × 10 / 0.2
      {Table(kHigher, rising), "500", "50", R(110), R(110)},   // above
      {Table(kLower, falling), "1.25", "1", R(50), R(50)},     // half way down
      {Table(kLower, falling), "4/3", "1", R(100, 3), R(100, 3)},
  };
  for (const Case& c : cases) {
    const MetricPoints points = PointsOf(c.rule, {"m", c.actual, c.target});
    EXPECT_EQ(points.points, c.points) << c.actual << " of " << c.target;
    EXPECT_EQ(points.within, c.within) << c.actual << " of " << c.target;
  }
}

TEST(MetricTest, ABetterFigureNeverCostsPoints) {
  const MetricRule rule = Table(MetricDirection::kHigherIsBetter,
                                {{"0.5", "0"}, {"0.9", "0"}, {"1", "70"}, {"2", "71"}});
  Rational before(-1);
  for (int64_t actual = 0; actual <= 300; ++actual) {
    const Rational points = PointsOf(rule, {"m", std::to_string(actual), "120"}).within;
    EXPECT_GE(points, before) << actual;
    before = points;
  }
}

Component Part(std::string key, std::string weight, decltype(Component::kind) kind,
               MissingComponentRule missing = MissingComponentRule::kRenormalize) {
  return {std::move(key), "项", std::move(weight), missing, {}, std::move(kind)};
}

TEST(ComponentScoreTest, OneOfEachKind) {
  const MetricsComponent metrics{
      {{"a", "甲", "3", MetricDirection::kHigherIsBetter, PointsAtTarget{"100"}, "", "100"},
       {"b", "乙", "1", MetricDirection::kLowerIsBetter, PointsAtTarget{"100"}, "0", "100"}}};
  const CountsComponent counts{
      {{"very", "很满意", "100"}, {"fairly", "满意", "80"}, {"not", "不满意", "0"}}};
  struct Case {
    Component component;
    SubjectFigures figures;
    std::optional<Rational> score;
  };
  const auto zero = MissingComponentRule::kZero;
  const auto fail = MissingComponentRule::kFail;
  const Case cases[] = {
      {Part("r", "1", ReviewScoreComponent{"20"}), {"s1", ScoreFigure{"86.5"}}, R(173, 10)},
      {Part("o", "1", OtherRoundComponent{"1/2", DecisionBasis::kExact}),
       {"s1", ScoreFigure{"265/3"}},
       R(265, 6)},
      {Part("f", "1", FixedScoreComponent()), {"s1", ScoreFigure{"92", "文件"}}, R(92)},
      // (3 × 90 + 1 × 75) / 4: 90 of 100, and 125 where less is better
      {Part("m", "1", metrics),
       {"s1", MetricFigures{{"a", "90", "100"}, {"b", "12.5", "10"}}},
       R(345, 4)},
      {Part("m", "1", metrics), {"s1", MetricFigures{{"a", "90", "100"}}}, R(90)},
      {Part("m", "1", metrics, zero), {"s1", MetricFigures{{"a", "90", "100"}}}, R(270, 4)},
      {Part("m", "1", metrics, fail), {"s1", MetricFigures{{"a", "90", "100"}}}, std::nullopt},
      // (45 × 100 + 10 × 80) / 60
      {Part("c", "1", counts),
       {"s1", LevelCounts{{"very", 45}, {"fairly", 10}, {"not", 5}}},
       R(5300, 60)},
      {Part("c", "1", counts), {"s1", LevelCounts{{"very", 0}}}, std::nullopt},
      {Part("x", "", AdjustmentsComponent{"5", "3"}, MissingComponentRule::kUnspecified),
       {"s1", AdjustmentItems{{"2", "甲"}, {"4", "乙"}, {"-1.5", "丙"}}},
       R(7, 2)},
      {Part("x", "", AdjustmentsComponent{"", "3"}, MissingComponentRule::kUnspecified),
       {"s1", AdjustmentItems{{"2", "甲"}, {"-2", "乙"}, {"-1.5", "丙"}}},
       R(-1)},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ComponentScore(c.component, &c.figures), c.score) << c.component.key;
  }
  EXPECT_EQ(ComponentScore(cases[0].component, nullptr), std::nullopt);
  EXPECT_EQ(ComponentScore(cases[9].component, nullptr), R(0));
}

// Appraisal 60, review 20, metrics 20, bonus at most 5.
class CompositeTest : public ::testing::Test {
 protected:
  CompositeTest() {
    policy_.components = {
        Part("appraisal", "60", BallotComponent()),
        Part("review", "20", ReviewScoreComponent{"100"}),
        Part("metrics", "20",
             MetricsComponent{{Proportional(MetricDirection::kHigherIsBetter, "0", "100")}}),
        Part("extra", "", AdjustmentsComponent{"5", ""}, MissingComponentRule::kUnspecified)};
    policy_.component_combination = Combination::kMean;
    inputs_.components = {
        {"review", "评审纪要", "", "", {{"s1", ScoreFigure{"90"}}, {"s2", ScoreFigure{"80"}}}},
        {"metrics",
         "统计表",
         "",
         "",
         {{"s1", MetricFigures{{"m", "38", "40"}}}, {"s2", MetricFigures{{"m", "44", "40"}}}}},
        {"extra",
         "决定",
         "",
         "",
         {{"s2", AdjustmentItems{{"4", "甲"}, {"3", "乙"}, {"-1", "丙"}}}}}};
  }

  absl::StatusOr<RoundResults> Run() { return Aggregate(policy_, facts_, tally_, inputs_); }
  SubjectResult Of(const std::string& subject) {
    const auto results = Run();
    EXPECT_THAT(results, ::pingyi::test::IsOk());
    for (const SubjectResult& result : *results) {
      if (result.subject == subject) {
        return result;
      }
    }
    ADD_FAILURE() << "no " << subject;
    return {};
  }

  const RoundFacts facts_ = test::Facts({{"zonghe", "1"}}, {{"a", "1"}}, test::FourGrades());
  PolicyRules policy_ = test::MeanPolicy();
  // 90 and 85 by the ballot.
  const Tally tally_ = test::TallyOf(
      {4}, {{"s1", 1, {Cell(0, 0, {{0, 2}, {1, 2}})}}, {"s2", 2, {Cell(0, 0, {{0, 1}, {1, 3}})}}});
  Inputs inputs_;
};

TEST_F(CompositeTest, ByHand) {
  // (60 × 90 + 20 × 90 + 20 × 95) / 100
  const SubjectResult first = Of("s1");
  EXPECT_EQ(first.total, R(91));
  EXPECT_EQ(first.components[0], (ComponentResult{R(90), R(54)}));
  EXPECT_EQ(first.components[2], (ComponentResult{R(95), R(19)}));
  EXPECT_EQ(first.components[3], (ComponentResult{R(0), R(0)}));
  // (60 × 85 + 20 × 80 + 20 × 100) / 100 + min(4 + 3, 5) - 1
  const SubjectResult second = Of("s2");
  EXPECT_EQ(second.total, R(91));
  EXPECT_EQ(second.components[3], (ComponentResult{R(4), R(4)}));
  EXPECT_EQ(second.rank, 1);
  EXPECT_TRUE(second.shared_rank);
}

TEST_F(CompositeTest, ATieIsBrokenByAComponent) {
  policy_.tie_breakers = {{ComponentScoreComparison{"review"}, 0}};
  EXPECT_EQ(Of("s1").rank, 1);
  EXPECT_EQ(Of("s2").rank, 2);
  policy_.tie_breakers = {{ComponentScoreComparison{"metrics"}, 0}};
  EXPECT_EQ(Of("s2").rank, 1);
}

TEST_F(CompositeTest, SumsAreNotDivided) {
  policy_.component_combination = Combination::kSum;
  for (auto& component : policy_.components) {
    component.missing = MissingComponentRule::kFail;
  }
  policy_.components[3].missing = MissingComponentRule::kUnspecified;
  policy_.components[0].weight = "0.6";
  policy_.components[1].weight = "0.2";
  policy_.components[2].weight = "1/5";
  EXPECT_EQ(Of("s1").total, R(91));
  EXPECT_EQ(Of("s1").components[0].contribution, R(54));
}

TEST_F(CompositeTest, ComponentsAreRoundedAndTheTotalStaysWithinItsBounds) {
  policy_.components[0].rounding = Rounding{0, RoundingMode::kHalfUp};
  policy_.components[2].rounding = Rounding{0, RoundingMode::kDown};
  inputs_.components[1].subjects[0].figures = MetricFigures{{"m", "38.3", "40"}};  // 95.75
  EXPECT_EQ(Of("s1").components[2].score, R(95));
  policy_.total_cap = "90";
  EXPECT_EQ(Of("s1").total, R(90));
}

TEST_F(CompositeTest, WhatBecomesOfAMissingComponent) {
  inputs_.components[0].subjects.erase(inputs_.components[0].subjects.begin());  // no review of s1
  // (60 × 90 + 20 × 95) / 80
  EXPECT_EQ(Of("s1").total, R(365, 4));
  EXPECT_EQ(Of("s1").components[1], (ComponentResult{std::nullopt, std::nullopt}));
  policy_.components[1].missing = MissingComponentRule::kZero;
  EXPECT_EQ(Of("s1").total, R(73));  // (60 × 90 + 20 × 95) / 100
  EXPECT_EQ(Of("s1").components[1], (ComponentResult{std::nullopt, R(0)}));
  policy_.components[1].missing = MissingComponentRule::kFail;
  const auto failed = Run();
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(failed, HasReason("COMPONENT_MISSING"));
  const auto violations = DetailsOf(failed.status()).violations;
  ASSERT_EQ(violations.size(), 1);
  EXPECT_EQ(violations[0].field, "scoring_policy.components[1]");
  EXPECT_EQ(violations[0].description, "Component review has no score for 1 subject: s1.");
}

TEST_F(CompositeTest, NothingLeftFails) {
  inputs_.components.clear();
  policy_.components[0].weight = "0";
  EXPECT_THAT(Run(), HasReason("COMPONENT_MISSING"));
}

TEST_F(CompositeTest, ABallotWithoutMarksIsAMissingComponent) {
  const Tally tally =
      test::TallyOf({4}, {{"s1", 1, {Cell(0, 0, {{0, 4}})}}, {"s2", 2, {Cell(0, 0, {}, 4)}}});
  const auto results = Aggregate(policy_, facts_, tally, inputs_);
  ASSERT_THAT(results, ::pingyi::test::IsOk());
  EXPECT_EQ((*results)[1].subject, "s2");
  EXPECT_EQ((*results)[1].total, R(94));  // (20 × 80 + 20 × 100) / 40 + 4
  policy_.missing_group = MissingGroupRule::kFail;
  EXPECT_THAT(Aggregate(policy_, facts_, tally, inputs_), HasReason("GROUP_MISSING"));
}

TEST_F(CompositeTest, FiguresThatDoNotFitAreRefused) {
  const auto refused = [this](const std::string& field) {
    const auto results = Run();
    EXPECT_THAT(results, HasReason("POLICY_DOES_NOT_FIT"));
    EXPECT_EQ(DetailsOf(results.status()).violations.at(0).field, field);
  };
  const Inputs good = inputs_;
  inputs_.components[0].component = "appraisal";
  refused("inputs.components[0]");
  inputs_ = good;
  inputs_.components[0].subjects[1].subject = "s9";
  refused("inputs.components[0].subject_figures[1].subject");
  inputs_ = good;
  inputs_.components.push_back(inputs_.components[0]);
  refused("inputs.components[3]");
  inputs_ = good;
  inputs_.components[1].subjects[0].figures = ScoreFigure{"1"};
  refused("inputs.components[1].subject_figures[0]");
  inputs_ = good;
  policy_.components.clear();
  policy_.component_combination = Combination::kUnspecified;
  refused("inputs.components[0]");
}

// For a preview by another policy.
TEST_F(CompositeTest, OnlyFiguresThatAnotherPolicyTakesAreUsed) {
  PolicyRules other = policy_;
  other.components[1].kind = FixedScoreComponent();  // asks for reasons
  other.components[3].key = "another";
  const auto usable = FiguresFor(other, inputs_.components);
  ASSERT_EQ(usable.size(), 1);
  EXPECT_EQ(usable[0].component, "metrics");
  EXPECT_EQ(FiguresFor(policy_, inputs_.components), inputs_.components);
  other.components.clear();
  EXPECT_TRUE(FiguresFor(other, inputs_.components).empty());
}

// Properties, over random figures.

TEST_F(CompositeTest, ScaledWeightsChangeNothing) {
  std::mt19937 random(7);
  for (int i = 0; i < 50; ++i) {
    inputs_.components[0].subjects[0].figures = ScoreFigure{std::to_string(random() % 101)};
    const auto before = Run();
    const PolicyRules policy = policy_;
    policy_.components[0].weight = "20";
    policy_.components[1].weight = "20/3";
    policy_.components[2].weight = "20/3";
    const auto after = Run();
    policy_ = policy;
    ASSERT_THAT(before, ::pingyi::test::IsOk());
    ASSERT_THAT(after, ::pingyi::test::IsOk());
    EXPECT_EQ(*before, *after);
  }
}

TEST_F(CompositeTest, RenormalisingAMissingComponentIsTheSameAsDeletingIt) {
  for (size_t gone = 0; gone + 1 < inputs_.components.size(); ++gone) {
    const PolicyRules policy = policy_;
    const Inputs inputs = inputs_;
    inputs_.components.erase(inputs_.components.begin() + static_cast<std::ptrdiff_t>(gone));
    const auto missing = Run();
    policy_.components.erase(policy_.components.begin() + 1 + static_cast<std::ptrdiff_t>(gone));
    const auto deleted = Run();
    policy_ = policy;
    inputs_ = inputs;
    ASSERT_THAT(missing, ::pingyi::test::IsOk());
    ASSERT_THAT(deleted, ::pingyi::test::IsOk());
    for (size_t i = 0; i < missing->size(); ++i) {
      EXPECT_EQ((*missing)[i].subject, (*deleted)[i].subject);
      EXPECT_EQ((*missing)[i].total, (*deleted)[i].total);
      EXPECT_EQ((*missing)[i].rank, (*deleted)[i].rank);
    }
  }
}

TEST_F(CompositeTest, ContributionsAddUpToTheTotal) {
  std::mt19937 random(11);
  for (int i = 0; i < 50; ++i) {
    inputs_.components[0].subjects[0].figures = ScoreFigure{std::to_string(random() % 101)};
    inputs_.components[1].subjects[1].figures =
        MetricFigures{{"m", std::to_string(random() % 90), "77"}};
    const RoundResults results = Run().value();
    for (const SubjectResult& result : results) {
      Rational sum;
      for (const ComponentResult& component : result.components) {
        sum += component.contribution.value_or(Rational());
      }
      EXPECT_EQ(sum, result.total);
    }
  }
}

TEST_F(CompositeTest, TheOrderOfFiguresDoesNotMatter) {
  const auto before = Run();
  std::swap(inputs_.components[0], inputs_.components[2]);
  std::swap(inputs_.components[1].subjects[0], inputs_.components[1].subjects[1]);
  EXPECT_EQ(Run().value(), before.value());
}

}  // namespace
}  // namespace pingyi::result
