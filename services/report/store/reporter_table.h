// The roster of a cycle in the database.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/report/store/report_store.h"
#include "services/report/store/rows.h"

namespace pingyi::report {

// The kinds as bits, and back in ascending order.
int64_t KindBits(const std::vector<ReportKind>& kinds);
std::vector<ReportKind> KindsOf(int64_t bits);

// The reporter in five columns from `first`: id, display_name, unit, subject_type, kinds.
Reporter ReadReporter(const sql::Row& row, int first);

// What the reporter weighs in a message.
int64_t WeightOf(const Reporter& reporter);

absl::Status InsertReporters(sql::Transaction& tx, const std::string& cycle_id,
                             const std::vector<Reporter>& reporters);

absl::StatusOr<Reporter> LoadReporter(sql::Transaction& tx, const ChildName& name, Lock lock);

// Those of the ids that are on the roster, by id.
absl::StatusOr<std::vector<Reporter>> LoadReportersById(sql::Transaction& tx,
                                                        const std::string& cycle_id,
                                                        const std::vector<Reporter>& wanted);

absl::StatusOr<Page<Reporter>> LoadReporters(sql::Transaction& tx, const std::string& cycle_id,
                                             const std::string& unit, const std::string& after,
                                             PageLimit limit);

// NOT_FOUND, or FAILED_PRECONDITION REPORTER_HAS_REPORT.
absl::Status RemoveReporter(sql::Transaction& tx, const ChildName& name);

absl::StatusOr<MissingPage> LoadMissing(
    sql::Transaction& tx, const std::string& cycle_id, absl::Time as_of,
    const std::optional<std::pair<std::string, ReportKind>>& after, PageLimit limit);

}  // namespace pingyi::report
