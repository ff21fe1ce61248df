#include "services/result/domain/policy_check.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A policy that uses every rule.
PolicyRules FullPolicy() {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {
      {"excellent", "优秀", "90"}, {"competent", "称职", "75"}, {"incompetent", "不称职", ""}};
  policy.tie_breakers = {
      {GroupScoreComparison{"a"}, 0},
      {CriterionScoreComparison{"de"}, 3},
      {MarkCountComparison{{{"a", "b"}, {"de"}}, MarkCountComparison::Relation::kEqual, "100"}, 1},
      {CountbackComparison{{{"a"}, {}}}, 0},
      {PositionComparison{}, 0}};
  return policy;
}

struct Fault {
  const char* name;
  std::function<void(PolicyRules&)> spoil;
  const char* field;
  const char* reason;
  const char* text;  // part of the sentence
};

template <typename Enum>
Enum Unknown(int value) {
  return static_cast<Enum>(value);
}

MarkCountComparison& MarkCountOf(PolicyRules& policy) {
  return std::get<MarkCountComparison>(policy.tie_breakers[2].comparison);
}

std::vector<Fault> Faults() {
  const char* required = "REQUIRED_FIELD_MISSING";
  const char* invalid = "INVALID_FIELD";
  const char* number = "INVALID_NUMBER";
  const char* limit = "LIMIT_EXCEEDED";
  using P = PolicyRules;
  return {
      {"no marks", [](P& p) { p.mark_combination = Combination::kUnspecified; }, "mark_combination",
       required, "MEAN, SUM, MEDIAN or LOWER_MEDIAN"},
      {"unknown marks", [](P& p) { p.mark_combination = Unknown<Combination>(5); },
       "mark_combination", invalid, "MEAN, SUM, MEDIAN or LOWER_MEDIAN"},
      {"negative marks", [](P& p) { p.mark_combination = Unknown<Combination>(-1); },
       "mark_combination", invalid, "MEAN, SUM, MEDIAN or LOWER_MEDIAN"},
      {"no criteria", [](P& p) { p.criterion_combination = {}; }, "criterion_combination", required,
       "MEAN or SUM"},
      {"no groups", [](P& p) { p.group_combination = {}; }, "group_combination", required,
       "MEAN, SUM or POOLED"},
      {"no missing rule", [](P& p) { p.missing_group = {}; }, "missing_group", required,
       "no default"},
      {"unknown missing rule", [](P& p) { p.missing_group = Unknown<MissingGroupRule>(9); },
       "missing_group", invalid, "FAIL"},
      {"renormalized sum", [](P& p) { p.group_combination = Combination::kSum; }, "missing_group",
       invalid, "scales weights"},
      {"no rounding mode", [](P& p) { p.rounding.mode = {}; }, "rounding.mode", required,
       "HALF_EVEN"},
      {"unknown rounding mode", [](P& p) { p.rounding.mode = Unknown<RoundingMode>(5); },
       "rounding.mode", invalid, "HALF_EVEN"},
      {"digits below", [](P& p) { p.rounding.digits = -1; }, "rounding.digits", invalid, "0 to 10"},
      {"digits above", [](P& p) { p.rounding.digits = 11; }, "rounding.digits", invalid, "0 to 10"},
      {"no basis", [](P& p) { p.decision_basis = {}; }, "decision_basis", required, "ROUNDED"},
      {"unknown basis", [](P& p) { p.decision_basis = Unknown<DecisionBasis>(3); },
       "decision_basis", invalid, "ROUNDED"},
      {"no rank method", [](P& p) { p.rank_method = {}; }, "rank_method", required,
       "STANDARD_COMPETITION"},
      {"unknown rank method", [](P& p) { p.rank_method = Unknown<RankMethod>(3); }, "rank_method",
       invalid, "STANDARD_COMPETITION"},
      // Grades.
      {"too many grades", [](P& p) { p.grade_thresholds.resize(21); }, "grade_thresholds", limit,
       "20"},
      {"no grade key", [](P& p) { p.grade_thresholds[1].grade = ""; }, "grade_thresholds[1].grade",
       required, "a-z"},
      {"grade key", [](P& p) { p.grade_thresholds[1].grade = "A B"; }, "grade_thresholds[1].grade",
       invalid, "a-z"},
      {"repeated grade", [](P& p) { p.grade_thresholds[2].grade = "excellent"; },
       "grade_thresholds[2].grade", invalid, "repeat"},
      {"no title", [](P& p) { p.grade_thresholds[0].title = ""; }, "grade_thresholds[0].title",
       required, "200 characters"},
      {"title of two lines", [](P& p) { p.grade_thresholds[0].title = "a\ngrade x 1 b"; },
       "grade_thresholds[0].title", invalid, "control characters"},
      {"no least total", [](P& p) { p.grade_thresholds[1].min_total = ""; },
       "grade_thresholds[1].min_total", required, "decimal"},
      {"no number", [](P& p) { p.grade_thresholds[1].min_total = "7e1"; },
       "grade_thresholds[1].min_total", number, "decimal"},
      {"rising thresholds", [](P& p) { p.grade_thresholds[1].min_total = "90.5"; },
       "grade_thresholds[1].min_total", invalid, "less than"},
      {"equal thresholds", [](P& p) { p.grade_thresholds[1].min_total = "180/2"; },
       "grade_thresholds[1].min_total", invalid, "less than"},
      {"last grade with a least total", [](P& p) { p.grade_thresholds[2].min_total = "60"; },
       "grade_thresholds[2].min_total", invalid, "must be empty"},
      // Tie breakers.
      {"too many breakers", [](P& p) { p.tie_breakers.resize(21); }, "tie_breakers", limit, "20"},
      {"empty breaker", [](P& p) { p.tie_breakers[0].comparison = std::monostate{}; },
       "tie_breakers[0]", required, "what is compared"},
      {"negative place", [](P& p) { p.tie_breakers[1].up_to_rank = -1; },
       "tie_breakers[1].up_to_rank", invalid, "0 for all"},
      {"no group", [](P& p) { p.tie_breakers[0].comparison = GroupScoreComparison{}; },
       "tie_breakers[0].group_score.group", required, "a-z"},
      {"group key", [](P& p) { p.tie_breakers[0].comparison = GroupScoreComparison{"a,b"}; },
       "tie_breakers[0].group_score.group", invalid, "a-z"},
      {"no criterion", [](P& p) { p.tie_breakers[1].comparison = CriterionScoreComparison{}; },
       "tie_breakers[1].criterion_score.criterion", required, "a-z"},
      {"no marks chosen", [](P& p) { MarkCountOf(p).relation = {}; }, "tie_breakers[2].mark_count",
       required, "points_equal"},
      {"no points", [](P& p) { MarkCountOf(p).points = ""; },
       "tie_breakers[2].mark_count.points_equal", required, "decimal"},
      {"points",
       [](P& p) {
         MarkCountOf(p).relation = MarkCountComparison::Relation::kAbove;
         MarkCountOf(p).points = "twelve";
       },
       "tie_breakers[2].mark_count.points_above", number, "decimal"},
      {"points at least",
       [](P& p) {
         MarkCountOf(p).relation = MarkCountComparison::Relation::kAtLeast;
         MarkCountOf(p).points = "1/0";
       },
       "tie_breakers[2].mark_count.points_at_least", number, "decimal"},
      {"group named twice",
       [](P& p) {
         MarkCountOf(p).scope.groups = {"a", "b", "a"};
       },
       "tie_breakers[2].mark_count.scope.groups[2]", invalid, "twice"},
      {"criterion key of the scope", [](P& p) { MarkCountOf(p).scope.criteria = {"*"}; },
       "tie_breakers[2].mark_count.scope.criteria[0]", invalid, "a-z"},
      {"scope too large",
       [](P& p) {
         p.tie_breakers[3].comparison =
             CountbackComparison{{{}, std::vector<std::string>(51, "x")}};
       },
       "tie_breakers[3].countback.scope.criteria", limit, "50"},
  };
}

