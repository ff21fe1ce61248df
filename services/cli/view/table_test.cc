#include "services/cli/view/table.h"

#include <sstream>

#include <gtest/gtest.h>

#include "services/cli/view/width.h"

namespace pingyi::cli {
namespace {

TEST(TableTest, ColumnsLineUpWithChineseText) {
  Table table({"姓名", "得分", "等次"}, {Align::kLeft, Align::kRight, Align::kLeft});
  table.AddRow({"张三", "92.50", "优秀"});
  table.AddRow({"Ana Maria", "8.00", "称职"});
  table.AddRow({"欧阳某某", "100.00", ""});
  EXPECT_EQ(table.Draw(),
            "姓名         得分  等次\n"
            "─────────  ──────  ────\n"
            "张三        92.50  优秀\n"
            "Ana Maria    8.00  称职\n"
            "欧阳某某   100.00\n");
}

TEST(TableTest, NumbersEndInTheSameColumn) {
  Table table({"n", "单位名称"}, {Align::kRight, Align::kRight});
  table.AddRow({"7", "甲"});
  table.AddRow({"1234567", "乙乙乙乙乙"});
  std::istringstream lines(table.Draw());
  std::string line;
  while (std::getline(lines, line)) EXPECT_EQ(DisplayWidth(line), 7 + 2 + 10) << line;
}

TEST(TableTest, ColumnThatIsEmptyThroughoutIsLeftOut) {
  Table table({"姓名", "备注", "n"}, {Align::kLeft, Align::kLeft, Align::kRight});
  table.AddRow({"张三", "", "1"});
  table.AddRow({"", "", "2"});
  EXPECT_EQ(table.Draw(),
            "姓名  n\n"
            "────  ─\n"
            "张三  1\n"
            "      2\n");
}

TEST(TableTest, EmptyTableIsItsHeader) {
  const Table table({"a"}, {Align::kLeft});
  EXPECT_EQ(table.Draw(), "a\n─\n");
  EXPECT_EQ(table.row_count(), 0u);
}

}  // namespace
}  // namespace pingyi::cli
