#include "services/result/wire/calendar/calendar_wire.h"

namespace pingyi::result {

CalendarText ToCalendarText(const v1::Calendar& calendar) {
  return {.utc_offset_minutes = calendar.utc_offset_minutes(),
          .first_date = calendar.first_date(),
          .last_date = calendar.last_date(),
          .rest_days = {calendar.rest_days().begin(), calendar.rest_days().end()},
          .holidays = {calendar.holidays().begin(), calendar.holidays().end()},
          .make_up_days = {calendar.make_up_days().begin(), calendar.make_up_days().end()}};
}

}  // namespace pingyi::result