TEST(PolicyCheckTest, AcceptsWhatIsValid) {
  EXPECT_THAT(CheckPolicy(FullPolicy()), IsEmpty());
  EXPECT_THAT(CheckPolicy(test::MeanPolicy()), IsEmpty());
  EXPECT_THAT(CheckPolicy(test::SumPolicy()), IsEmpty());
}

TEST(PolicyCheckTest, OneGradeNeedsNoThreshold) {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {{"pass", "合格", ""}};
  EXPECT_THAT(CheckPolicy(policy), IsEmpty());
}

TEST(PolicyCheckTest, NamesEveryFault) {
  for (const Fault& fault : Faults()) {
    PolicyRules policy = FullPolicy();
    fault.spoil(policy);
    const std::vector<FieldViolation> violations = CheckPolicy(policy, "p");
    ASSERT_THAT(violations, SizeIs(1)) << fault.name;
    EXPECT_EQ(violations[0].field, std::string("p.") + fault.field) << fault.name;
    EXPECT_EQ(violations[0].reason, fault.reason) << fault.name;
    EXPECT_THAT(violations[0].description, HasSubstr(fault.text)) << fault.name;
  }
}

TEST(PolicyCheckTest, NamesAllFaultsAtOnce) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : CheckPolicy(PolicyRules{})) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields,
              ElementsAre("scoring_policy.mark_combination", "scoring_policy.criterion_combination",
                          "scoring_policy.group_combination", "scoring_policy.missing_group",
                          "scoring_policy.rounding.mode", "scoring_policy.decision_basis",
                          "scoring_policy.rank_method"));
}

// A threshold that is no number must not hide that the next one is out of order.
TEST(PolicyCheckTest, ComparesWithTheLastReadableThreshold) {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {{"a", "A", "80"}, {"b", "B", "?"}, {"c", "C", "85"}, {"d", "D", ""}};
  const std::vector<FieldViolation> violations = CheckPolicy(policy);
  ASSERT_THAT(violations, SizeIs(2));
  EXPECT_EQ(violations[0].field, "scoring_policy.grade_thresholds[1].min_total");
  EXPECT_EQ(violations[1].field, "scoring_policy.grade_thresholds[2].min_total");
}

}  // namespace
}  // namespace pingyi::result
