// Rules about subjects, computed by hand: weights by type, pools, exclusions, ties for the
// committee.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using test::Cell;
using ::testing::HasSubstr;

// Groups A, B and C with 30/30/40, one criterion of 0 to 100.
class SubjectRulesTest : public ::testing::Test {
 protected:
  SubjectRulesTest() {
    policy_.grade_thresholds = {
        {"excellent", "优秀", "85"}, {"competent", "称职", "60"}, {"incompetent", "不称职", ""}};
  }

  // A subject to whom each group gave one mark of these points.
  static SubjectTally Subject(int32_t position, const std::vector<int32_t>& marks) {
    SubjectTally tally{"s" + std::to_string(position), position, {}};
    for (size_t i = 0; i < marks.size(); ++i) {
      tally.cells.push_back(Cell(static_cast<int32_t>(i), 0, {{marks[i], 1}}));
    }
    return tally;
  }

  // Subjects s1, s2, ... to whom all groups gave these points.
  void Round(const std::vector<int32_t>& points) {
    std::vector<SubjectTally> subjects;
    for (size_t i = 0; i < points.size(); ++i) {
      const int32_t mark = points[i];
      subjects.push_back(Subject(static_cast<int32_t>(i) + 1, {mark, mark, mark}));
      inputs_.subjects.push_back({subjects.back().subject, "", ""});
    }
    tally_ = test::TallyOf({1, 1, 1}, subjects);
  }

  // "s1 1 excellent, s2 - -, ..." by rank.
  std::string Results() {
    const auto results = Aggregate(policy_, facts_, tally_, inputs_);
    if (!results.ok()) {
      return results.status().ToString();
    }
    std::string text;
    for (const SubjectResult& result : *results) {
      text += text.empty() ? "" : ", ";
      text += result.subject + " " + (result.rank > 0 ? std::to_string(result.rank) : "-") + " " +
              (result.grade.empty() ? "-" : result.grade.substr(0, 1)) +
              (result.undecided_grade.empty() ? "" : "?" + result.undecided_grade.substr(0, 1));
    }
    return text;
  }

  PolicyRules policy_ = test::MeanPolicy();
  RoundFacts facts_ =
      test::Facts({{"work", "1"}}, {{"a", "30"}, {"b", "30"}, {"c", "40"}}, test::Numbers("100"));
  Tally tally_;
  Inputs inputs_;
};

// 100, 60 and 50: of a head 40 % × 100 + 20 % × 60 + 40 % × 50 = 72; of a deputy 20 % × 100 +
// 40 % × 60 + 40 % × 50 = 64; by the round's weights 30 + 18 + 20 = 68.
TEST_F(SubjectRulesTest, WeightsAreThoseOfTheType) {
  policy_.type_weights = {{"机关正职", {{"a", "40"}, {"b", "20"}}, {}},
                          {"基层副职", {{"a", "20"}, {"b", "40"}}, {}}};
  tally_ = test::TallyOf(
      {3, 3, 3}, {Subject(1, {100, 60, 50}), Subject(2, {100, 60, 50}), Subject(3, {100, 60, 50})});
  inputs_.subjects = {{"s1", "", "机关正职"}, {"s2", "", "基层副职"}, {"s3", "", "其他"}};
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(policy_, facts_, tally_, inputs_));
  EXPECT_EQ(results[0].subject, "s1");
  EXPECT_EQ(results[0].total, Rational(72));
  EXPECT_EQ(results[1].subject, "s3");
  EXPECT_EQ(results[1].total, Rational(68));
  EXPECT_EQ(results[2].total, Rational(64));
  ASSERT_OK_AND_ASSIGN(const Explanation explained,
                       Explain(policy_, facts_, tally_, "s1", inputs_));
  const ExplanationNode& total = explained.root.children.back().children.front();
  EXPECT_EQ(total.formula, "(40 × 100 + 20 × 60 + 40 × 50) / 100");
  EXPECT_EQ(total.children.back().kind, StepKind::kTypeWeights);
  EXPECT_EQ(total.children.back().text_zh, "“机关正职”类对象另定权重：a票 40、b票 20。");
}

