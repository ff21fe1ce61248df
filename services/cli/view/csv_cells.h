// Raw cells as CSV has them.
#pragma once

#include <string>
#include <vector>

#include "services/cli/view/column.h"

namespace pingyi::cli {

// The cells as they are, but a fraction in a column of numbers with an apostrophe before it
// ('3/4), as in exported reports: a spreadsheet would take many a fraction for a day of the year. A
// program drops that first character, or reads JSON.
std::vector<std::string> CsvCells(const std::vector<Heading>& headings,
                                  std::vector<std::string> cells);

}  // namespace pingyi::cli
