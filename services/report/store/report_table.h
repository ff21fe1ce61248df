// Reports in the database: one row a report; its content is in revision_table.h.
#pragma once

#include <cstdint>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/report/store/report_store.h"
#include "services/report/store/rows.h"

namespace pingyi::report {

// A report and what only the store knows of it.
struct StoredReport {
  Report report;
  int64_t content_bytes = 0;  // what the content weighs in a message
  int64_t events = 0;         // how many events there were
  std::optional<int64_t> review_event;
};

// ALREADY_EXISTS RESOURCE_EXISTS or REPORT_EXISTS. Writes the guard of the cycle too, as SaveReport
// does.
absl::Status InsertReport(sql::Transaction& tx, const StoredReport& stored);

// With the content.
absl::StatusOr<StoredReport> LoadReport(sql::Transaction& tx, const ChildName& name,
                                        Lock lock = Lock::kNone);

// OK or NOT_FOUND.
absl::Status RequireReport(sql::Transaction& tx, const ChildName& name);

absl::StatusOr<Page<Report>> LoadReports(sql::Transaction& tx, const ReportFilter& filter,
                                         const std::string& after, PageLimit limit);

// Writes the row of a report that was loaded with Lock::kUpdate, and raises its version.
absl::StatusOr<Report> SaveReport(sql::Transaction& tx, StoredReport stored, absl::Time now);

}  // namespace pingyi::report
