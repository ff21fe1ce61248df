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
    : headers_(std::move(headers)), aligns_(std::move(aligns)), used_(headers_.size(), false) {
  for (const std::string& header : headers_) widths_.push_back(DisplayWidth(header));
}

void Table::AddRow(std::vector<std::string> cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    widths_[i] = std::max(widths_[i], DisplayWidth(cells[i]));
    if (!cells[i].empty()) used_[i] = true;
  }
  rows_.push_back(std::move(cells));
}

std::string Table::Line(const std::vector<std::string>& cells) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!Shown(i)) continue;
    if (!line.empty()) line += kGap;
    const bool right = aligns_[i] == Align::kRight;
    line += right ? PadLeft(cells[i], widths_[i]) : PadRight(cells[i], widths_[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string Table::Rule() const {
  std::string line;
  for (size_t i = 0; i < widths_.size(); ++i) {
    if (!Shown(i)) continue;
    if (!line.empty()) line += kGap;
    for (int column = 0; column < widths_[i]; ++column) line += kRule;
  }
  return line + '\n';
}

std::string Table::Draw() const {
  std::string text = Line(headers_) + Rule();
  for (const auto& row : rows_) text += Line(row);
  return text;
}

}  // namespace pingyi::cli
