#include "services/cli/io/csv_reader.h"

#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Read {
  std::vector<std::string> rows;  // "line:id|name|unit"
  absl::Status status;
};

Read ReadText(const std::string& text) {
  Read read;
  std::istringstream in(text);
  read.status = ReadCsv(in, "roster.csv", {{"id", "name"}, {"unit"}}, [&](const CsvRow& row) {
    read.rows.push_back(
        fmt::format("{}:{}|{}|{}", row.line(), row["id"], row["name"], row["unit"]));
    return row["id"] == "bad" ? absl::InvalidArgumentError("no such id") : absl::OkStatus();
  });
  return read;
}

TEST(CsvReaderTest, ReadsRowsByColumnNameInAnyOrder) {
  const Read read = ReadText("name,id\n张三,zs\n李四,ls\n");
  EXPECT_TRUE(read.status.ok()) << read.status;
  EXPECT_THAT(read.rows, ElementsAre("2:zs|张三|", "3:ls|李四|"));
}

TEST(CsvReaderTest, ToleratesBomCrlfBlankLinesAndAMissingLastNewline) {
  const Read read = ReadText("\xEF\xBB\xBFid,name,unit\r\nzs,张三,一处\r\n\r\nls, 李四 ,二处");
  EXPECT_TRUE(read.status.ok()) << read.status;
  EXPECT_THAT(read.rows, ElementsAre("2:zs|张三|一处", "4:ls|李四|二处"));
}

TEST(CsvReaderTest, QuotedCellsHoldCommasQuotesAndLineBreaks) {
  const Read read = ReadText("id,name\nzs,\"张,\"\"三\"\"\n四\"\nls,b\n");
  EXPECT_TRUE(read.status.ok()) << read.status;
  EXPECT_THAT(read.rows, ElementsAre("2:zs|张,\"三\"\n四|", "4:ls|b|"));
}

TEST(CsvReaderTest, UnknownColumnIsRefusedWithItsLine) {
  const Read read = ReadText("id,name,nmae\nzs,a,b\n");
  EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(read.status.message()),
              HasSubstr("roster.csv:1: unknown column \"nmae\""));
  EXPECT_THAT(read.rows, IsEmpty());
}

TEST(CsvReaderTest, MissingAndRepeatedColumnsAreRefused) {
  EXPECT_THAT(std::string(ReadText("id\nzs\n").status.message()),
              HasSubstr("column \"name\" is missing"));
  EXPECT_THAT(std::string(ReadText("id,name,id\n").status.message()), HasSubstr("there twice"));
  EXPECT_THAT(std::string(ReadText("").status.message()), HasSubstr("a header line is required"));
}

TEST(CsvReaderTest, ShortRowIsRefusedWithItsLine) {
  const Read read = ReadText("id,name\nzs,a\nls\n");
  EXPECT_THAT(std::string(read.status.message()),
              HasSubstr("roster.csv:3: 1 cells where the header has 2"));
}

TEST(CsvReaderTest, VisitorsErrorGetsFileAndLine) {
  const Read read = ReadText("id,name\nzs,a\nbad,b\nls,c\n");
  EXPECT_EQ(read.status.message(), "roster.csv:3: no such id");
  EXPECT_EQ(read.rows.size(), 2u) << "reading stops at the first error";
}

TEST(CsvReaderTest, GbkTextIsRefusedWithItsLine) {
  const Read read = ReadText("id,name\nzs,\xD5\xC5\xC8\xFD\n");
  EXPECT_THAT(std::string(read.status.message()), HasSubstr("roster.csv:2: not UTF-8"));
}

TEST(CsvReaderTest, OpenQuoteIsRefused) {
  EXPECT_FALSE(ReadText("id,name\nzs,\"a\n").status.ok());
  EXPECT_FALSE(ReadText("id,name\nzs,a\"b\n").status.ok());
}

TEST(CsvReaderTest, MissingFileIsAnErrorThatNamesIt) {
  const absl::Status status =
      ReadCsv("/nowhere/roster.csv", {{"id"}, {}}, [](const CsvRow&) { return absl::OkStatus(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nowhere/roster.csv: No such file"));
}

}  // namespace
}  // namespace pingyi::cli
