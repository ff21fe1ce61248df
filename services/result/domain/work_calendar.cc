#include "services/result/domain/work_calendar.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/status/field_faults.h"
#include "services/base/status/reason.h"

namespace pingyi::result {
namespace {

constexpr int32_t kLeastOffset = -12 * 60;
constexpr int32_t kMostOffset = 14 * 60;
constexpr int kMostDays = 4000;
constexpr size_t kMostRestDays = 6;

constexpr std::string_view kDateForm = "must be a date \"YYYY-MM-DD\" of the years 1900 to 2999";

Day ReadDay(const std::string& field, const std::string& text, FieldFaults& faults) {
  const std::optional<Day> day = ParseDay(text);
  if (!day) {
    faults.Fault(
        field,
        text.empty() ? ::pingyi::reason::kRequiredFieldMissing : ::pingyi::reason::kInvalidField,
        kDateForm);
  }
  return day.value_or(Day());
}

// The days of a list, ascending.
std::vector<Day> ReadDays(const std::string& field, const std::vector<std::string>& texts,
                          const WorkCalendar& calendar, FieldFaults& faults) {
  std::vector<Day> days;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string place = fmt::format("{}[{}]", field, i);
    const std::optional<Day> day = ParseDay(texts[i]);
    if (!day) {
      faults.Fault(place, ::pingyi::reason::kInvalidField, kDateForm);
    } else if (*day < calendar.first || *day > calendar.last) {
      faults.Fault(place, ::pingyi::reason::kInvalidField,
                   "must not be before first_date or after last_date");
    } else if (std::find(days.begin(), days.end(), *day) != days.end()) {
      faults.Fault(place, ::pingyi::reason::kInvalidField, "must be in the list once");
    } else {
      days.push_back(*day);
    }
  }
  std::sort(days.begin(), days.end());
  return days;
}

void ReadRestDays(const CalendarText& text, WorkCalendar& calendar, FieldFaults& faults) {
  for (size_t i = 0; i < text.rest_days.size(); ++i) {
    const int32_t day = text.rest_days[i];
    const std::string place = fmt::format("calendar.rest_days[{}]", i);
    if (day < 1 || day > 7) {
      faults.Fault(place, ::pingyi::reason::kInvalidField, "must be 1 (Monday) to 7 (Sunday)");
    } else if (std::find(calendar.rest_days.begin(), calendar.rest_days.end(), day) !=
               calendar.rest_days.end()) {
      faults.Fault(place, ::pingyi::reason::kInvalidField, "must be in the list once");
    } else {
      calendar.rest_days.push_back(day);
    }
  }
  std::sort(calendar.rest_days.begin(), calendar.rest_days.end());
  if (calendar.rest_days.size() > kMostRestDays) {
    faults.Fault("calendar.rest_days", ::pingyi::reason::kLimitExceeded,
                 "must leave a day of the week that is worked");
  }
}

// Make-up days that make up for nothing would be a slip of the pen.
void CheckMakeUpDays(const CalendarText& text, const WorkCalendar& calendar, FieldFaults& faults) {
  for (size_t i = 0; i < text.make_up_days.size(); ++i) {
    const std::optional<Day> day = ParseDay(text.make_up_days[i]);
    if (!day) continue;
    const std::string place = fmt::format("calendar.make_up_days[{}]", i);
    const auto weekday = static_cast<int32_t>(std::chrono::weekday(*day).iso_encoding());
    if (std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), *day)) {
      faults.Fault(place, ::pingyi::reason::kInvalidField, "must not be a holiday as well");
    } else if (!std::binary_search(calendar.rest_days.begin(), calendar.rest_days.end(), weekday)) {
      faults.Fault(place, ::pingyi::reason::kInvalidField, "must be a weekly rest day");
    }
  }
}

void AppendDays(std::string_view word, const std::vector<Day>& days, std::string& text) {
  for (const Day day : days) text += fmt::format("{} {}\n", word, DayText(day));
}

}  // namespace

ReadCalendar ToWorkCalendar(const CalendarText& text) {
  FieldFaults faults;
  WorkCalendar calendar{.utc_offset_minutes = text.utc_offset_minutes};
  if (text.utc_offset_minutes < kLeastOffset || text.utc_offset_minutes > kMostOffset) {
    faults.Fault("calendar.utc_offset_minutes", ::pingyi::reason::kInvalidField,
                 fmt::format("must be {} to {}", kLeastOffset, kMostOffset));
  }
  calendar.first = ReadDay("calendar.first_date", text.first_date, faults);
  calendar.last = ReadDay("calendar.last_date", text.last_date, faults);
  if (faults.empty() && calendar.last < calendar.first) {
    faults.Fault("calendar.last_date", ::pingyi::reason::kInvalidField,
                 "must not be before first_date");
  } else if (faults.empty() && (calendar.last - calendar.first).count() > kMostDays) {
    faults.Fault("calendar.last_date", ::pingyi::reason::kLimitExceeded,
                 fmt::format("must be at most {} days after first_date", kMostDays));
  }
  ReadRestDays(text, calendar, faults);
  calendar.holidays = ReadDays("calendar.holidays", text.holidays, calendar, faults);
  calendar.make_up_days = ReadDays("calendar.make_up_days", text.make_up_days, calendar, faults);
  CheckMakeUpDays(text, calendar, faults);
  if (!faults.empty()) return {.faults = std::move(faults).Take()};
  return {.calendar = std::move(calendar)};
}

std::string CalendarDigest(const WorkCalendar& calendar) {
  std::string text = fmt::format(
      "pingyi-calendar-v1\noffset {}\ncovers {} {}\nrest {}\n", calendar.utc_offset_minutes,
      DayText(calendar.first), DayText(calendar.last),
      calendar.rest_days.empty() ? "-" : fmt::format("{}", fmt::join(calendar.rest_days, ",")));
  AppendDays("holiday", calendar.holidays, text);
  AppendDays("make-up", calendar.make_up_days, text);
  return crypto::Hex(crypto::Sha256(text));
}

}  // namespace pingyi::result
