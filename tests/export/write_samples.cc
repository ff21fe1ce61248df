// Writes the sample report in every form to a directory, for the tests that open the files with
// programs that are not ours. Usage: export-samples DIRECTORY
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include "services/export/html/page.h"
#include "services/export/table/csv.h"
#include "services/export/table/json.h"
#include "services/export/table/xlsx.h"
#include "services/export/testing/sample_report.h"

namespace {

using pingyi::exporting::Languages;

bool Write(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  return out.good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: export-samples DIRECTORY\n", stderr);
    return 2;
  }
  const std::string dir = std::string(argv[1]) + "/";
  const auto report = pingyi::exporting::SampleReport();
  const bool written =
      Write(dir + "both.html", pingyi::exporting::HtmlPage(report, Languages::kBoth)) &&
      Write(dir + "zh.html", pingyi::exporting::HtmlPage(report, Languages::kZh)) &&
      Write(dir + "en.html", pingyi::exporting::HtmlPage(report, Languages::kEn)) &&
      Write(dir + "report.csv", pingyi::exporting::ResultsCsv(report, true)) &&
      Write(dir + "report.json", pingyi::exporting::ReportJson(report)) &&
      std::ranges::all_of(report.boards,
                          [&](const pingyi::exporting::Board& board) {
                            return Write(dir + "report.board-" + board.key + ".csv",
                                         pingyi::exporting::BoardCsv(board, true));
                          }) &&
      pingyi::exporting::WriteWorkbook(report, Languages::kBoth, dir + "report.xlsx").ok() &&
      pingyi::exporting::WriteWorkbook(report, Languages::kBoth, dir + "again.xlsx").ok();
  return written ? 0 : 1;
}
