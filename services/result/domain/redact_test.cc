#include "services/result/domain/redact.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;
using ::testing::HasSubstr;
using ::testing::Not;

// Leaders (40), colleagues (30) and staff (30); two criteria of equal weight.
class RedactTest : public ::testing::Test {
 protected:
  RedactTest() { policy_.decision_basis = DecisionBasis::kRounded; }

  // A subject whom so many of each group marked with 80 on each criterion, the first with 100.
  static SubjectTally Subject(const std::string& id, int32_t position,
                              const std::vector<std::vector<int64_t>>& marks) {
    SubjectTally subject{id, position, {}};
    for (size_t group = 0; group < marks.size(); ++group) {
      for (size_t criterion = 0; criterion < marks[group].size(); ++criterion) {
        const int64_t count = marks[group][criterion];
        std::vector<std::pair<int32_t, int64_t>> counts = {{0, 1}};
        if (count > 1) counts.emplace_back(1, count - 1);
        if (count == 0) continue;
        subject.cells.push_back(
            Cell(static_cast<int32_t>(group), static_cast<int32_t>(criterion), counts));
      }
    }
    return subject;
  }

  ExplanationNode Redacted(const std::vector<SubjectTally>& subjects, const std::string& subject) {
    const Tally tally = test::TallyOf({50, 50, 50}, subjects);
    const DisclosureRule rule = DisclosureOf(policy_, facts_, true);
    auto results = Aggregate(policy_, facts_, tally);
    EXPECT_THAT(results, ::pingyi::test::IsOk());
    auto explained = Explain(policy_, facts_, tally, subject);
    EXPECT_THAT(explained, ::pingyi::test::IsOk());
    plain_ = explained->root;
    const RoundDisclosure round = RoundDisclosureOf(rule, *results);
    Redact(policy_, facts_, rule, MaskOf(rule, BallotsOf(explained->result), round), round,
           explained->root);
    return explained->root;
  }

  static const ExplanationNode* Find(const ExplanationNode& node, StepKind kind,
                                     const std::string& key = "") {
    if (node.kind == kind && (key.empty() || node.key == key)) return &node;
    for (const ExplanationNode& child : node.children) {
      if (const ExplanationNode* found = Find(child, kind, key)) return found;
    }
    return nullptr;
  }

  static size_t Count(const ExplanationNode& node) {
    size_t count = 1;
    for (const ExplanationNode& child : node.children) count += Count(child);
    return count;
  }

  // All texts and formulas of a tree.
  static std::string Texts(const ExplanationNode& node) {
    std::string text = node.formula + "\n" + node.text_en + "\n" + node.text_zh + "\n";
    for (const ExplanationNode& child : node.children) text += Texts(child);
    return text;
  }

  // At most one of three is "good".
  static GradeQuota Quota(QuotaTie tie) {
    return {.grade = "good",
            .pool = QuotaPool::kAllSubjects,
            .share = "1/3",
            .rounding = RoundingMode::kDown,
            .minimum = 1,
            .tie = tie};
  }
  static GradeBands Bands() {
    return {.bands = {{"good", "1/2"}, {"fair", "1/2"}},
            .pool = QuotaPool::kAllSubjects,
            .rounding = BandRounding::kCumulativeHalfUp,
            .tie = QuotaTie::kAllIn};
  }

  PolicyRules policy_ = test::MeanPolicy();
  const RoundFacts facts_ = test::Facts(
      {{"de", "1"}, {"neng", "1"}}, {{"a", "40"}, {"b", "30"}, {"c", "30"}}, test::FourGrades());
  ExplanationNode plain_;
};

TEST_F(RedactTest, LeavesAnExplanationOfEnoughBallotsAsItIs) {
  const ExplanationNode root = Redacted({Subject("s1", 1, {{5, 5}, {6, 6}, {7, 7}})}, "s1");
  EXPECT_EQ(Count(root), Count(plain_));
  EXPECT_EQ(Find(root, StepKind::kSuppressed), nullptr);
  EXPECT_EQ(Find(root, StepKind::kTotal)->formula, Find(plain_, StepKind::kTotal)->formula);
}

