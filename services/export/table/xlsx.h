// A report as a workbook.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/export/data/report.h"
#include "services/export/markup/words.h"

namespace pingyi::exporting {

// Writes a workbook of four sheets to `path`: results, scores of groups and criteria, distribution
// of marks, and what the release is. Scores are numbers with the policy's digits; the exact
// ones stand beside them as texts, because a cell cannot hold 1069/12. Whatever was at `path` is
// gone. INTERNAL with the library's words when it cannot be written.
absl::Status WriteWorkbook(const Report& report, Languages languages, const std::string& path);

}  // namespace pingyi::exporting
