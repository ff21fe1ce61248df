// Workbooks, over libxlsxwriter.
#pragma once

#include <xlsxwriter.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/export/data/report.h"
#include "services/export/markup/words.h"

namespace pingyi::exporting {

// A new workbook at `path`, which Finish writes. The time stands in the document's properties; with
// it the same contents give the same bytes.
class Workbook {
 public:
  Workbook(const std::string& path, const std::string& title, absl::Time time);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  lxw_worksheet* AddSheet(const std::string& name);
  lxw_format* head() { return head_; }
  lxw_format* wrapped() { return wrapped_; }
  lxw_format* right() { return right_; }
  // Numbers with so many digits after the point.
  lxw_format* Digits(int digits);
  // INTERNAL with the library's words.
  absl::Status Finish();

 private:
  lxw_workbook* book_;
  lxw_format* head_;
  lxw_format* wrapped_;
  lxw_format* right_;
  std::map<int, lxw_format*> digits_;
};

// A title as a sheet may be named: at most 31 UTF-16 units, none of []:*?/\ and no control
// character, no apostrophe at either end.
std::string SheetName(std::string_view title);

// A sheet filled from left to right and from top to bottom. When it goes, columns are as wide as
// what stands in them, the header stays in sight, and every column can be filtered.
class Sheet {
 public:
  Sheet(Workbook& book, const std::string& name, const std::vector<std::string>& heads);
  ~Sheet();
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  void NextRow();
  // A text; never a formula, whatever it begins with.
  void Text(std::string_view text);
  void Count(int64_t count);
  // A decimal as a number; as a text where a spreadsheet could not hold all of its digits.
  void Number(const std::string& decimal, int digits);
  // A figure; why it is withheld; nothing where there is none.
  void Score(const Figure& figure, int digits, int64_t shown_ballots);
  void Skip() { ++column_; }

 private:
  void Note(std::string_view text);

  Workbook& book_;
  lxw_worksheet* sheet_;
  lxw_row_t row_ = 0;
  lxw_col_t column_ = 0;
  std::vector<int> widths_;  // in characters
};

}  // namespace pingyi::exporting
