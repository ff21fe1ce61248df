#include "services/cli/io/csv_text.h"

#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "services/cli/io/csv_reader.h"

namespace pingyi::cli {
namespace {

TEST(CsvTextTest, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(CsvLine(std::vector<std::string>{"a", "优秀", ""}), "a,优秀,\n");
  EXPECT_EQ(CsvLine(std::vector<std::string>{"a,b", "say \"x\"", "two\nlines"}),
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n");
}

TEST(CsvTextTest, WhatIsWrittenIsReadBackTheSame) {
  const std::vector<std::string> cells = {" padded ", "q\"", "x,y"};
  std::istringstream in("a,b,c\n" + CsvLine(cells));
  int rows = 0;
  ASSERT_TRUE(ReadCsv(in, "t", {{"a", "b", "c"}, {}}, [&](const CsvRow& row) {
                ++rows;
                EXPECT_EQ(row["a"], cells[0]);
                EXPECT_EQ(row["b"], cells[1]);
                EXPECT_EQ(row["c"], cells[2]);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(rows, 1);
}

}  // namespace
}  // namespace pingyi::cli
