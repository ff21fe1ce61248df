#include "services/cli/view/card.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/cli/io/csv_text.h"
#include "services/cli/view/csv_cells.h"
#include "services/cli/view/width.h"

namespace pingyi::cli {
namespace {

std::string CsvText(const std::vector<Heading>& headings, const std::vector<std::string>& cells) {
  std::vector<std::string> keys;
  keys.reserve(headings.size());
  for (const Heading& heading : headings) keys.push_back(heading.key);
  return CsvLine(keys) + CsvLine(CsvCells(headings, cells));
}

std::string TableText(const std::string& title, const std::vector<Heading>& headings,
                      const std::vector<std::string>& cells, const Style& style) {
  int width = 0;
  for (const Heading& heading : headings) {
    width = std::max(width, DisplayWidth(heading.label.In(style.language)));
  }
  std::string text = title + '\n';
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    // There is room for a whole digest here, and somebody may want to copy it.
    const CellKind kind =
        headings[i].kind == CellKind::kDigest ? CellKind::kText : headings[i].kind;
    text += fmt::format("  {}  {}\n", PadRight(headings[i].label.In(style.language), width),
                        ForPeople(kind, cells[i], style));
  }
  return text;
}

}  // namespace

absl::Status PrintCard(Output& out, const Label& title, const std::vector<Heading>& headings,
                       const std::vector<std::string>& cells,
                       const google::protobuf::Message& message) {
  switch (out.format()) {
    case Format::kJson:
      return out.Write(MessageJson(message, true));
    case Format::kCsv:
      return out.Write(CsvText(headings, cells));
    case Format::kTable:
      break;
  }
  return out.Write(TableText(title.In(out.language()), headings, cells, out.style()));
}

}  // namespace pingyi::cli
