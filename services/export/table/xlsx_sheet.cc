#include "services/export/table/xlsx_sheet.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace pingyi::exporting {
namespace {

constexpr int kLeastWidth = 8;
constexpr int kMostWidth = 60;
// What an IEEE 754 double, and so a spreadsheet, holds of any decimal.
constexpr size_t kMostDigits = 15;

// About how many digits wide a text is: Han characters are as wide as two.
int Characters(std::string_view text) {
  int width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) ++width;
    if (byte >= 0xC0) width += byte >= 0xE1 ? 2 : 1;
  }
  return width;
}

bool FitsNumber(const std::string& decimal) {
  return std::ranges::count_if(decimal, [](char c) { return c >= '0' && c <= '9'; }) <=
         static_cast<std::ptrdiff_t>(kMostDigits);
}

}  // namespace

Workbook::Workbook(const std::string& path, const std::string& title, absl::Time time)
    : book_(workbook_new(path.c_str())),
      head_(workbook_add_format(book_)),
      wrapped_(workbook_add_format(book_)),
      right_(workbook_add_format(book_)) {
  std::string text = title;
  lxw_doc_properties properties{};
  properties.title = text.data();
  properties.created = absl::ToTimeT(time);
  workbook_set_properties(book_, &properties);
  format_set_bold(head_);
  format_set_text_wrap(head_);
  format_set_align(head_, LXW_ALIGN_VERTICAL_TOP);
  format_set_bottom(head_, LXW_BORDER_THIN);
  format_set_bg_color(head_, 0xF4F6F9);
  format_set_text_wrap(wrapped_);
  format_set_align(wrapped_, LXW_ALIGN_VERTICAL_TOP);
  format_set_align(right_, LXW_ALIGN_RIGHT);
}

Workbook::~Workbook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
}

lxw_worksheet* Workbook::AddSheet(const std::string& name) {
  lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  return sheet;
}

lxw_format* Workbook::Digits(int digits) {
  lxw_format*& format = digits_[digits];
  if (format == nullptr) {
    format = workbook_add_format(book_);
    const std::string picture =
        digits == 0 ? "0" : "0." + std::string(static_cast<size_t>(digits), '0');
    format_set_num_format(format, picture.c_str());
  }
  return format;
}

absl::Status Workbook::Finish() {
  const lxw_error error = workbook_close(book_);
  book_ = nullptr;
  return error == LXW_NO_ERROR ? absl::OkStatus() : absl::InternalError(lxw_strerror(error));
}

std::string SheetName(std::string_view title) {
  constexpr int kMostUnits = 31;
  std::string name;
  int units = 0;
  for (size_t i = 0; i < title.size();) {
    const auto first = static_cast<unsigned char>(title[i]);
    const size_t bytes = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    units += bytes == 4 ? 2 : 1;
    if (units > kMostUnits) break;
    const bool barred = first < 0x20 || first == 0x7f ||
                        std::string_view("[]:*?/\\").find(title[i]) != std::string_view::npos;
    name += barred ? " " : title.substr(i, bytes);
    i += bytes;
  }
  if (name.starts_with('\'')) name.front() = ' ';
  if (name.ends_with('\'')) name.back() = ' ';
  return name;
}

Sheet::Sheet(Workbook& book, const std::string& name, const std::vector<std::string>& heads)
    : book_(book), sheet_(book.AddSheet(name)), widths_(heads.size(), kLeastWidth) {
  for (const std::string& head : heads) {
    worksheet_write_string(sheet_, row_, column_, head.c_str(), book_.head());
    Note(head);
  }
  if (heads.empty()) return;
  worksheet_freeze_panes(sheet_, 1, 0);
  worksheet_repeat_rows(sheet_, 0, 0);
}

Sheet::~Sheet() {
  for (size_t i = 0; i < widths_.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet_, column, column, std::min(widths_[i], kMostWidth) + 2, nullptr);
  }
  if (row_ > 0 && !widths_.empty())
    worksheet_autofilter(sheet_, 0, 0, row_, static_cast<lxw_col_t>(widths_.size() - 1));
}

void Sheet::NextRow() {
  ++row_;
  column_ = 0;
}

void Sheet::Note(std::string_view text) {
  if (column_ >= widths_.size()) widths_.resize(column_ + 1U, kLeastWidth);
  widths_[column_] = std::max(widths_[column_], Characters(text));
  ++column_;
}

void Sheet::Text(std::string_view text) {
  const std::string cell(text);
  worksheet_write_string(sheet_, row_, column_, cell.c_str(), book_.wrapped());
  Note(text);
}

void Sheet::Count(int64_t count) { Number(std::to_string(count), 0); }

void Sheet::Number(const std::string& decimal, int digits) {
  double value = 0;
  const char* end = decimal.data() + decimal.size();
  const auto read = std::from_chars(decimal.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end && FitsNumber(decimal)) {
    worksheet_write_number(sheet_, row_, column_, value, book_.Digits(digits));
  } else {
    worksheet_write_string(sheet_, row_, column_, decimal.c_str(), book_.right());
  }
  Note(decimal);
}

void Sheet::Score(const Figure& figure, int digits, int64_t shown_ballots) {
  if (figure.withheld != Withheld::kNo) {
    const std::string mark =
        figure.withheld == Withheld::kSmall ? fmt::format("n < {}", shown_ballots) : "†";
    worksheet_write_string(sheet_, row_, column_, mark.c_str(), book_.right());
    Note(mark);
  } else if (figure.shown()) {
    Number(figure.rounded, digits);
  } else {
    Skip();
  }
}

}  // namespace pingyi::exporting
