#include "services/result/domain/order_check.h"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/fits.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using P = PolicyRules;
using Table = std::vector<std::string>;

// Every rule about orders that goes with the others.
P FullPolicy() {
  P policy = test::MeanPolicy();
  policy.total_order = TotalOrder::kAscending;
  policy.best_criteria = 2;
  policy.group_rank_points = GroupRankPoints{GroupRankPoints::Place{}, RankPointsTie::kBestPlace};
  policy.tiers = {{{}, {"final"}}, {{"a"}, {}}};
  policy.mark_shares = MarkSharesRule{1, ShareMethod::kLargestRemainder, true};
  policy.tie_breakers = {{MajorityGaugeComparison{}, 0}, {MajorityValueComparison{}, 0}};
  policy.grade_thresholds = {{"gold", "金", "10"}, {"silver", "银", "20"}, {"none", "无", ""}};
  policy.grade_share_rules = {
      {"none", {}, ShareMarks::kAtLeast, "7", ShareLimit::kAtMost, "0", {}, "silver"}};
  return policy;
}

P PooledPolicy() {
  P policy = test::MeanPolicy();
  policy.mark_combination = Combination::kLowerMedian;
  policy.group_combination = Combination::kPooled;
  return policy;
}

TEST(OrderCheckTest, AcceptsWhatGoesTogether) {
  EXPECT_THAT(CheckPolicy(FullPolicy()), IsEmpty());
  P policy = PooledPolicy();
  EXPECT_THAT(CheckPolicy(policy), IsEmpty());
  policy.missing_group = MissingGroupRule::kZero;
  EXPECT_THAT(CheckPolicy(policy), IsEmpty());
  policy = test::MeanPolicy();
  policy.group_rank_points = GroupRankPoints{Table{"12", "10", "10", "1/2"},
                                             RankPointsTie::kMeanOfPlaces, TotalOrder::kAscending};
  EXPECT_THAT(CheckPolicy(policy), IsEmpty());
}

