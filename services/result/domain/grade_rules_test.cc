#include "services/result/domain/grade_rules.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/quota.h"
#include "services/result/domain/roster.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

class GradeRulesTest : public ::testing::Test {
 protected:
  GradeRulesTest() {
    policy_.grade_thresholds = {
        {"excellent", "优秀", "90"}, {"competent", "称职", "60"}, {"poor", "不称职", ""}};
  }

  static Form MakeForm() {
    RoundFacts facts =
        test::Facts({{"de", "1"}, {"ji", "1"}}, {{"a", "1"}, {"b", "1"}}, test::FourGrades());
    facts.groups[0].expected_voters = 10;
    facts.groups[1].expected_voters = 8;
    std::vector<FieldViolation> violations;
    return Form::Read(facts, violations).value();
  }

  MarkShare ShareOf(const GradeShareRule& rule, std::vector<TallyCell> cells) const {
    const Form form = MakeForm();
    return ShareRule(policy_, rule, form, {{6, 1}, {5, 0}})
        .ShareOf(form, {"s", 1, std::move(cells)});
  }

  // The grades of subjects by rank who all are excellent, as letters.
  std::string Quota(const GradeQuota& quota, const std::vector<int32_t>& ranks) {
    policy_.grade_quotas = {quota};
    std::vector<SubjectResult> subjects(ranks.size());
    std::vector<size_t> order;
    for (size_t i = 0; i < ranks.size(); ++i) {
      subjects[i].rank = ranks[i];
      order.push_back(i);
    }
    std::vector<size_t> grades(ranks.size(), 0);
    outcomes_ = Apply(subjects, order, grades);
    std::string text;
    for (const size_t grade : grades) {
      text += "ecp"[grade];
    }
    return text;
  }

  GradeQuota OfFive(RoundingMode mode, QuotaTie tie, int32_t minimum = 0) const {
    return {"excellent", QuotaPool::kAllSubjects, "0.3", mode, minimum, tie};
  }

  PolicyRules policy_ = test::MeanPolicy();
  // With subjects that have neither unit nor type nor exclusion.
  std::vector<QuotaOutcome> Apply(const std::vector<SubjectResult>& subjects,
                                  const std::vector<size_t>& order, std::vector<size_t>& grades) {
    Tally tally;
    tally.subjects.resize(subjects.size());
    GradeState state{grades, std::vector<std::optional<size_t>>(grades.size())};
    std::vector<QuotaOutcome> outcomes =
        ApplyQuotas(policy_, Roster(policy_, {}, tally), subjects, order, state);
    grades = state.grades;
    return outcomes;
  }

  std::vector<QuotaOutcome> outcomes_;
};

TEST_F(GradeRulesTest, AShareIsCountedInItsScope) {
  const GradeShareRule rule{"poor", {{"a"}, {"de"}},    ShareMarks::kAtMost,
                            "0",    ShareLimit::kAbove, "1/3"};
  // Two of six are a third, not more; three of seven are.
  EXPECT_FALSE(ShareOf(rule, {Cell(0, 0, {{0, 4}, {3, 2}}), Cell(1, 0, {{3, 5}})}).holds);
  const MarkShare share = ShareOf(rule, {Cell(0, 0, {{0, 4}, {3, 3}}), Cell(0, 1, {{0, 6}})});
  EXPECT_TRUE(share.holds);
  EXPECT_EQ(share.count, 3);
  EXPECT_EQ(share.of, 7);
}

TEST_F(GradeRulesTest, EveryLimitHasItsEdge) {
  const std::vector<TallyCell> half = {Cell(0, 0, {{0, 2}, {3, 2}})};
  const auto holds = [&](ShareMarks marks, ShareLimit limit) {
    return ShareOf({"poor", {}, marks, "50", limit, "0.5"}, half).holds;
  };
  EXPECT_FALSE(holds(ShareMarks::kAtMost, ShareLimit::kAbove));
  EXPECT_TRUE(holds(ShareMarks::kAtMost, ShareLimit::kAtLeast));
  EXPECT_FALSE(holds(ShareMarks::kAtLeast, ShareLimit::kBelow));
  EXPECT_TRUE(holds(ShareMarks::kAtLeast, ShareLimit::kAtMost));
}

