// Templates in the database.
#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

// ALREADY_EXISTS when the id is taken.
absl::Status InsertTemplate(sql::Transaction& tx, const ReportTemplate& report_template);

absl::StatusOr<ReportTemplate> LoadTemplate(sql::Transaction& tx, const std::string& id);

absl::StatusOr<Page<ReportTemplate>> LoadTemplates(sql::Transaction& tx, const std::string& after,
                                                   PageLimit limit);

// OK or NOT_FOUND.
absl::Status RequireTemplate(sql::Transaction& tx, const std::string& id);

}  // namespace pingyi::report