TEST(OrderCheckTest, NamesEveryFault) {
  struct Fault {
    const char* name;
    std::function<void(P&)> spoil;
    const char* field;
    const char* reason;
    const char* text;
  };
  const char* required = "REQUIRED_FIELD_MISSING";
  const char* invalid = "INVALID_FIELD";
  const char* number = "INVALID_NUMBER";
  const char* limit = "LIMIT_EXCEEDED";
  const Fault faults[] = {
      {"best", [](P& p) { p.best_criteria = -1; }, "best_criteria", invalid, "1 to 50"},
      {"best of too many", [](P& p) { p.best_criteria = 51; }, "best_criteria", invalid, "1 to 50"},
      {"no points", [](P& p) { p.group_rank_points->points = std::monostate(); },
       "group_rank_points", required, "table, or place"},
      {"empty table", [](P& p) { p.group_rank_points->points = Table(); },
       "group_rank_points.table.points", required, "first place"},
      {"long table", [](P& p) { p.group_rank_points->points = Table(1001, "1"); },
       "group_rank_points.table.points", limit, "1000"},
      {"empty entry",
       [](P& p) {
         p.group_rank_points->points = Table{"1", ""};
       },
       "group_rank_points.table.points[1]", required, "decimal"},
      {"no number", [](P& p) { p.group_rank_points->points = Table{"x"}; },
       "group_rank_points.table.points[0]", number, "decimal"},
      {"falling where lower is better",
       [](P& p) {
         p.group_rank_points->points = Table{"2", "1"};
       },
       "group_rank_points.table.points[1]", invalid, "lower is better"},
      {"no tie", [](P& p) { p.group_rank_points->tie = {}; }, "group_rank_points.tie", required,
       "MEAN_OF_PLACES"},
      {"unknown tie", [](P& p) { p.group_rank_points->tie = static_cast<RankPointsTie>(9); },
       "group_rank_points.tie", invalid, "MEAN_OF_PLACES"},
      {"score order", [](P& p) { p.group_rank_points->score_order = static_cast<TotalOrder>(-1); },
       "group_rank_points.score_order", invalid, "ASCENDING"},
      {"digits", [](P& p) { p.mark_shares->digits = 9; }, "mark_shares.digits", invalid, "0 to 8"},
      {"no method", [](P& p) { p.mark_shares->method = {}; }, "mark_shares.method", required,
       "LARGEST_REMAINDER"},
      {"unknown method", [](P& p) { p.mark_shares->method = static_cast<ShareMethod>(4); },
       "mark_shares.method", invalid, "LARGEST_REMAINDER"},
      {"zero is the best", [](P& p) { p.missing_group = MissingGroupRule::kZero; }, "missing_group",
       invalid, "best score"},
      {"too many tiers", [](P& p) { p.tiers.resize(11); }, "tiers", limit, "10"},
      {"tier key", [](P& p) { p.tiers[1].groups = {"A"}; }, "tiers[1].groups[0]", invalid, "a-z"},
      {"falling thresholds", [](P& p) { p.grade_thresholds[1].min_total = "9"; },
       "grade_thresholds[1].min_total", invalid, "greatest total"},
      {"last threshold", [](P& p) { p.grade_thresholds[2].min_total = "30"; },
       "grade_thresholds[2].min_total", invalid, "above the others"},
      {"up to no grade", [](P& p) { p.grade_share_rules[0].up_to_grade = "bronze"; },
       "grade_share_rules[0].up_to_grade", invalid, "key of one"},
      {"up to the grade itself", [](P& p) { p.grade_share_rules[0].up_to_grade = "none"; },
       "grade_share_rules[0].up_to_grade", invalid, "limit nothing"},
  };
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.name);
    P policy = FullPolicy();
    fault.spoil(policy);
    const auto violations = CheckPolicy(policy);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, std::string("scoring_policy.") + fault.field);
    EXPECT_EQ(violations[0].reason, fault.reason);
    EXPECT_THAT(violations[0].description, HasSubstr(fault.text));
  }
}

TEST(OrderCheckTest, AnUnknownOrderIsRefused) {
  P policy = test::MeanPolicy();
  policy.total_order = static_cast<TotalOrder>(3);
  const auto violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "scoring_policy.total_order");
  EXPECT_THAT(violations[0].description, HasSubstr("DESCENDING or ASCENDING"));
}

TEST(OrderCheckTest, PlacesNeedLowerTotalsAndFallingTables) {
  P policy = test::MeanPolicy();
  policy.group_rank_points = GroupRankPoints{GroupRankPoints::Place{}, RankPointsTie::kBestPlace};
  auto violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "scoring_policy.group_rank_points.place");
  policy.group_rank_points->points = Table{"1", "2"};
  violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "scoring_policy.group_rank_points.table.points[1]");
}

TEST(OrderCheckTest, APoolHasNoGroupScores) {
  P policy = PooledPolicy();
  policy.group_rounding = Rounding{1, RoundingMode::kHalfUp};
  policy.group_rank_points = GroupRankPoints{Table{"1"}, RankPointsTie::kBestPlace};
  policy.tie_breakers = {{GroupScoreComparison{"a"}, 0}};
  std::vector<std::string> fields;
  for (const FieldViolation& violation : CheckPolicy(policy)) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre(
                          "scoring_policy.group_rounding", "scoring_policy.group_rank_points",
                          "scoring_policy.tie_breakers[0].group_score"));
}

TEST(OrderCheckTest, OnlyGroupsArePooledAndOnlyMarksHaveAMedian) {
  P policy = test::MeanPolicy();
  policy.mark_combination = Combination::kPooled;
  policy.criterion_combination = Combination::kLowerMedian;
  policy.group_combination = Combination::kMedian;
  EXPECT_THAT(CheckPolicy(policy), SizeIs(3));
}

