#include "services/cli/view/csv_cells.h"

namespace pingyi::cli {

std::vector<std::string> CsvCells(const std::vector<Heading>& headings,
                                  std::vector<std::string> cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    const bool number = headings[i].kind == CellKind::kNumber;
    if (number && cells[i].find('/') != std::string::npos) cells[i].insert(0, 1, '\'');
  }
  return cells;
}

}  // namespace pingyi::cli