TEST_F(SubjectRulesTest, ATypeThatNobodyHasIsAFault) {
  policy_.type_weights = {{"机关正值", {{"a", "40"}}, {}}};
  policy_.leaderboards = {
      {"b", "榜", BoardScore::kTotal, "", BoardPartition::kNone, {"副职", "正"}}};
  Round({99});
  inputs_.subjects[0].subject_type = "副职";
  const absl::Status status = Aggregate(policy_, facts_, tally_, inputs_).status();
  EXPECT_THAT(status, HasReason("POLICY_DOES_NOT_FIT"));
  const auto violations = DetailsOf(status).violations;
  ASSERT_EQ(violations.size(), 2);
  EXPECT_EQ(violations[0].field, "scoring_policy.subject_type_weights[0].subject_type");
  EXPECT_EQ(violations[1].field, "scoring_policy.leaderboards[0].subject_types[1]");
}

TEST_F(SubjectRulesTest, CriteriaWeighByTypeToo) {
  facts_ = test::Facts({{"de", "1"}, {"ji", "1"}}, {{"a", "1"}}, test::Numbers("100"));
  policy_.type_weights = {{"leader", {}, {{"de", "3"}}}};
  tally_ = test::TallyOf({1}, {{"s1", 1, {Cell(0, 0, {{100, 1}}), Cell(0, 1, {{60, 1}})}}});
  inputs_.subjects = {{"s1", "", "leader"}};
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(policy_, facts_, tally_, inputs_));
  EXPECT_EQ(results[0].total, Rational(90));  // (3 × 100 + 60) / 4
}

// 20 % of five in unit x is 1 and of three in y, by its own quota of 2/3, 2; z has none by name but
// the general one gives 20 % of one, 0.
TEST_F(SubjectRulesTest, EveryUnitIsAPoolOfItsOwn) {
  policy_.grade_quotas = {
      {"excellent", QuotaPool::kUnit, "0.2", RoundingMode::kDown, 0, QuotaTie::kAllOut},
      {"excellent", QuotaPool::kUnit, "2/3", RoundingMode::kDown, 0, QuotaTie::kAllOut, {"y"}}};
  Round({99, 98, 97, 96, 95, 94, 93, 92, 91});
  for (size_t i = 0; i < 9; ++i) {
    inputs_.subjects[i].unit = i < 5 ? "x" : i < 8 ? "y" : "z";
  }
  EXPECT_EQ(Results(), "s1 1 e, s2 2 c, s3 3 c, s4 4 c, s5 5 c, s6 6 e, s7 7 e, s8 8 c, s9 9 c");
  ASSERT_OK_AND_ASSIGN(const Explanation explained,
                       Explain(policy_, facts_, tally_, "s8", inputs_));
  const ExplanationNode& quota = explained.root.children.front().children.back();
  EXPECT_EQ(quota.formula, "2/3 × 3 ≈ 2");
  EXPECT_THAT(quota.text_en, HasSubstr("At most 2 of 3 subjects of y may have \"优秀\""));
}

TEST_F(SubjectRulesTest, AnUnknownPoolIsAFault) {
  policy_.grade_quotas = {
      {"excellent", QuotaPool::kUnit, "0.2", RoundingMode::kDown, 0, QuotaTie::kAllOut, {"w"}}};
  Round({99, 98});
  inputs_.subjects[0].unit = "x";
  const absl::Status status = Aggregate(policy_, facts_, tally_, inputs_).status();
  EXPECT_THAT(status, HasReason("POLICY_DOES_NOT_FIT"));
  const auto violations = DetailsOf(status).violations;
  ASSERT_EQ(violations.size(), 2);
  EXPECT_EQ(violations[0].field, "scoring_policy.grade_quotas[0].pool");
  EXPECT_EQ(violations[0].reason, "UNKNOWN_POOL");
  EXPECT_EQ(violations[0].description, "needs a unit of every subject; 1 have none: s2.");
  EXPECT_EQ(violations[1].field, "scoring_policy.grade_quotas[0].pool_names[0]");
  EXPECT_EQ(violations[1].reason, "UNKNOWN_POOL");
}

// One place for 优秀 among two: 称职 until the committee decides.
TEST_F(SubjectRulesTest, ATieIsLeftToTheCommittee) {
  policy_.grade_quotas = {
      {"excellent", QuotaPool::kAllSubjects, "0.4", RoundingMode::kDown, 0, QuotaTie::kCommittee}};
  Round({99, 90, 90, 90, 70});
  EXPECT_EQ(Results(), "s1 1 e, s2 2 c?e, s3 2 c?e, s4 2 c?e, s5 5 c");
  ASSERT_OK_AND_ASSIGN(const Explanation explained,
                       Explain(policy_, facts_, tally_, "s3", inputs_));
  const ExplanationNode& quota = explained.root.children.front().children.back();
  EXPECT_EQ(quota.kind, StepKind::kQuota);
  EXPECT_THAT(quota.text_en, HasSubstr("left to the committee, which may give the grade to 1 of"));
  EXPECT_THAT(quota.text_zh, HasSubstr("由考核委员会决定，尚余 1 个名额"));
  EXPECT_THAT(quota.text_zh, HasSubstr("该对象在其中，决定之前定为“称职”"));
}