TEST_F(GradeRulesTest, AShareIsOfWhatIsNamed) {
  GradeShareRule rule{"competent", {}, ShareMarks::kAtLeast, "100", ShareLimit::kBelow, "2/3"};
  const std::vector<TallyCell> cells = {Cell(0, 0, {{0, 4}}, 2), Cell(1, 1, {{0, 1}, {1, 1}})};
  EXPECT_EQ(ShareOf(rule, cells).of, 6);
  rule.denominator = Denominator::kValidBallots;  // (6 + 5) × 2 criteria
  EXPECT_EQ(ShareOf(rule, cells).of, 22);
  rule.denominator = Denominator::kReturnedBallots;
  EXPECT_EQ(ShareOf(rule, cells).of, 24);
  rule.denominator = Denominator::kExpectedVoters;
  rule.scope = {{"b"}, {"ji"}};
  EXPECT_EQ(ShareOf(rule, cells).of, 8);
  EXPECT_EQ(ShareOf(rule, cells).count, 1);
  policy_.abstention_points = "100";
  rule = {"competent", {}, ShareMarks::kAtLeast, "100", ShareLimit::kBelow, "2/3"};
  EXPECT_EQ(ShareOf(rule, cells).count, 7);
  EXPECT_EQ(ShareOf(rule, cells).of, 8);
}

TEST_F(GradeRulesTest, AShareOfNothingIsNone) {
  EXPECT_TRUE(
      ShareOf({"competent", {}, ShareMarks::kAtLeast, "100", ShareLimit::kBelow, "2/3"}, {}).holds);
  EXPECT_FALSE(
      ShareOf({"poor", {}, ShareMarks::kAtMost, "0", ShareLimit::kAbove, "1/3"}, {}).holds);
}

// 0.3 × 5 = 1.5.
TEST_F(GradeRulesTest, AQuotaIsRoundedAsNamed) {
  const std::vector<int32_t> ranks = {1, 2, 3, 4, 5};
  EXPECT_EQ(Quota(OfFive(RoundingMode::kDown, QuotaTie::kAllIn), ranks), "ecccc");
  EXPECT_EQ(Quota(OfFive(RoundingMode::kHalfUp, QuotaTie::kAllIn), ranks), "eeccc");
  EXPECT_EQ(Quota(OfFive(RoundingMode::kUp, QuotaTie::kAllIn), ranks), "eeccc");
  EXPECT_EQ(Quota(OfFive(RoundingMode::kDown, QuotaTie::kAllIn, 3), ranks), "eeecc");
  EXPECT_EQ(outcomes_[0].limit, 3);
  EXPECT_EQ(outcomes_[0].holders, 5);
  EXPECT_EQ(outcomes_[0].kept, 3);
  EXPECT_EQ(outcomes_[0].edge_place, 0);
}

TEST_F(GradeRulesTest, ATieAtTheEdgeIsAllInOrAllOut) {
  const std::vector<int32_t> ranks = {1, 2, 2, 2, 5};
  EXPECT_EQ(Quota(OfFive(RoundingMode::kUp, QuotaTie::kAllIn), ranks), "eeeec");
  EXPECT_EQ(outcomes_[0].edge_place, 2);
  EXPECT_EQ(outcomes_[0].edge_size, 3);
  EXPECT_EQ(Quota(OfFive(RoundingMode::kUp, QuotaTie::kAllOut), ranks), "ecccc");
  // A tie that fits is none at the edge.
  EXPECT_EQ(Quota(OfFive(RoundingMode::kUp, QuotaTie::kAllOut), {1, 1, 3, 4, 5}), "eeccc");
}

TEST_F(GradeRulesTest, WhoIsBeyondAQuotaCountsInTheNext) {
  policy_.grade_quotas = {
      {"competent", QuotaPool::kAllSubjects, "0.4", RoundingMode::kDown, 0, QuotaTie::kAllIn},
      {"excellent", QuotaPool::kAllSubjects, "0.2", RoundingMode::kDown, 0, QuotaTie::kAllIn}};
  std::vector<SubjectResult> subjects(5);
  for (int32_t i = 0; i < 5; ++i) {
    subjects[static_cast<size_t>(i)].rank = i + 1;
  }
  // The second of the four is held at competent by a share rule: the first quota passes over it.
  std::vector<size_t> grades = {0, 1, 0, 0, 1};
  Apply(subjects, {0, 1, 2, 3, 4}, grades);
  EXPECT_EQ(grades, (std::vector<size_t>{0, 1, 1, 2, 2}));
}

}  // namespace
}  // namespace pingyi::result
