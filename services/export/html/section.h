// The sections of the page, in their order. Each writes nothing where the report has nothing for
// it.
#pragma once

#include "services/export/data/report.h"
#include "services/export/markup/markup.h"

namespace pingyi::exporting {

void WriteTitle(Markup& out, const Report& report);
void WriteSummary(Markup& out, const Report& report);
void WriteResults(Markup& out, const Report& report);
void WriteBoards(Markup& out, const Report& report);
void WriteDecisions(Markup& out, const Report& report);
void WriteAmendments(Markup& out, const Report& report);
void WriteRanking(Markup& out, const Report& report);
void WriteDistributions(Markup& out, const Report& report);
void WriteComparison(Markup& out, const Report& report);
void WriteProof(Markup& out, const Report& report);

}  // namespace pingyi::exporting
