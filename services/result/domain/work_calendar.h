// Whether a calendar is one, and its canonical form, as the comment on pingyi.result.v1.Calendar
// states it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/working_days.h"

namespace pingyi::result {

// A calendar as it was given, dates still text.
struct CalendarText {
  int32_t utc_offset_minutes = 0;
  std::string first_date = {};
  std::string last_date = {};
  std::vector<int32_t> rest_days = {};  // in any order, like the others
  std::vector<std::string> holidays = {};
  std::vector<std::string> make_up_days = {};
};

// The calendar, or every fault with the path of its field below "calendar.".
struct ReadCalendar {
  std::optional<WorkCalendar> calendar = {};
  std::vector<FieldViolation> faults = {};
};
ReadCalendar ToWorkCalendar(const CalendarText& text);

// SHA-256 over the lines, as 64 hex digits.
std::string CalendarDigest(const WorkCalendar& calendar);

}  // namespace pingyi::result
