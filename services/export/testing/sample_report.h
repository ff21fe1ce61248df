// Reports for tests.
#pragma once

#include "services/export/data/report.h"

namespace pingyi::exporting {

// Everything a report can have: more subjects than a panel holds, withheld figures, tie bands,
// decisions, a publicity period, statistics, a comparison; and names that try to be markup or a
// formula, run from right to left, or are 200 characters long.
Report SampleReport();

}  // namespace pingyi::exporting
