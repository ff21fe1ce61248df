// The policies of deploy/presets, each with an example computed by hand.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/cli/io/message_file.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/testing.h"
#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

using test::Cell;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

PolicyRules Preset(const std::string& name) {
  v1::ScoringPolicy policy;
  const absl::Status read =
      cli::ReadMessage(std::string(PINGYI_PRESETS "/") + name + ".yaml", &policy);
  EXPECT_TRUE(read.ok()) << read;
  return ToRules(policy);
}

GradedScale Scale(const std::vector<std::string>& points) {
  GradedScale scale;
  for (const std::string& each : points) {
    scale.grades.push_back({"g" + each, each, each});
  }
  return scale;
}

// "1 a 95.20 好" for each subject, by rank.
std::vector<std::string> Results(const PolicyRules& policy, const RoundFacts& facts,
                                 const Tally& tally, const Inputs& inputs = {}) {
  const auto results = Aggregate(policy, facts, tally, inputs);
  EXPECT_THAT(results, ::pingyi::test::IsOk());
  std::vector<std::string> lines;
  for (const SubjectResult& result : *results) {
    lines.push_back(std::to_string(result.rank) + " " + result.subject + " " +
                    RoundedText(result.total, policy.rounding) +
                    (result.grade_title.empty() ? "" : " " + result.grade_title));
  }
  return lines;
}

TEST(PresetsTest, EveryPresetIsAValidPolicy) {
  int presets = 0;
  for (const auto& file : std::filesystem::directory_iterator(PINGYI_PRESETS)) {
    EXPECT_THAT(CheckPolicy(Preset(file.path().stem())), IsEmpty()) << file.path();
    ++presets;
  }
  EXPECT_EQ(presets, 9) << "a preset without an example in this file";
}

// 10 ballots on one criterion. a: 10 × 100. b: (9 × 100 + 80) / 10 = 98, but 20 % of 5 are 1.
// c: 80. d: (6 × 80 + 4 × 40) / 10 = 64 would be 基本称职, but 4 of 10 不称职 are more than a
// third. e: 60.
TEST(PresetsTest, CivilServants) {
  const RoundFacts facts =
      test::Facts({{"de", "1"}}, {{"a", "1"}}, Scale({"100", "80", "60", "40"}));
  const Tally tally = test::TallyOf({10}, {{"a", 1, {Cell(0, 0, {{0, 10}})}},
                                           {"b", 2, {Cell(0, 0, {{0, 9}, {1, 1}})}},
                                           {"c", 3, {Cell(0, 0, {{1, 10}})}},
                                           {"d", 4, {Cell(0, 0, {{1, 6}, {3, 4}})}},
                                           {"e", 5, {Cell(0, 0, {{2, 10}})}}});
  EXPECT_THAT(Results(Preset("civil-servants"), facts, tally),
              ElementsAre("1 a 100.00 优秀", "2 b 98.00 称职", "3 c 80.00 称职", "4 d 64.00 不称职",
                          "5 e 60.00 基本称职"));
}

// Groups of 40 and 60. a: 100 and 92: (40 × 100 + 60 × 92) / 100 = 95.2. b: 90 and 70: 78. c: 60
// and 40: 48.
TEST(PresetsTest, SecretariesReview) {
  const RoundFacts facts =
      test::Facts({{"de", "1"}}, {{"a", "40"}, {"b", "60"}}, Scale({"100", "80", "60", "40"}));
  const Tally tally = test::TallyOf(
      {4, 10}, {{"a", 1, {Cell(0, 0, {{0, 4}}), Cell(1, 0, {{0, 6}, {1, 4}})}},
                {"b", 2, {Cell(0, 0, {{0, 2}, {1, 2}}), Cell(1, 0, {{1, 5}, {2, 5}})}},
                {"c", 3, {Cell(0, 0, {{2, 4}}), Cell(1, 0, {{3, 10}})}}});
  EXPECT_THAT(Results(Preset("secretaries-review"), facts, tally),
              ElementsAre("1 a 95.20 好", "2 b 78.00 较好", "3 c 48.00 差"));
}

// (50 × 100 + 30 × 80 + 10 × 60 + 6 × 30 + 4 × 0) / 100 = 8180 / 100; 7 abstained.
TEST(PresetsTest, Satisfaction) {
  const RoundFacts facts =
      test::Facts({{"all", "1"}}, {{"public", "1"}}, Scale({"100", "80", "60", "30", "0"}));
  const Tally tally = test::TallyOf(
      {107}, {{"hall", 1, {Cell(0, 0, {{0, 50}, {1, 30}, {2, 10}, {3, 6}, {4, 4}}, 7)}}});
  EXPECT_THAT(Results(Preset("satisfaction"), facts, tally), ElementsAre("1 hall 81.80"));
}

