// Days of the calendar, and counting those that are worked (工作日). Pure arithmetic: no clock, no
// time zone database.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::result {

// A day of the Gregorian calendar.
using Day = std::chrono::sys_days;

// "2026-02-17" of the years 1900 to 2999, nothing else; nullopt for a day that does not exist.
std::optional<Day> ParseDay(std::string_view text);
std::string DayText(Day day);

// What days a time limit counts. The numbers are the contract's.
enum class DayKind { kUnspecified = 0, kWorking = 1, kCalendar = 2 };

// Which days of a span are worked.
struct WorkCalendar {
  int32_t utc_offset_minutes = 0;       // local time is so much ahead of UTC
  Day first = {};                       // what the calendar knows: from here
  Day last = {};                        // to here
  std::vector<int32_t> rest_days = {};  // days of the week, 1 is Monday; ascending
  std::vector<Day> holidays = {};       // ascending
  std::vector<Day> make_up_days = {};   // rest days that are worked; ascending

  bool operator==(const WorkCalendar&) const = default;
};

// Whether the calendar has the day as worked; it must know the day.
bool IsWorkingDay(const WorkCalendar& calendar, Day day);

// The `count`th day of the kind after `day`, which is not counted itself, `count` from 1; nullopt
// if the calendar does not know every day from the one after `day` to the answer.
std::optional<Day> DayAfter(const WorkCalendar& calendar, Day day, int32_t count, DayKind kind);

// The local day in which an instant lies; microseconds since 1970 in UTC.
Day LocalDay(const WorkCalendar& calendar, int64_t time_us);
// The instant at which a local day is over.
int64_t EndOfDay(const WorkCalendar& calendar, Day day);

// The publicity period (公示期) of so many working days: it begins with the first one after `day`.
struct Period {
  Day first;
  Day last;

  bool operator==(const Period&) const = default;
};
std::optional<Period> PeriodAfter(const WorkCalendar& calendar, Day day, int32_t working_days);

}  // namespace pingyi::result