TEST(OrderCheckTest, MajorityNeedsThatMorePointsAreBetter) {
  P policy = FullPolicy();
  policy.group_rank_points.reset();
  policy.grade_share_rules.clear();
  const auto violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(2));
  EXPECT_EQ(violations[0].field, "scoring_policy.tie_breakers[0].majority_gauge");
  EXPECT_EQ(violations[1].field, "scoring_policy.tie_breakers[1].majority_value");
}

// Divided by all voters, a mark that was not given counts as 0 points.
TEST(OrderCheckTest, AMarkThatIsNotGivenIsNotTheBestOne) {
  P policy = test::MeanPolicy();
  policy.total_order = TotalOrder::kAscending;
  policy.mean_denominator = Denominator::kMarks;
  EXPECT_THAT(CheckPolicy(policy), IsEmpty());
  for (const Denominator denominator :
       {Denominator::kValidBallots, Denominator::kReturnedBallots, Denominator::kExpectedVoters}) {
    policy.mean_denominator = denominator;
    const auto violations = CheckPolicy(policy);
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].field, "scoring_policy.mean_denominator");
    EXPECT_EQ(violations[0].reason, "INVALID_FIELD");
    EXPECT_THAT(violations[0].description, HasSubstr("best mark"));
  }
  policy.mean_denominator = Denominator::kUnspecified;
  policy.mark_combination = Combination::kSum;
  const auto violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "scoring_policy.mark_combination");
  EXPECT_THAT(violations[0].description, HasSubstr("best mark"));
}

// The order of the groups' scores, not that of the totals, says which marks are better.
TEST(OrderCheckTest, TheOrderOfScoresSaysWhetherAMissingMarkIsTheBestOne) {
  P policy = test::MeanPolicy();
  policy.mean_denominator = Denominator::kExpectedVoters;
  policy.group_rank_points =
      GroupRankPoints{Table{"2", "1"}, RankPointsTie::kBestPlace, TotalOrder::kAscending};
  const auto violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "scoring_policy.mean_denominator");
  policy.total_order = TotalOrder::kAscending;
  policy.group_rank_points = GroupRankPoints{GroupRankPoints::Place{}, RankPointsTie::kBestPlace};
  EXPECT_THAT(CheckPolicy(policy), IsEmpty());
}

// Where fewer points are the better mark, many of the high ones limit a grade.
TEST(OrderCheckTest, ShareRulesTurnRoundWithTheMarks) {
  P policy = FullPolicy();
  policy.tie_breakers.clear();
  policy.group_rank_points.reset();
  auto violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].field, "scoring_policy.grade_share_rules[0].share_at_most");
  policy.grade_share_rules[0].limit = ShareLimit::kAbove;
  EXPECT_THAT(CheckPolicy(policy), IsEmpty());
}

TEST(OrderFitTest, WeightsMustBeEqualWhereTheyCannotCount) {
  RoundFacts facts =
      test::Facts({{"x", "1"}, {"y", "2"}}, {{"a", "1"}, {"b", "1/2"}}, test::FourGrades());
  P policy = PooledPolicy();
  policy.best_criteria = 3;
  policy.tiers = {{{"c"}, {"z"}}};
  policy.tie_breakers = {{MajorityGaugeComparison{{{"d"}, {}}}, 0},
                         {MajorityValueComparison{{{}, {"w"}}}, 0}};
  const auto form = FitPolicy(policy, facts);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailsOf(form.status()).violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre(
                          "round.voter_groups[1].weight", "round.ballot_form.criteria[1].weight",
                          "scoring_policy.best_criteria", "scoring_policy.tiers[0].groups[0]",
                          "scoring_policy.tiers[0].criteria[0]",
                          "scoring_policy.tie_breakers[0].majority_gauge.scope.groups[0]",
                          "scoring_policy.tie_breakers[1].majority_value.scope.criteria[0]"));
}

}  // namespace
}  // namespace pingyi::result
