#include "services/export/data/compare.h"

#include <gtest/gtest.h>

namespace pingyi::exporting {
namespace {

Row RowOf(const std::string& id, int rank, const std::string& total) {
  Row row;
  row.id = id;
  row.name = "name of " + id;
  row.rank = rank;
  row.total.rounded = total;
  return row;
}

TEST(CompareTest, FollowsSubjectsByTheirIds) {
  Report now;
  now.digits = 1;
  now.rows = {RowOf("a", 1, "90.5"), RowOf("b", 2, "80.0"), RowOf("new", 3, "70.0")};
  Report before;
  before.round = "rounds/r0";
  before.number = 4;
  before.digits = 2;
  before.rows = {RowOf("b", 1, "81.25"), RowOf("a", 2, "79.00"), RowOf("gone", 3, "1.00")};
  const Comparison comparison = Compare(now, before);
  ASSERT_EQ(comparison.changes.size(), 2U);
  EXPECT_EQ(comparison.changes[0].difference, "11.50");
  EXPECT_EQ(comparison.changes[0].old_rank, 2);
  EXPECT_EQ(comparison.changes[0].new_rank, 1);
  EXPECT_EQ(comparison.changes[1].difference, "-1.25");
  EXPECT_EQ(comparison.only_now, 1);
  EXPECT_EQ(comparison.only_before, 1);
  EXPECT_EQ(comparison.number, 4);
}

TEST(CompareTest, WithheldTotalHasNoDifference) {
  Report now;
  now.rows = {RowOf("a", 0, "")};
  now.rows[0].total.withheld = Withheld::kSmall;
  Report before;
  before.rows = {RowOf("a", 1, "5")};
  const Comparison comparison = Compare(now, before);
  ASSERT_EQ(comparison.changes.size(), 1U);
  EXPECT_EQ(comparison.changes[0].difference, "");
  EXPECT_EQ(comparison.changes[0].new_total.withheld, Withheld::kSmall);
}

}  // namespace
}  // namespace pingyi::exporting
