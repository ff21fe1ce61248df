#include "services/result/domain/component_figures.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/result/domain/inputs.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {
namespace {

using ::testing::IsEmpty;

std::string Hash(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

Component Of(decltype(Component::kind) kind) {
  return {"c", "项", "1", MissingComponentRule::kFail, {}, std::move(kind)};
}

const Component kReview = Of(ReviewScoreComponent{"100"});
const Component kFixed = Of(FixedScoreComponent());
const Component kOther = Of(OtherRoundComponent{"1", DecisionBasis::kExact});
const Component kExtra = Of(AdjustmentsComponent());
const Component kMetrics = Of(
    MetricsComponent{{{"m", "指标", "1", MetricDirection::kHigherIsBetter, PointsAtTarget{"1"}},
                      {"n", "指标", "1", MetricDirection::kHigherIsBetter, PointsAtTarget{"1"}}}});
const Component kCounts = Of(CountsComponent{{{"yes", "满意", "100"}, {"no", "不满意", "0"}}});

ComponentFigures Figures(decltype(SubjectFigures::figures) figures) {
  return {"c", "文件〔2026〕1号", "", "", {{"s1", std::move(figures)}}};
}

TEST(ComponentFiguresTest, EachKindTakesItsOwn) {
  EXPECT_THAT(CheckFigures(kReview, Figures(ScoreFigure{"86.5"}), "f"), IsEmpty());
  EXPECT_THAT(CheckFigures(kFixed, Figures(ScoreFigure{"-1/3", "因"}), "f"), IsEmpty());
  EXPECT_THAT(CheckFigures(kMetrics, Figures(MetricFigures{{"n", "-2", "1/2"}}), "f"), IsEmpty());
  EXPECT_THAT(CheckFigures(kCounts, Figures(LevelCounts{{"no", 0}, {"yes", 9}}), "f"), IsEmpty());
  EXPECT_THAT(CheckFigures(kExtra, Figures(AdjustmentItems{{"-2", "因"}}), "f"), IsEmpty());
  ComponentFigures other = Figures(ScoreFigure{"90"});
  other.source_run = "rounds/q1/runs/x";
  EXPECT_THAT(CheckFigures(kOther, other, "f"), IsEmpty());
}

TEST(ComponentFiguresTest, EachFaultHasItsFieldAndReason) {
  struct Case {
    const Component& component;
    ComponentFigures figures;
    std::string field;
    std::string reason;
  };
  ComponentFigures twice = Figures(ScoreFigure{"1"});
  twice.subjects.push_back(twice.subjects[0]);
  ComponentFigures unsourced = Figures(ScoreFigure{"1"});
  unsourced.source = "";
  ComponentFigures run = Figures(ScoreFigure{"1"});
  run.source_run = "rounds/q1/runs/x";
  ComponentFigures many = Figures(ScoreFigure{"1"});
  many.subjects.resize(10'001);
  const Case cases[] = {
      {kReview, unsourced, "source", "REQUIRED_FIELD_MISSING"},
      {kReview, run, "source_run", "INVALID_FIELD"},
      {kOther, Figures(ScoreFigure{"1"}), "source_run", "REQUIRED_FIELD_MISSING"},
      {kReview, many, "subject_figures", "LIMIT_EXCEEDED"},
      {kReview, twice, "subject_figures[1].subject", "INVALID_FIELD"},
      {kReview, Figures({}), "subject_figures[0]", "REQUIRED_FIELD_MISSING"},
      {kReview, Figures(LevelCounts{}), "subject_figures[0]", "INVALID_FIELD"},
      {kReview, Figures(ScoreFigure{"101"}), "subject_figures[0].score.score", "INVALID_NUMBER"},
      {kReview, Figures(ScoreFigure{""}), "subject_figures[0].score.score",
       "REQUIRED_FIELD_MISSING"},
      {kReview, Figures(ScoreFigure{"1", std::string(501, 'x')}), "subject_figures[0].score.reason",
       "LIMIT_EXCEEDED"},
      {kFixed, Figures(ScoreFigure{"1"}), "subject_figures[0].score.reason",
       "REQUIRED_FIELD_MISSING"},
      {kMetrics, Figures(MetricFigures{}), "subject_figures[0].metrics.items",
       "REQUIRED_FIELD_MISSING"},
      {kMetrics, Figures(MetricFigures{{"x", "1", "1"}}),
       "subject_figures[0].metrics.items[0].metric", "INVALID_FIELD"},
      {kMetrics, Figures(MetricFigures{{"m", "1", "1"}, {"m", "1", "1"}}),
       "subject_figures[0].metrics.items[1].metric", "INVALID_FIELD"},
      {kMetrics, Figures(MetricFigures{{"m", "1e3", "1"}}),
       "subject_figures[0].metrics.items[0].actual", "INVALID_NUMBER"},
      {kMetrics, Figures(MetricFigures{{"m", "1", "0"}}),
       "subject_figures[0].metrics.items[0].target", "INVALID_NUMBER"},
      {kCounts, Figures(LevelCounts{{"yes", -1}}), "subject_figures[0].level_counts.items[0].count",
       "INVALID_NUMBER"},
      {kCounts, Figures(LevelCounts{{"maybe", 1}}),
       "subject_figures[0].level_counts.items[0].level", "INVALID_FIELD"},
      {kExtra, Figures(AdjustmentItems{{"0", "因"}}),
       "subject_figures[0].adjustments.items[0].points", "INVALID_NUMBER"},
      {kExtra, Figures(AdjustmentItems{{"1", ""}}),
       "subject_figures[0].adjustments.items[0].reason", "REQUIRED_FIELD_MISSING"},
      {kExtra, Figures(AdjustmentItems(101, {"1", "因"})), "subject_figures[0].adjustments.items",
       "LIMIT_EXCEEDED"},
  };
  for (const Case& c : cases) {
    const auto violations = CheckFigures(c.component, c.figures, "f");
    ASSERT_EQ(violations.size(), 1) << c.field;
    EXPECT_EQ(violations[0].field, "f." + c.field);
    EXPECT_EQ(violations[0].reason, c.reason) << c.field;
  }
}

TEST(ComponentFiguresTest, CanonicalLinesAreWhatTheContractStates) {
  const ComponentFigures figures{"metrics",
                                 "表",
                                 "",
                                 "",
                                 {{"s2", MetricFigures{{"n", "1.50", "3"}, {"m", "2", "4/2"}}},
                                  {"s1", AdjustmentItems{{"-2", "迟"}, {"1", "奖"}}},
                                  {"s3", LevelCounts{{"yes", 4}, {"no", 0}}},
                                  {"s4", ScoreFigure{"90.0", ""}}}};
  EXPECT_EQ(
      CanonicalFigures(figures),
      "pingyi-component-v1\ncomponent metrics " + Hash("表") + " - -\nadjustment s1 -2 " +
          Hash("迟") + "\nadjustment s1 1 " + Hash("奖") +
          "\nmetric s2 m 2 4/2\nmetric s2 n 1.50 3\ncount s3 no 0\ncount s3 yes 4\nscore s4 90.0 " +
          Hash("") + "\n");
  ComponentFigures other = Figures(ScoreFigure{"90"});
  other.source_run = "rounds/q1/runs/x";
  other.source_result_digest = "d";
  EXPECT_EQ(CanonicalFigures(other), "pingyi-component-v1\ncomponent c " + Hash("文件〔2026〕1号") +
                                         " rounds/q1/runs/x d\nscore s1 90 " + Hash("") + "\n");
}

TEST(ComponentFiguresTest, TheyAreAmongTheInputs) {
  Inputs inputs;
  inputs.components = {{"z", "表"}, {"a", "表"}};
  EXPECT_FALSE(inputs.empty());
  EXPECT_EQ(CanonicalInputs(inputs), "pingyi-inputs-v1\ncomponent a " +
                                         FiguresDigest(inputs.components[1]) + "\ncomponent z " +
                                         FiguresDigest(inputs.components[0]) + "\n");
}

// Any change of a figure is another digest.
TEST(ComponentFiguresTest, EveryFieldIsInTheDigest) {
  const std::vector<ComponentFigures> all = {
      Figures(ScoreFigure{"1", "因"}),         Figures(ScoreFigure{"2", "因"}),
      Figures(ScoreFigure{"1", "果"}),         Figures(MetricFigures{{"m", "1", "2"}}),
      Figures(MetricFigures{{"m", "2", "1"}}), Figures(MetricFigures{{"n", "1", "2"}}),
      Figures(LevelCounts{{"yes", 1}}),        Figures(LevelCounts{{"yes", 2}}),
      Figures(AdjustmentItems{{"1", "因"}}),   Figures(AdjustmentItems{{"1", "果"}})};
  std::set<std::string> digests;
  for (const ComponentFigures& figures : all) {
    digests.insert(FiguresDigest(figures));
  }
  ComponentFigures source = all[0];
  source.source = "另一份文件";
  digests.insert(FiguresDigest(source));
  EXPECT_EQ(digests.size(), all.size() + 1);
}

}  // namespace
}  // namespace pingyi::result
