// Writing CSV.
#pragma once

#include <span>
#include <string>

namespace pingyi::cli {

// One line ended by "\n"; cells are quoted where RFC 4180 demands it.
std::string CsvLine(std::span<const std::string> cells);

}  // namespace pingyi::cli