TEST_F(RedactTest, ASmallGroupSaysThatItIsSuppressedAndWhy) {
  const ExplanationNode root = Redacted({Subject("s1", 1, {{3, 3}, {6, 6}, {7, 7}})}, "s1");
  const ExplanationNode* small = Find(root, StepKind::kSuppressed, "a");
  ASSERT_NE(small, nullptr);
  EXPECT_EQ(small->rule, "policy.min_shown_ballots");
  EXPECT_EQ(small->text_en, "Group \"a票\": not shown, because it rests on fewer than 5 ballots.");
  EXPECT_EQ(small->text_zh, "票类“a票”：不予显示，所依据的票少于 5 张。");
  EXPECT_TRUE(small->children.empty());
  EXPECT_FALSE(small->value.has_value());
  EXPECT_THAT(Find(root, StepKind::kSuppressed, "b")->text_en,
              HasSubstr("with it something that rests on fewer than 5 ballots could be computed"));
  // The third group is explained down to its marks.
  EXPECT_EQ(Find(root, StepKind::kGroup, "c")->children.size(), 2);
}

TEST_F(RedactTest, StepsAboveKeepTheirRoundedValueAlone) {
  const ExplanationNode root = Redacted({Subject("s1", 1, {{3, 3}, {6, 6}, {7, 7}})}, "s1");
  for (const StepKind kind : {StepKind::kTotal, StepKind::kRounding}) {
    const ExplanationNode* step = Find(root, kind);
    ASSERT_NE(step, nullptr);
    EXPECT_EQ(step->formula, "");
    EXPECT_TRUE(step->rounded_only);
    EXPECT_THAT(step->text_en, HasSubstr("84.52, rounded"));  // 80 + 20 (4/30 + 1/20 + 3/70)
    EXPECT_THAT(step->text_zh, HasSubstr("84.52（舍入值）"));
  }
}

TEST_F(RedactTest, ASmallCriterionIsSuppressedWithinItsGroup) {
  const ExplanationNode root = Redacted({Subject("s1", 1, {{5, 2}, {6, 6}, {7, 7}})}, "s1");
  const ExplanationNode* group = Find(root, StepKind::kGroup, "a");
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(group->formula, "");
  EXPECT_TRUE(group->rounded_only);
  EXPECT_THAT(Find(*group, StepKind::kSuppressed, "neng")->text_en, HasSubstr("fewer than 5"));
  EXPECT_THAT(Find(*group, StepKind::kSuppressed, "de")->text_en, HasSubstr("could be computed"));
  EXPECT_EQ(Find(root, StepKind::kGroup, "b")->children.size(), 2);
}

TEST_F(RedactTest, ThresholdsAgainstTheExactTotalGiveTheRoundedOne) {
  policy_.grade_thresholds = {{"good", "好", "60"}, {"fair", "一般", ""}};
  const std::vector<SubjectTally> subjects = {Subject("s1", 1, {{3, 3}, {6, 6}, {7, 7}})};
  EXPECT_FALSE(Find(Redacted(subjects, "s1"), StepKind::kGrade)->rounded_only);
  policy_.decision_basis = DecisionBasis::kExact;
  const ExplanationNode root = Redacted(subjects, "s1");
  EXPECT_EQ(Find(root, StepKind::kGrade)->formula, "");
  EXPECT_TRUE(Find(root, StepKind::kGrade)->rounded_only);
}

TEST_F(RedactTest, SharesOfMarksAreSuppressed) {
  policy_.grade_thresholds = {{"good", "好", "60"}, {"fair", "一般", ""}};
  GradeShareRule rule;
  rule.best_grade = "fair";
  rule.scope = {{"a"}, {}};
  rule.points = "60";
  rule.marks = ShareMarks::kAtMost;
  rule.limit = ShareLimit::kAbove;
  rule.share = "1/3";
  policy_.grade_share_rules = {rule};
  const ExplanationNode root = Redacted({Subject("s1", 1, {{3, 3}, {6, 6}, {7, 7}})}, "s1");
  EXPECT_NE(Find(plain_, StepKind::kShareRule), nullptr);
  EXPECT_EQ(Find(root, StepKind::kShareRule), nullptr);
  EXPECT_EQ(Find(root, StepKind::kGrade), nullptr);  // it would tell whether the rule holds
}

TEST_F(RedactTest, TieBreaksCompareWhatMayBeAnotherSubjectsSecret) {
  policy_.tie_breakers = {{GroupScoreComparison{"a"}, 0}};
  // s2's marks alone are few; s1 and s2 have equal totals.
  const ExplanationNode root = Redacted(
      {Subject("s1", 1, {{5, 5}, {5, 5}, {5, 5}}), Subject("s2", 2, {{5, 5}, {5, 5}, {5, 5}}),
       Subject("s3", 3, {{3, 3}, {6, 6}, {7, 7}})},
      "s1");
  EXPECT_NE(Find(plain_, StepKind::kTieBreak), nullptr);
  EXPECT_EQ(Find(root, StepKind::kTieBreak), nullptr);
  EXPECT_NE(Find(root, StepKind::kGroup, "a"), nullptr);
}

