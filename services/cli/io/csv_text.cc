#include "services/cli/io/csv_text.h"

namespace pingyi::cli {
namespace {

// The reader drops blanks around an unquoted cell, so a cell that has some is quoted.
bool NeedsQuotes(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") != std::string::npos) return true;
  return !cell.empty() &&
         (cell.front() == ' ' || cell.back() == ' ' || cell.front() == '\t' || cell.back() == '\t');
}

void AppendCell(std::string& line, const std::string& cell) {
  if (!NeedsQuotes(cell)) {
    line += cell;
    return;
  }
  line += '"';
  for (const char c : cell) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

}  // namespace

std::string CsvLine(std::span<const std::string> cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    AppendCell(line, cells[i]);
  }
  line += '\n';
  return line;
}

}  // namespace pingyi::cli