class ExclusionTest : public SubjectRulesTest {
 protected:
  ExclusionTest() {
    policy_.exclusion_rules = {
        {"discipline", "一票否决", ExclusionEffect::kGradeAtMost, ""},
        {"missing_report", "未述职", ExclusionEffect::kGradeAtMost, "competent"},
        {"new", "试用期", ExclusionEffect::kUnranked},
        {"absent", "长期病假", ExclusionEffect::kNoGrade}};
    policy_.grade_quotas = {
        {"excellent", QuotaPool::kAllSubjects, "0.5", RoundingMode::kDown, 0, QuotaTie::kAllOut}};
    Round({99, 95, 92, 90});
  }
};

// Half of four.
TEST_F(ExclusionTest, WithoutOneNothingChanges) {
  EXPECT_EQ(Results(), "s1 1 e, s2 2 e, s3 3 c, s4 4 c");
}

TEST_F(ExclusionTest, AVetoLeavesTheLastGradeAndItsPlaceInTheQuotaToTheNext) {
  inputs_.exclusions = {{"s1", "discipline"}};
  EXPECT_EQ(Results(), "s1 1 i, s2 2 e, s3 3 e, s4 4 c");
  inputs_.exclusions = {{"s1", "missing_report"}};
  EXPECT_EQ(Results(), "s1 1 c, s2 2 e, s3 3 e, s4 4 c");
  // 0.5 × 3 without it.
  policy_.grade_quotas[0].base = PoolBase::kEligible;
  EXPECT_EQ(Results(), "s1 1 c, s2 2 e, s3 3 c, s4 4 c");
}

// Half of three is one.
TEST_F(ExclusionTest, WhoHasNoGradeDoesNotCount) {
  inputs_.exclusions = {{"s2", "absent"}};
  EXPECT_EQ(Results(), "s1 1 e, s2 2 -, s3 3 c, s4 4 c");
  inputs_.exclusions = {{"s1", "new"}};
  EXPECT_EQ(Results(), "s2 1 e, s3 2 c, s4 3 c, s1 - -");
}

TEST_F(ExclusionTest, WhoHasNoMarksMayNotCount) {
  policy_.grade_quotas[0].base = PoolBase::kWithMarks;
  policy_.missing_group = MissingGroupRule::kZero;
  policy_.grade_quotas[0].share = "1/4";
  EXPECT_EQ(Results(), "s1 1 e, s2 2 c, s3 3 c, s4 4 c");
  tally_.subjects[3].cells.clear();  // a quarter of three
  EXPECT_EQ(Results(), "s1 1 c, s2 2 c, s3 3 c, s4 4 i");
}

TEST_F(ExclusionTest, WhatAppliesIsExplained) {
  inputs_.exclusions = {{"s1", "discipline"}, {"s4", "new"}};
  ASSERT_OK_AND_ASSIGN(const Explanation veto, Explain(policy_, facts_, tally_, "s1", inputs_));
  EXPECT_EQ(veto.result.exclusion, "discipline");
  EXPECT_EQ(veto.result.exclusion_title, "一票否决");
  const ExplanationNode& grade = veto.root.children.front();
  EXPECT_EQ(grade.formula, "优秀 → 优秀 → 不称职 → 不称职");
  EXPECT_EQ(grade.children.back().kind, StepKind::kExclusion);
  EXPECT_EQ(grade.children.back().text_zh, "适用“一票否决”：等次不得高于“不称职”。");
  ASSERT_OK_AND_ASSIGN(const Explanation fresh, Explain(policy_, facts_, tally_, "s4", inputs_));
  EXPECT_EQ(fresh.root.text_zh, "不排名次：适用“试用期”。");
  EXPECT_EQ(fresh.root.children.front().formula, "优秀 → 优秀 → – → –");
  EXPECT_THAT(fresh.root.children.front().text_zh, HasSubstr("不定等次"));
  // Of those with a place.
  ASSERT_OK_AND_ASSIGN(const Explanation second, Explain(policy_, facts_, tally_, "s2", inputs_));
  EXPECT_THAT(second.root.text_en, HasSubstr("Place 2 of 3"));
}

