// The calendars' part of the SQL store; WorkflowStore tells what each function does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

absl::StatusOr<CalendarVersion> InsertCalendar(sql::Transaction& transaction,
                                               const CalendarVersion& calendar,
                                               const Change& change);
absl::StatusOr<CalendarVersion> LoadCalendar(sql::Transaction& transaction, const CalendarKey& key);
absl::StatusOr<std::vector<CalendarVersion>> LoadCalendars(sql::Transaction& transaction,
                                                           const std::string& calendar,
                                                           const std::optional<CalendarKey>& after,
                                                           int limit);

}  // namespace pingyi::result
