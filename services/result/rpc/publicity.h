// Time limits of releases and objections, counted by a calendar.
#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/result/domain/working_days.h"
#include "services/result/rpc/workflow_settings.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// The period of a release made at this time. FAILED_PRECONDITION CALENDAR_TOO_SHORT if the calendar
// does not know it whole, or not the days in which an objection of its last day is to be answered.
absl::StatusOr<Publicity> PublicityFrom(const WorkflowSettings& settings,
                                        const CalendarVersion& version,
                                        const WorkCalendar& calendar, absl::Time release_time,
                                        int32_t working_days);

// Gives an objection that is filed at this time its due date.
absl::Status SetDue(const Publicity& publicity, const WorkCalendar& calendar, absl::Time file_time,
                    Objection& objection);

}  // namespace pingyi::result