// x: (70 × 5 + 20 × 4 + 5 × 3 + 3 × 2 + 2 × 1) / 100 = 4.53. y: (49 × 5 + 51 × 4) / 100 = 4.49,
// which is shown as 4.5 and has not reached it.
TEST(PresetsTest, ServiceStars) {
  const RoundFacts facts =
      test::Facts({{"all", "1"}}, {{"public", "1"}}, Scale({"5", "4", "3", "2", "1"}));
  const Tally tally =
      test::TallyOf({100}, {{"x", 1, {Cell(0, 0, {{0, 70}, {1, 20}, {2, 5}, {3, 3}, {4, 2}})}},
                            {"y", 2, {Cell(0, 0, {{0, 49}, {1, 51}})}}});
  EXPECT_THAT(Results(Preset("service-stars"), facts, tally),
              ElementsAre("1 x 4.5 五星", "2 y 4.5 四星"));
}

// a: 98 95 92 90 90 85 60 without 98 and 60: 452 / 5 = 90.4. b: 95 92 90 80 are four marks: 357
// / 4.
TEST(PresetsTest, PanelTrimmed) {
  const RoundFacts facts = test::Facts({{"all", "1"}}, {{"panel", "1"}}, test::Numbers("100"));
  const Tally tally = test::TallyOf(
      {7}, {{"a", 1, {Cell(0, 0, {{60, 1}, {85, 1}, {90, 2}, {92, 1}, {95, 1}, {98, 1}})}},
            {"b", 2, {Cell(0, 0, {{80, 1}, {90, 1}, {92, 1}, {95, 1}})}}});
  EXPECT_THAT(Results(Preset("panel-trimmed"), facts, tally),
              ElementsAre("1 a 90.40", "2 b 89.25"));
}

// a: appraisal 90, review 90, metrics (3 × 80 + 110) / 4 = 87.5: 54 + 18 + 17.5, and at most 5 of 7
// bonus points less 1. b: 48 + 19 + 20. c: 60 + 14, metrics (3 × 0 + 80) / 4 = 20: + 4.
TEST(PresetsTest, Composite) {
  const RoundFacts facts =
      test::Facts({{"all", "1"}}, {{"staff", "1"}}, Scale({"100", "80", "60", "40"}));
  const Tally tally = test::TallyOf({6}, {{"a", 1, {Cell(0, 0, {{0, 3}, {1, 3}})}},
                                          {"b", 2, {Cell(0, 0, {{1, 6}})}},
                                          {"c", 3, {Cell(0, 0, {{0, 6}})}}});
  const auto metrics = [](const std::string& tasks, const std::string& spending) {
    return MetricFigures{{"key_tasks", tasks, "50"}, {"spending", spending, "10"}};
  };
  Inputs inputs;
  inputs.components = {
      {"review",
       "纪要",
       "",
       "",
       {{"a", ScoreFigure{"90"}}, {"b", ScoreFigure{"95"}}, {"c", ScoreFigure{"70"}}}},
      {"metrics",
       "表",
       "",
       "",
       {{"a", metrics("45", "8")}, {"b", metrics("50", "10")}, {"c", metrics("30", "12")}}},
      {"extra", "通报", "", "", {{"a", AdjustmentItems{{"4", "甲"}, {"3", "乙"}, {"-1", "丙"}}}}}};
  EXPECT_THAT(Results(Preset("composite"), facts, tally, inputs),
              ElementsAre("1 a 93.50 优秀", "2 b 87.00 称职", "3 c 78.00 称职"));
}

// One ballot of marks for each subject. A third of the six who count are two: a has a sanction, so
// b and c have it; d shares no place with them and is beyond. g is on probation. f has one mark of
// three worth 40, which is not more than a third: (100 + 80 + 40) / 3 = 73.33.
TEST(PresetsTest, PartyMembersReview) {
  const RoundFacts facts =
      test::Facts({{"all", "1"}}, {{"members", "1"}}, Scale({"100", "80", "60", "40"}));
  const Tally tally = test::TallyOf({10}, {{"a", 1, {Cell(0, 0, {{0, 10}})}},
                                           {"b", 2, {Cell(0, 0, {{0, 9}, {1, 1}})}},
                                           {"c", 3, {Cell(0, 0, {{0, 8}, {1, 2}})}},
                                           {"d", 4, {Cell(0, 0, {{0, 7}, {1, 3}})}},
                                           {"e", 5, {Cell(0, 0, {{1, 5}, {2, 5}})}},
                                           {"f", 6, {Cell(0, 0, {{0, 1}, {1, 1}, {3, 1}})}},
                                           {"g", 7, {Cell(0, 0, {{0, 10}})}}});
  Inputs inputs;
  inputs.exclusions = {{"a", "discipline"}, {"g", "probationary"}};
  EXPECT_THAT(Results(Preset("party-members-review"), facts, tally, inputs),
              ElementsAre("1 a 100.00 合格", "1 g 100.00", "3 b 98.00 优秀", "4 c 96.00 优秀",
                          "5 d 94.00 合格", "6 f 73.33 合格", "7 e 70.00 合格"));
}

