// The store over any database of services/base/sql.
#pragma once

#include <memory>

#include "services/base/sql/database.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

// The database must outlive the store and have the schema of schema.h.
std::unique_ptr<ReportStore> MakeSqlReportStore(sql::Database& database);

}  // namespace pingyi::report
