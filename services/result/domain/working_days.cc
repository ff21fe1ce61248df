#include "services/result/domain/working_days.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace pingyi::result {
namespace {

constexpr int64_t kMicrosPerMinute = 60'000'000;

// The number that exactly these digits are.
std::optional<int> Digits(std::string_view digits) {
  const bool plain =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  int number = 0;
  if (!plain) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::chrono::microseconds Offset(const WorkCalendar& calendar) {
  return std::chrono::microseconds(calendar.utc_offset_minutes * kMicrosPerMinute);
}

bool Counts(const WorkCalendar& calendar, Day day, DayKind kind) {
  return kind == DayKind::kCalendar || IsWorkingDay(calendar, day);
}

}  // namespace

std::optional<Day> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::optional<int> year = Digits(text.substr(0, 4));
  const std::optional<int> month = Digits(text.substr(5, 2));
  const std::optional<int> day = Digits(text.substr(8, 2));
  if (!year || !month || !day || *year < 1900 || *year > 2999) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::string DayText(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

bool IsWorkingDay(const WorkCalendar& calendar, Day day) {
  if (std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), day)) return false;
  if (std::binary_search(calendar.make_up_days.begin(), calendar.make_up_days.end(), day)) {
    return true;
  }
  const auto weekday = static_cast<int32_t>(std::chrono::weekday(day).iso_encoding());
  return !std::binary_search(calendar.rest_days.begin(), calendar.rest_days.end(), weekday);
}

std::optional<Day> DayAfter(const WorkCalendar& calendar, Day day, int32_t count, DayKind kind) {
  const std::chrono::days one(1);
  if (day + one < calendar.first) return std::nullopt;
  int32_t counted = 0;
  for (Day next = day + one; next <= calendar.last; next += one) {
    counted += Counts(calendar, next, kind) ? 1 : 0;
    if (counted == count) return next;
  }
  return std::nullopt;
}

Day LocalDay(const WorkCalendar& calendar, int64_t time_us) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(time_us)) +
      Offset(calendar));
}

int64_t EndOfDay(const WorkCalendar& calendar, Day day) {
  const std::chrono::sys_time<std::chrono::microseconds> midnight = day + std::chrono::days(1);
  return (midnight - Offset(calendar)).time_since_epoch().count();
}

std::optional<Period> PeriodAfter(const WorkCalendar& calendar, Day day, int32_t working_days) {
  const std::optional<Day> first = DayAfter(calendar, day, 1, DayKind::kWorking);
  const std::optional<Day> last = DayAfter(calendar, day, working_days, DayKind::kWorking);
  if (!first || !last) return std::nullopt;
  return Period{.first = *first, .last = *last};
}

}  // namespace pingyi::result
