#include "services/result/rpc/publicity.h"

#include "services/base/status/error.h"
#include "services/result/domain/reason.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

absl::Status TooShort(const CalendarKey& calendar) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the calendar does not know all days that the publicity period and the answers "
                   "to objections may take",
                   {.reason = std::string(reason::kCalendarTooShort),
                    .violations = {},
                    .metadata = {{"calendar", NameOf(calendar)}}});
}

Day DayOf(const WorkCalendar& calendar, absl::Time time) {
  return LocalDay(calendar, absl::ToUnixMicros(time));
}

}  // namespace

absl::StatusOr<Publicity> PublicityFrom(const WorkflowSettings& settings,
                                        const CalendarVersion& version,
                                        const WorkCalendar& calendar, absl::Time release_time,
                                        int32_t working_days) {
  const CalendarKey key{version.calendar, version.version};
  const auto period = PeriodAfter(calendar, DayOf(calendar, release_time), working_days);
  if (!period ||
      !DayAfter(calendar, period->last, settings.answer_days, settings.answer_day_kind)) {
    return TooShort(key);
  }
  return Publicity{.calendar = key,
                   .calendar_digest = version.digest,
                   .working_days = working_days,
                   .start_date = DayText(period->first),
                   .end_date = DayText(period->last),
                   .end = absl::FromUnixMicros(EndOfDay(calendar, period->last)),
                   .answer_days = settings.answer_days,
                   .answer_day_kind = settings.answer_day_kind};
}

absl::Status SetDue(const Publicity& publicity, const WorkCalendar& calendar, absl::Time file_time,
                    Objection& objection) {
  const auto due = DayAfter(calendar, DayOf(calendar, file_time), publicity.answer_days,
                            publicity.answer_day_kind);
  if (!due) return TooShort(publicity.calendar);
  objection.due_date = DayText(*due);
  objection.due = absl::FromUnixMicros(EndOfDay(calendar, *due));
  return absl::OkStatus();
}

}  // namespace pingyi::result
