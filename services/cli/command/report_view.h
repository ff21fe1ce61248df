// How duty reports are shown.
#pragma once

#include "pingyi/report/v1/report.pb.h"
#include "services/cli/command/context.h"
#include "services/cli/view/column.h"

namespace pingyi::cli {

Columns<report::v1::Report> ReportColumns();
Columns<report::v1::ReportRevision> RevisionColumns();
// In the words of one language.
Columns<report::v1::Finding> FindingColumns(Language language);

// The card; for people with the figures and the whole text below it.
absl::Status PrintReport(Context& context, const report::v1::Report& report);

}  // namespace pingyi::cli
