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

}  // namespace
}  // namespace pingyi::cli
