// CSV and JSON; workbooks are read back by a library that is not ours in tests/export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/export/table/csv.h"
#include "services/export/table/json.h"
#include "services/export/table/xlsx.h"
#include "services/export/table/xlsx_sheet.h"
#include "services/export/testing/sample_report.h"

#include <nlohmann/json.hpp>

namespace pingyi::exporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(CsvTest, FormulasAreDefused) {
  for (const char* text : {"=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx"})
    EXPECT_EQ(TextCell(text), "'" + std::string(text));
  for (const char* text : {"", "张三", "a=b", " =1", "'x"}) EXPECT_EQ(TextCell(text), text);
  const std::string csv = ResultsCsv(SampleReport(), false);
  EXPECT_THAT(csv, HasSubstr(",\"'=HYPERLINK(\"\"http://example.invalid\"\",\"\"see\"\")\","));
  EXPECT_THAT(csv, HasSubstr(",\"'+86 \"\"quoted\"\",\nline\","));
}

TEST(CsvTest, AFractionIsNotADay) {
  EXPECT_EQ(ExactCell("9/2"), "'9/2");
  EXPECT_EQ(ExactCell("-280/3"), "'-280/3");
  for (const char* text : {"", "90", "-4"}) EXPECT_EQ(ExactCell(text), text);
  Report report = SampleReport();
  report.rows[0].total.exact = "9/2";
  EXPECT_THAT(ResultsCsv(report, false), HasSubstr(",'9/2,"));
}

TEST(CsvTest, LinesEndAsTheStandardSays) {
  const std::string csv = ResultsCsv(SampleReport(), false);
  EXPECT_THAT(
      csv, StartsWith("rank,shared_rank,subject,name,unit,subject_type,total,total_exact,"
                      "grade_key,grade,decided_grade_key,decided_grade,exclusion,component_review,"
                      "group_a,a_c0,a_c0_marks,a_c0_abstentions,"));
  EXPECT_THAT(csv,
              HasSubstr(",withheld\r\n1,no,s01,张三1,一处,,93.33,'280/3,excellent,优秀,,,,90.00,"));
  EXPECT_THAT(ResultsCsv(SampleReport(), true), StartsWith("\xEF\xBB\xBFrank,"));
}

TEST(CsvTest, WithheldCellsAreEmptyAndNamed) {
  const std::string csv = ResultsCsv(SampleReport(), false);
  EXPECT_THAT(csv, HasSubstr("group_a a_c0 a_c0_marks a_c0_abstentions"));
  EXPECT_THAT(csv, HasSubstr("\r\n,,s23,张三23,一处,,,,,,,,,90.00,,,,,"));
}

TEST(JsonTest, SaysWhatTheReportHas) {
  const auto json = nlohmann::json::parse(ReportJson(SampleReport()));
  EXPECT_EQ(json["format"], "pingyi-report-v1");
  EXPECT_EQ(json["release"]["time"], "2026-09-21T14:13:20+00:00");
  EXPECT_EQ(json["results"].size(), 23U);
  const auto& first = json["results"][0];
  EXPECT_EQ(first["total"]["exact"], "280/3");
  EXPECT_EQ(first["total"]["rounded"], "93.33");
  EXPECT_EQ(first["groups"][0]["score"]["withheld"], "small");
  EXPECT_TRUE(first["groups"][0]["criteria"][0]["marks"].is_null());
  EXPECT_EQ(json["results"][1]["name"], "<script>alert(\"x\")</script>");
  EXPECT_TRUE(json["results"][22]["rank"].is_null());
  EXPECT_EQ(json["results"][5]["decided_grade_title"], "优秀");
  EXPECT_TRUE(json["distributions"][0]["counts"].is_null());
  EXPECT_EQ(json["comparison"]["changes"].size(), 22U);
  EXPECT_EQ(json["publicity"]["end_date"], "2026-09-28");
  EXPECT_EQ(json["amendments"][0]["new_total"]["rounded"], "92.00");
}

TEST(CsvTest, BoardsAreTablesOfTheirOwn) {
  const std::vector<Board> boards = SampleReport().boards;
  const std::string units = BoardCsv(boards[0], false);
  EXPECT_THAT(units, StartsWith("section,rank,shared_rank,subject,name,score,score_exact,withheld"
                                "\r\n一处,1,no,s01,张三1,93.33,'280/3,\r\n"));
  EXPECT_THAT(units, HasSubstr("\r\n一处,,,s23,张三23,,,score\r\n")) << "withheld, with its place";
  EXPECT_THAT(units, HasSubstr("\r\n,,,s24,无单位者,,,\r\n")) << "not marked";
  EXPECT_THAT(BoardCsv(boards[1], true), StartsWith("\xEF\xBB\xBFsection,"));
}

TEST(JsonTest, BoardsHaveSectionsAndSayWhatIsWithheld) {
  const auto boards = nlohmann::json::parse(ReportJson(SampleReport()))["leaderboards"];
  ASSERT_EQ(boards.size(), 3U);
  EXPECT_EQ(boards[0]["by"], "total");
  EXPECT_EQ(boards[0]["partition"], "unit");
  EXPECT_EQ(boards[0]["sections"][1]["name"], "第三业务处（含派驻单位）");
  EXPECT_EQ(boards[1]["by_key"], "c3");
  EXPECT_TRUE(boards[1]["partition"].is_null());
  const auto& rows = boards[1]["sections"][0]["rows"];
  EXPECT_EQ(rows[21]["score"]["withheld"], "small");
  EXPECT_EQ(rows[22]["score"]["withheld"], "complementary");
  EXPECT_TRUE(rows[22]["score"]["rounded"].is_null());
  EXPECT_TRUE(rows[22]["rank"].is_null());
  EXPECT_TRUE(boards[2]["sections"].empty());
}

TEST(SheetNameTest, IsWhatASpreadsheetTakes) {
  EXPECT_EQ(SheetName("1 各处室"), "1 各处室");
  EXPECT_EQ(SheetName("a[b]c:d*e?f/g\\h\n"), "a b c d e f g h ");
  EXPECT_EQ(SheetName("'x'"), " x ");
  EXPECT_EQ(SheetName(std::string(40, 'x')), std::string(31, 'x'));
  EXPECT_EQ(SheetName(std::string(30, 'x') + "👩"), std::string(30, 'x')) << "two units wide";
  EXPECT_EQ(SheetName(std::string(30, 'x') + "处长"), std::string(30, 'x') + "处");
}

TEST(JsonTest, EmptyReportIsStillWellFormed) {
  const auto json = nlohmann::json::parse(ReportJson(Report()));
  EXPECT_TRUE(json["results"].is_array());
  EXPECT_TRUE(json["components"].is_array());
  EXPECT_TRUE(json["leaderboards"].is_array());
  EXPECT_TRUE(json["comparison"].is_null());
}

TEST(XlsxTest, PlaceThatCannotBeWrittenIsAnError) {
  const absl::Status status =
      WriteWorkbook(SampleReport(), Languages::kZh, "/nowhere/at-all/x.xlsx");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace pingyi::exporting
