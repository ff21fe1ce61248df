// Calendars: from the contract's message to plain data.
#pragma once

#include "pingyi/result/v1/publicity.pb.h"
#include "services/result/domain/work_calendar.h"

namespace pingyi::result {

// The calendar as it was given, right or wrong.
CalendarText ToCalendarText(const v1::Calendar& calendar);

}  // namespace pingyi::result
