#include "services/cli/view/suppression.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

TEST(SuppressionTest, AStarStandsForWhatIsNotShown) {
  EXPECT_EQ(ShownOr(result::v1::SUPPRESSION_UNSPECIFIED, "89.08"), "89.08");
  EXPECT_EQ(ShownOr(result::v1::SUPPRESSION_UNSPECIFIED, ""), "");
  EXPECT_EQ(ShownOr(result::v1::SUPPRESSION_SMALL, ""), "*");
  EXPECT_EQ(ShownOr(result::v1::SUPPRESSION_COMPLEMENTARY, ""), "**");
}

TEST(SuppressionTest, AnyPartOfAResultCounts) {
  result::v1::SubjectResult result;
  result.add_groups()->add_criteria();
  result.add_pooled_criteria();
  EXPECT_FALSE(HasSuppressed(result));
  result::v1::SubjectResult total = result;
  total.set_suppression(result::v1::SUPPRESSION_SMALL);
  EXPECT_TRUE(HasSuppressed(total));
  result::v1::SubjectResult group = result;
  group.mutable_groups(0)->set_suppression(result::v1::SUPPRESSION_COMPLEMENTARY);
  EXPECT_TRUE(HasSuppressed(group));
  result::v1::SubjectResult cell = result;
  cell.mutable_groups(0)->mutable_criteria(0)->set_suppression(result::v1::SUPPRESSION_SMALL);
  EXPECT_TRUE(HasSuppressed(cell));
  result::v1::SubjectResult pooled = result;
  pooled.mutable_pooled_criteria(0)->set_suppression(result::v1::SUPPRESSION_SMALL);
  EXPECT_TRUE(HasSuppressed(pooled));
}

}  // namespace
}  // namespace pingyi::cli