// A quota counts who came to the grade, and a band who is before and in it, hidden subjects too.
// Place 2 of the three, of whom two have the same exact total and the ballot's order tells them
// apart: who knew that they are equal would know the exact total of the one of whom only a rounded
// one is shown.
TEST_F(RedactTest, WhoseExactTotalIsTheSameIsNotTold) {
  policy_.tie_breakers = {{PositionComparison{}, 0}};
  const std::vector<SubjectTally> subjects = {Subject("s1", 1, {{6, 6}, {6, 6}, {6, 6}}),
                                              Subject("s2", 2, {{6, 6}, {3, 3}, {3, 3}}),
                                              Subject("s3", 3, {{6, 6}, {6, 6}, {6, 6}})};
  policy_.decision_basis = DecisionBasis::kExact;
  for (const char* subject : {"s1", "s2", "s3"}) {
    const ExplanationNode root = Redacted(subjects, subject);
    EXPECT_EQ(root.kind, StepKind::kRank);
    EXPECT_THAT(root.text_en, HasSubstr("by the exact total. How many"));
    EXPECT_THAT(root.text_zh, HasSubstr("故不列高低和相同的个数"));
    EXPECT_EQ(root.formula, "");
    EXPECT_TRUE(root.value.has_value());
  }
  EXPECT_THAT(plain_.text_en,
              HasSubstr("1 equal and placed before it"));  // where nothing is suppressed
  // Rounded totals are there for all to compare.
  policy_.decision_basis = DecisionBasis::kRounded;
  EXPECT_THAT(Redacted(subjects, "s3").text_en, HasSubstr("1 equal and placed before it"));
}

TEST_F(RedactTest, QuotasAndBandsCountSubjectsWhoseTotalIsHidden) {
  const std::vector<SubjectTally> subjects = {Subject("s1", 1, {{1, 1}, {2, 2}, {0, 0}}),
                                              Subject("s2", 2, {{9, 9}, {9, 9}, {9, 9}}),
                                              Subject("s3", 3, {{9, 9}, {9, 9}, {9, 9}})};
  policy_.grade_thresholds = {{"good", "好", "60"}, {"fair", "一般", ""}};
  policy_.grade_quotas = {Quota(QuotaTie::kCommittee)};
  const ExplanationNode quota = Redacted(subjects, "s2");
  EXPECT_THAT(Find(plain_, StepKind::kQuota)->text_en, HasSubstr("3 came to it"));
  EXPECT_EQ(Find(quota, StepKind::kQuota), nullptr);
  EXPECT_THAT(Texts(quota), Not(HasSubstr("share place")));
  EXPECT_NE(Find(quota, StepKind::kGroup, "a"), nullptr);

  policy_.grade_quotas.clear();
  policy_.grade_bands = Bands();
  const ExplanationNode band = Redacted(subjects, "s2");
  EXPECT_NE(Find(plain_, StepKind::kBand), nullptr);
  EXPECT_EQ(Find(band, StepKind::kBand), nullptr);
  EXPECT_THAT(Texts(band), Not(HasSubstr("in the bands before it")));
}

TEST_F(RedactTest, QuotasAndBandsStayWhereEveryTotalIsShown) {
  policy_.grade_thresholds = {{"good", "好", "60"}, {"fair", "一般", ""}};
  policy_.grade_quotas = {Quota(QuotaTie::kAllIn)};
  policy_.grade_bands = Bands();
  const ExplanationNode root = Redacted({Subject("s1", 1, {{3, 3}, {6, 6}, {7, 7}})}, "s1");
  EXPECT_NE(Find(root, StepKind::kQuota), nullptr);
  EXPECT_NE(Find(root, StepKind::kBand), nullptr);
}

TEST_F(RedactTest, ATotalOfTooFewBallotsLeavesNothing) {
  const std::vector<SubjectTally> subjects = {Subject("s1", 1, {{1, 1}, {2, 2}, {0, 0}}),
                                              Subject("s2", 2, {{9, 9}, {9, 9}, {9, 9}})};
  const ExplanationNode root = Redacted(subjects, "s1");
  EXPECT_EQ(root.kind, StepKind::kSuppressed);
  EXPECT_TRUE(root.children.empty());
  EXPECT_FALSE(root.value.has_value());
  // Of the other subject the place alone: it would tell where the first one is.
  const ExplanationNode other = Redacted(subjects, "s2");
  EXPECT_EQ(other.kind, StepKind::kSuppressed);
  EXPECT_THAT(other.text_en, HasSubstr("No places are shown"));
  EXPECT_EQ(Find(other, StepKind::kTotal)->formula, Find(plain_, StepKind::kTotal)->formula);
}

}  // namespace
}  // namespace pingyi::result
