#include "services/cli/view/csv_cells.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/round.pb.h"
#include "services/cli/view/card.h"

namespace pingyi::cli {
namespace {

using ::testing::ElementsAre;

const std::vector<Heading> kHeadings = {{"id", {"编号", "Id"}, CellKind::kText},
                                        {"exact", {"精确值", "Exact"}, CellKind::kNumber}};

TEST(CsvCellsTest, AFractionIsNotADay) {
  EXPECT_THAT(CsvCells(kHeadings, {"1/2", "3/4"}), ElementsAre("1/2", "'3/4"));
  EXPECT_THAT(CsvCells(kHeadings, {"p/2", "-280/3"}), ElementsAre("p/2", "'-280/3"));
}

TEST(CsvCellsTest, OtherNumbersAreAsTheyAre) {
  for (const char* number : {"", "90", "-4", "89.08", "*"})
    EXPECT_THAT(CsvCells(kHeadings, {"x", number}), ElementsAre("x", number));
}

TEST(CsvCellsTest, ListsAndCardsWriteThem) {
  std::ostringstream csv;
  Output out(csv, Format::kCsv, {});
  RowPrinter rows(out, {"数", "Numbers"}, kHeadings);
  EXPECT_TRUE(rows.Add({"1/2", "3/4"}).ok());
  EXPECT_TRUE(
      PrintCard(out, {"数", "Number"}, kHeadings, {"1/2", "3/4"}, appraisal::v1::Subject()).ok());
  EXPECT_EQ(csv.str(), "id,exact\n1/2,'3/4\nid,exact\n1/2,'3/4\n");
}

TEST(CsvCellsTest, PeopleAndJsonSeeTheFractionItself) {
  for (const Format format : {Format::kTable, Format::kJson}) {
    std::ostringstream text;
    Output out(text, format, {});
    RowPrinter rows(out, {"数", "Numbers"}, kHeadings);
    EXPECT_TRUE(rows.Add({"a", "3/4"}).ok());
    EXPECT_TRUE(rows.Finish().ok());
    EXPECT_THAT(text.str(), ::testing::HasSubstr("3/4"));
    EXPECT_THAT(text.str(), ::testing::Not(::testing::HasSubstr("'3/4")));
  }
}

}  // namespace
}  // namespace pingyi::cli
