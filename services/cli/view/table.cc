#include "services/cli/view/table.h"

#include <algorithm>
#include <utility>

#include "services/cli/view/width.h"

namespace pingyi::cli {
namespace {

constexpr char kGap[] = "  ";
constexpr char kRule[] = "─";

}  // namespace

Table::Table(std::vector<std::string> headers, std::vector<Align> aligns)
    : headers_(std::move(headers)), aligns_(std::move(aligns)) {
  for (const std::string& header : headers_) widths_.push_back(DisplayWidth(header));
}

void Table::AddRow(std::vector<std::string> cells) {
  for (size_t i = 0; i < cells.size(); ++i)
    widths_[i] = std::max(widths_[i], DisplayWidth(cells[i]));
  rows_.push_back(std::move(cells));
}

std::string Table::Line(const std::vector<std::string>& cells) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += kGap;
    line += aligns_[i] == Align::kRight ? PadLeft(cells[i], widths_[i])
                                        : PadRight(cells[i], widths_[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string Table::Draw() const {
  std::string text = Line(headers_);
  for (size_t i = 0; i < widths_.size(); ++i) {
    if (i > 0) text += kGap;
    for (int column = 0; column < widths_[i]; ++column) text += kRule;
  }
  text += '\n';
  for (const auto& row : rows_) text += Line(row);
  return text;
}

}  // namespace pingyi::cli