TEST_F(ExclusionTest, UnknownKindsAndSubjectsAreFaults) {
  inputs_.exclusions = {{"s9", "new"}, {"s1", "other"}, {"s2", "new"}, {"s2", "absent"}};
  const absl::Status status = Aggregate(policy_, facts_, tally_, inputs_).status();
  EXPECT_THAT(status, HasReason("POLICY_DOES_NOT_FIT"));
  const auto violations = DetailsOf(status).violations;
  ASSERT_EQ(violations.size(), 3);
  EXPECT_EQ(violations[0].field, "round.exclusions[0].kind");
  EXPECT_EQ(violations[0].reason, "UNKNOWN_EXCLUSION");
  EXPECT_EQ(violations[1].field, "round.exclusions[2].name");
  EXPECT_EQ(violations[1].reason, "INVALID_FIELD");
  EXPECT_EQ(violations[2].field, "round.exclusions[3].name");
  EXPECT_EQ(violations[2].reason, "UNKNOWN_EXCLUSION");
}

// 20/70/10 of ten, by place; the third is vetoed.
TEST_F(SubjectRulesTest, BandsGiveGradesByPlace) {
  for (GradeThreshold& grade : policy_.grade_thresholds) {
    grade.min_total = "";
  }
  policy_.grade_bands =
      GradeBands{{{"excellent", "0.2"}, {"competent", "0.7"}, {"incompetent", "0.1"}},
                 QuotaPool::kAllSubjects,
                 BandRounding::kCumulativeHalfUp,
                 QuotaTie::kAllOut};
  policy_.exclusion_rules = {
      {"discipline", "一票否决", ExclusionEffect::kGradeAtMost, "competent"}};
  Round({50, 49, 48, 47, 46, 45, 44, 43, 42, 41});
  EXPECT_EQ(Results(),
            "s1 1 e, s2 2 e, s3 3 c, s4 4 c, s5 5 c, s6 6 c, s7 7 c, s8 8 c, s9 9 c, "
            "s10 10 i");
  inputs_.exclusions = {{"s1", "discipline"}};
  EXPECT_EQ(Results(),
            "s1 1 c, s2 2 e, s3 3 e, s4 4 c, s5 5 c, s6 6 c, s7 7 c, s8 8 c, s9 9 c, "
            "s10 10 i");
  ASSERT_OK_AND_ASSIGN(const Explanation explained,
                       Explain(policy_, facts_, tally_, "s4", inputs_));
  const ExplanationNode& band = explained.root.children.front().children.back();
  EXPECT_EQ(band.kind, StepKind::kBand);
  EXPECT_EQ(band.formula, "(0.2 + 0.7) × 10 ≈ 9");
  EXPECT_EQ(band.text_zh,
            "10 个对象中，“称职”一档止于第 9 个（按累计人数四舍五入）；此前各档 2 个，本档 7 个，"
            "该对象按名次在本档。");
}

// Five stars are thresholds: a total of 1 to 5 points.
TEST_F(SubjectRulesTest, StarsAreThresholds) {
  policy_.grade_thresholds = {{"five", "五星", "4.5"},
                              {"four", "四星", "3.5"},
                              {"three", "三星", "2.5"},
                              {"two", "二星", "1.5"},
                              {"one", "一星", ""}};
  facts_ = test::Facts({{"work", "1"}}, {{"a", "1"}, {"b", "1"}, {"c", "2"}}, test::Numbers("5"));
  // (5 + 5 + 2 × 4) / 4 = 4.5; (4 + 4 + 2 × 3) / 4 = 3.5; (1 + 1 + 2 × 1) / 4 = 1.
  tally_ = test::TallyOf({1, 1, 1},
                         {Subject(1, {5, 5, 4}), Subject(2, {4, 4, 3}), Subject(3, {1, 1, 1})});
  ASSERT_OK_AND_ASSIGN(const RoundResults results, Aggregate(policy_, facts_, tally_));
  EXPECT_EQ(results[0].grade_title, "五星");
  EXPECT_EQ(results[1].grade_title, "四星");
  EXPECT_EQ(results[2].grade_title, "一星");
}

}  // namespace
}  // namespace pingyi::result