// Groups of 30, 30 and 40. s1: 30 % of 100 + 30 % of 100 + 40 % of 80 = 92, and each further one 2
// less. Of ten who count the first two are 优秀 and the last is 基本称职; s11 is new. With a veto
// on s1 the next two are 优秀, and seven more end the second band.
TEST(PresetsTest, SchoolMiddleManagers) {
  const RoundFacts facts = test::Facts(
      {{"all", "1"}}, {{"leaders", "30"}, {"peers", "30"}, {"staff", "40"}}, test::Numbers("100"));
  std::vector<SubjectTally> subjects;
  for (int32_t i = 1; i <= 11; ++i) {
    subjects.push_back(
        {"s" + std::to_string(i),
         i,
         {Cell(0, 0, {{100, 1}}), Cell(1, 0, {{100, 1}}), Cell(2, 0, {{85 - 5 * i, 1}})}});
  }
  Inputs inputs;
  inputs.exclusions = {{"s11", "new"}};
  const PolicyRules policy = Preset("school-middle-managers");
  const Tally tally = test::TallyOf({1, 1, 1}, subjects);
  EXPECT_THAT(
      Results(policy, facts, tally, inputs),
      ElementsAre("1 s1 92.00 优秀", "2 s2 90.00 优秀", "3 s3 88.00 称职", "4 s4 86.00 称职",
                  "5 s5 84.00 称职", "6 s6 82.00 称职", "7 s7 80.00 称职", "8 s8 78.00 称职",
                  "9 s9 76.00 称职", "10 s10 74.00 基本称职", "0 s11 72.00"));
  inputs.exclusions.push_back({"s1", "veto"});
  EXPECT_THAT(
      Results(policy, facts, tally, inputs),
      ElementsAre("1 s1 92.00 不称职", "2 s2 90.00 优秀", "3 s3 88.00 优秀", "4 s4 86.00 称职",
                  "5 s5 84.00 称职", "6 s6 82.00 称职", "7 s7 80.00 称职", "8 s8 78.00 称职",
                  "9 s9 76.00 称职", "10 s10 74.00 称职", "0 s11 72.00"));
}

// 20 % of five in x is one, and a and b share the first place: the committee decides. 25 % of four
// in y is one; 20 % would be none. j is on probation, so y has four.
TEST(PresetsTest, CivilServantsByUnit) {
  const RoundFacts facts = test::Facts({{"all", "1"}}, {{"a", "1"}}, test::Numbers("100"));
  const std::vector<std::pair<std::string, int32_t>> points = {
      {"a", 98}, {"b", 98}, {"c", 92}, {"d", 80}, {"e", 70},
      {"f", 97}, {"g", 95}, {"h", 91}, {"i", 50}, {"j", 99}};
  Inputs inputs;
  std::vector<SubjectTally> subjects;
  for (const auto& [id, mark] : points) {
    subjects.push_back({id, static_cast<int32_t>(subjects.size()) + 1, {Cell(0, 0, {{mark, 1}})}});
    inputs.subjects.push_back({id, id < "f" ? "x" : "y", ""});
  }
  inputs.exclusions = {{"j", "probation"}};
  PolicyRules policy = Preset("civil-servants-by-unit");
  GradeQuota approved = policy.grade_quotas[0];
  approved.share = "0.25";
  approved.pool_names = {"y"};
  policy.grade_quotas.push_back(approved);
  const Tally tally = test::TallyOf({1}, subjects);
  EXPECT_THAT(Results(policy, facts, tally, inputs),
              ElementsAre("1 a 98.00 称职", "1 b 98.00 称职", "3 f 97.00 优秀", "4 g 95.00 称职",
                          "5 c 92.00 称职", "6 h 91.00 称职", "7 d 80.00 称职",
                          "8 e 70.00 基本称职", "9 i 50.00 不称职", "0 j 99.00"));
  const auto results = Aggregate(policy, facts, tally, inputs);
  ASSERT_THAT(results, ::pingyi::test::IsOk());
  EXPECT_EQ((*results)[0].undecided_grade, "excellent");
  EXPECT_EQ((*results)[1].undecided_grade, "excellent");
  EXPECT_EQ((*results)[2].undecided_grade, "");
}

}  // namespace
}  // namespace pingyi::result
