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
                                 const Tally& tally) {
  const auto results = Aggregate(policy, facts, tally);
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
  EXPECT_EQ(presets, 5) << "a preset without an example in this file";
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

}  // namespace
}  // namespace pingyi::result
