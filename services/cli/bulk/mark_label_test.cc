#include "services/cli/bulk/mark_label.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

using appraisal::v1::Criterion;
using appraisal::v1::TallyCell;

TEST(MarkLabelTest, GradesHaveTitlesAndNumbersTheirValue) {
  Criterion graded;
  graded.mutable_graded()->add_grades()->set_title("优秀");
  graded.mutable_graded()->add_grades()->set_title("称职");
  EXPECT_EQ(MarkLabel(graded, 1), "称职");
  EXPECT_EQ(MarkLabel(graded, 2), "#2");

  Criterion numeric;
  numeric.mutable_numeric()->set_min("0");
  numeric.mutable_numeric()->set_step("0.5");
  EXPECT_EQ(MarkLabel(numeric, 175), "87.5");
}

TEST(MarkLabelTest, DistributionCountsEachMark) {
  Criterion criterion;
  criterion.mutable_graded()->add_grades()->set_title("优秀");
  criterion.mutable_graded()->add_grades()->set_title("称职");
  TallyCell cell;
  cell.add_marks(0);
  cell.add_counts(12);
  cell.add_marks(1);
  cell.add_counts(3);
  EXPECT_EQ(Distribution(criterion, cell), "优秀 ×12  称职 ×3");
  EXPECT_EQ(Distribution(criterion, TallyCell()), "");
}

}  // namespace
}  // namespace pingyi::cli
