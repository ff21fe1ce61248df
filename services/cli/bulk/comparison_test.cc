#include "services/cli/bulk/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

using result::v1::SubjectResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SubjectResult MakeResult(const std::string& subject, int rank, const std::string& total) {
  SubjectResult result;
  result.set_subject("rounds/r1/subjects/" + subject);
  result.set_rank(rank);
  result.mutable_total()->set_exact(total);
  result.mutable_total()->set_rounded(total + ".00");
  for (const char* key : {"jury", "televote"}) {
    auto& group = *result.add_groups();
    group.set_group(key);
    group.mutable_score()->set_exact("1069/12");
    group.mutable_score()->set_rounded("89.08");
    auto& criterion = *group.add_criteria();
    criterion.set_criterion("points");
    criterion.mutable_score()->set_rounded("7.00");
  }
  return result;
}

Comparison Ready() {
  Comparison comparison;
  comparison.AddResult(MakeResult("se", 1, "534"));
  comparison.AddResult(MakeResult("au", 2, "511"));
  return comparison;
}

TEST(ComparisonTest, TotalsRanksAndGroupScoresAgreeInAnySpelling) {
  Comparison comparison = Ready();
  ASSERT_TRUE(comparison.Compare({"se", "TOTAL", "534", "1"}).ok());
  ASSERT_TRUE(comparison.Compare({"au", "TOTAL", "511.0", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "jury", "89.08", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "televote", "1069/12", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "jury/points", "7", ""}).ok());
  EXPECT_EQ(comparison.compared(), 6);
  EXPECT_EQ(comparison.agreed(), 6);
  EXPECT_THAT(comparison.differences(), IsEmpty());
}

TEST(ComparisonTest, SubjectsThatNoRowNamesAreKnown) {
  Comparison comparison = Ready();
  EXPECT_THAT(comparison.Unmentioned(), ElementsAre("se", "au"));
  ASSERT_TRUE(comparison.Compare({"au", "jury", "89", ""}).ok());
  EXPECT_THAT(comparison.Unmentioned(), ElementsAre("se"));
}

TEST(ComparisonTest, EachValueThatDiffersIsTold) {
  Comparison comparison = Ready();
  ASSERT_TRUE(comparison.Compare({"se", "TOTAL", "535", "2"}).ok());
  ASSERT_TRUE(comparison.Compare({"au", "jury", "89", ""}).ok());
  EXPECT_EQ(comparison.compared(), 3);
  EXPECT_EQ(comparison.agreed(), 0);
  EXPECT_THAT(comparison.differences(), ElementsAre(Difference{"se", "TOTAL", "535", "534.00"},
                                                    Difference{"se", "rank", "2", "1"},
                                                    Difference{"au", "jury", "89", "89.08"}));
}

TEST(ComparisonTest, SubjectWithoutResultDiffers) {
  Comparison comparison = Ready();
  ASSERT_TRUE(comparison.Compare({"xx", "TOTAL", "1", "3"}).ok());
  EXPECT_THAT(comparison.differences(),
              ElementsAre(Difference{"xx", "TOTAL", "1", ""}, Difference{"xx", "rank", "3", ""}));
}

TEST(ComparisonTest, BareCriterionNeedsASingleGroup) {
  Comparison comparison = Ready();
  EXPECT_THAT(std::string(comparison.Compare({"se", "points", "7", ""}).message()),
              HasSubstr("group/criterion"));

  SubjectResult single = MakeResult("no", 3, "9");
  single.mutable_groups()->RemoveLast();
  Comparison one;
  one.AddResult(single);
  EXPECT_TRUE(one.Compare({"no", "points", "7", ""}).ok());
  EXPECT_EQ(one.agreed(), 1);
}

TEST(ComparisonTest, RowsThatCannotBeComparedAreErrors) {
  Comparison comparison = Ready();
  EXPECT_FALSE(comparison.Compare({"se", "TOTAL", "", ""}).ok());
  EXPECT_FALSE(comparison.Compare({"se", "jury", "1", "1"}).ok());
  EXPECT_FALSE(comparison.Compare({"se", "nobody", "1", ""}).ok());
  EXPECT_EQ(comparison.compared(), 0);
}

TEST(ComparisonTest, GradesAgreeByKeyOrTitle) {
  SubjectResult result = MakeResult("se", 1, "534");
  result.set_grade("gold");
  result.set_grade_title("Gold medal");
  Comparison comparison;
  comparison.AddResult(result);
  ASSERT_TRUE(comparison.Compare({"se", "GRADE", "Gold medal", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "GRADE", "gold", ""}).ok());
  EXPECT_EQ(comparison.agreed(), 2);
  ASSERT_TRUE(comparison.Compare({"se", "GRADE", "silver", ""}).ok());
  EXPECT_THAT(comparison.differences(),
              ElementsAre(Difference{"se", "GRADE", "silver", "Gold medal"}));
}

TEST(ComparisonTest, OfPooledGroupsACriterionIsThePools) {
  SubjectResult result = MakeResult("se", 1, "534");
  auto& pooled = *result.add_pooled_criteria();
  pooled.set_criterion("points");
  pooled.mutable_score()->set_exact("195/4");
  pooled.mutable_score()->set_rounded("48.75");
  Comparison comparison;
  comparison.AddResult(result);
  ASSERT_TRUE(comparison.Compare({"se", "points", "48.750", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "jury/points", "7", ""}).ok());
  EXPECT_EQ(comparison.agreed(), 2);
}

