#include "services/cli/check/subject_lines.h"

#include <gtest/gtest.h>

#include "services/cli/check/digest.h"

namespace pingyi::cli {
namespace {

using result::v1::GradeBands;
using result::v1::GradeQuota;
using result::v1::Leaderboard;
using result::v1::ScoringPolicy;

ScoringPolicy Example() {
  ScoringPolicy policy;
  auto& deputy = *policy.add_subject_type_weights();
  deputy.set_subject_type("副职");
  auto* weight = deputy.add_groups();
  weight->set_key("b");
  weight->set_weight("0.4");
  weight = deputy.add_groups();
  weight->set_key("a");
  weight->set_weight("0.2");
  auto& quota = *policy.add_grade_quotas();
  quota.set_grade("good");
  quota.set_pool(GradeQuota::POOL_UNIT);
  quota.set_share("0.2");
  quota.set_rounding(result::v1::Rounding::MODE_DOWN);
  quota.set_tie(GradeQuota::TIE_COMMITTEE);
  quota.add_pool_names("二科");
  quota.add_pool_names("一科");
  quota.set_base(GradeQuota::BASE_ELIGIBLE);
  auto& bands = *policy.mutable_grade_bands();
  auto& band = *bands.add_bands();
  band.set_grade("good");
  band.set_share("1.0");
  bands.set_pool(GradeQuota::POOL_SUBJECT_TYPE);
  bands.set_rounding(GradeBands::BAND_ROUNDING_LARGEST_REMAINDER);
  bands.set_tie(GradeQuota::TIE_ALL_IN);
  auto& rule = *policy.add_exclusion_rules();
  rule.set_kind("veto");
  rule.set_title("一票 否决");
  rule.set_effect(result::v1::ExclusionRule::EFFECT_GRADE_AT_MOST);
  auto& board = *policy.add_leaderboards();
  board.set_key("b");
  board.set_title("单位 榜");
  board.set_criterion("de");
  board.set_partition(Leaderboard::PARTITION_UNIT);
  board.add_subject_types("正职");
  board.add_subject_types("副职");
  auto& total = *policy.add_leaderboards();
  total.set_key("a");
  total.set_title("榜");
  total.mutable_total();
  total.set_partition(Leaderboard::PARTITION_NONE);
  return policy;
}

TEST(SubjectLinesTest, AreTheContracts) {
  EXPECT_EQ(QuotaLines(Example()).value(),
            "quota good UNIT 1/5 DOWN 0 COMMITTEE ELIGIBLE\nquota-pool 一科\nquota-pool 二科\n");
  EXPECT_EQ(SubjectLines(Example()).value(),
            "type 副职\ntype-group a 1/5\ntype-group b 2/5\n"
            "bands SUBJECT_TYPE LARGEST_REMAINDER ALL_IN\nband good 1\n"
            "exclusion veto GRADE_AT_MOST - 一票 否决\n"
            "board b CRITERION de UNIT 单位 榜\nboard-type 副职\nboard-type 正职\n"
            "board a TOTAL - NONE 榜\n");
  EXPECT_EQ(SubjectLines(ScoringPolicy()).value(), "");
  EXPECT_EQ(QuotaLines(ScoringPolicy()).value(), "");
}

TEST(SubjectLinesTest, ANumberThatIsNoneIsAnError) {
  ScoringPolicy policy = Example();
  policy.mutable_grade_quotas(0)->set_share("x");
  EXPECT_FALSE(QuotaLines(policy).ok());
  EXPECT_FALSE(PolicyDigest(policy).ok());
  policy = Example();
  policy.mutable_grade_bands()->mutable_bands(0)->set_share("");
  EXPECT_FALSE(SubjectLines(policy).ok());
}

// The lines of boards and exclusions are part of what is recomputed.
TEST(SubjectLinesTest, TheResultDigestHasExclusionsAndBoards) {
  result::v1::AggregationRun run;
  run.set_name("rounds/r1/runs/x");
  result::v1::SubjectResult result;
  result.set_subject("rounds/r1/subjects/s1");
  const auto digest = [&](bool boards) {
    ResultDigest sum(run, "");
    sum.Add(result);
    if (boards) {
      result::v1::LeaderboardRow row;
      row.set_leaderboard("b");
      row.set_subject("rounds/r1/subjects/s1");
      sum.Add(row);
    }
    return sum.Finish();
  };
  const std::string plain = digest(false);
  EXPECT_NE(digest(true), plain);
  result.set_exclusion("veto");
  const std::string excluded = digest(false);
  EXPECT_NE(excluded, plain);
  result.set_undecided_grade("good");
  EXPECT_NE(digest(false), excluded);
  result.clear_exclusion();
  result.clear_undecided_grade();
  run.set_inputs_digest("d");
  EXPECT_NE(digest(false), plain);
}

}  // namespace
}  // namespace pingyi::cli