result::v1::ExplanationNode& AddNode(result::v1::ExplanationNode& parent,
                                     result::v1::ExplanationNode::Kind kind, const std::string& key,
                                     const std::string& value) {
  auto& node = *parent.add_children();
  node.set_kind(kind);
  node.set_key(key);
  node.mutable_value()->set_exact(value);
  return node;
}

TEST(ComparisonTest, SharesAndGaugesComeFromTheExplanation) {
  using Node = result::v1::ExplanationNode;
  Node root;
  AddNode(root, Node::KIND_MAJORITY_GAUGE, "", "-1/3");
  auto& total = AddNode(AddNode(root, Node::KIND_ROUNDING, "", ""), Node::KIND_TOTAL, "", "");
  auto& group =
      AddNode(AddNode(total, Node::KIND_GROUP, "jury", ""), Node::KIND_MARK_SHARES, "points", "");
  AddNode(group, Node::KIND_MARK_SHARE, "good", "50");
  auto& shares = AddNode(total, Node::KIND_MARK_SHARES, "points", "");
  AddNode(shares, Node::KIND_MARK_SHARE, "good", "68/5");
  AddNode(shares, Node::KIND_MARK_SHARE, "-", "1/20");
  Comparison comparison = Ready();
  comparison.AddExplanation("se", root);
  comparison.AddExplanation("nobody", root);
  EXPECT_TRUE(Comparison::NeedsExplanation("SHARE/points/good"));
  EXPECT_TRUE(Comparison::NeedsExplanation("GAUGE"));
  EXPECT_FALSE(Comparison::NeedsExplanation("TOTAL"));
  ASSERT_TRUE(comparison.Compare({"se", "SHARE/points/good", "13.6", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "SHARE/points/-", "0.05", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "GAUGE", "-", ""}).ok());
  EXPECT_EQ(comparison.agreed(), 3);
  ASSERT_TRUE(comparison.Compare({"se", "SHARE/points/bad", "0", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"au", "GAUGE", "+", ""}).ok());
  EXPECT_EQ(comparison.differences().size(), 2);
}

TEST(ComparisonTest, CountsAndValidBallotsAreCompared) {
  Comparison comparison = Ready();
  comparison.AddCount("se", "points/5", 3);
  comparison.AddCount("se", "points/5", 4);
  comparison.SetValidBallots(1733);
  EXPECT_TRUE(Comparison::NeedsCounts("COUNT/points/5"));
  ASSERT_TRUE(comparison.Compare({"se", "COUNT/points/5", "7", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"se", "COUNT/points/4", "0", ""}).ok());
  ASSERT_TRUE(comparison.Compare({"*", "VALID_BALLOTS", "1733", ""}).ok());
  EXPECT_EQ(comparison.agreed(), 3);
  ASSERT_TRUE(comparison.Compare({"*", "VALID_BALLOTS", "1732", ""}).ok());
  EXPECT_THAT(comparison.differences(),
              ElementsAre(Difference{"*", "VALID_BALLOTS", "1732", "1733"}));
}

TEST(ComparisonTest, AKnownMisprintMustBeAsCorrected) {
  Comparison comparison = Ready();
  ASSERT_TRUE(comparison.Compare({"se", "TOTAL", "543", "1", "534"}).ok());
  EXPECT_EQ(comparison.compared(), 2);
  EXPECT_EQ(comparison.agreed(), 1);
  EXPECT_EQ(comparison.misprints(), 1);
  EXPECT_THAT(comparison.differences(), IsEmpty());
  ASSERT_TRUE(comparison.Compare({"se", "TOTAL", "534", "", "535"}).ok());
  EXPECT_EQ(comparison.misprints(), 1);
  EXPECT_EQ(comparison.differences().size(), 1);
}

TEST(ComparisonTest, WhatTheResultsSuppressIsNotCompared) {
  SubjectResult result = MakeResult("se", 1, "534");
  result.mutable_groups(0)->clear_score();
  result.mutable_groups(0)->set_suppression(result::v1::SUPPRESSION_SMALL);
  result.mutable_groups(1)->mutable_criteria(0)->clear_score();
  result.mutable_groups(1)->mutable_criteria(0)->set_suppression(
      result::v1::SUPPRESSION_COMPLEMENTARY);
  Comparison comparison;
  comparison.AddResult(result);
  EXPECT_TRUE(comparison.Compare({"se", "jury", "89.08", ""}).ok());
  EXPECT_TRUE(comparison.Compare({"se", "televote/points", "7.00", ""}).ok());
  EXPECT_TRUE(comparison.Compare({"se", "televote", "89.08", ""}).ok());
  EXPECT_TRUE(comparison.Compare({"se", "TOTAL", "534", "1"}).ok());
  EXPECT_EQ(comparison.suppressed(), 2);
  EXPECT_EQ(comparison.compared(), 3);
  EXPECT_THAT(comparison.differences(), IsEmpty());
}

}  // namespace
}  // namespace pingyi::cli
