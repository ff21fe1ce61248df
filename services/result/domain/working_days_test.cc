#include "services/result/domain/working_days.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

Day On(std::string_view text) { return ParseDay(text).value(); }

// Saturdays and Sundays, the Spring Festival of 2026 (15 to 23 February) with its make-up days, and
// New Year's Day of 2026 (1 to 3 January, Sunday the 4th worked).
WorkCalendar China() {
  WorkCalendar calendar{.utc_offset_minutes = 480,
                        .first = On("2025-12-01"),
                        .last = On("2026-12-31"),
                        .rest_days = {6, 7}};
  for (const char* day :
       {"2026-01-01", "2026-01-02", "2026-01-03", "2026-02-15", "2026-02-16", "2026-02-17",
        "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23"}) {
    calendar.holidays.push_back(On(day));
  }
  calendar.make_up_days = {On("2026-01-04"), On("2026-02-14"), On("2026-02-28")};
  return calendar;
}

std::string Working(std::string_view from, int32_t count) {
  const auto day = DayAfter(China(), On(from), count, DayKind::kWorking);
  return day ? DayText(*day) : "unknown";
}

TEST(WorkingDaysTest, DatesAreReadInOneForm) {
  for (const char* text : {"1900-01-01", "2024-02-29", "2000-02-29", "2999-12-31"}) {
    ASSERT_TRUE(ParseDay(text)) << text;
    EXPECT_EQ(DayText(*ParseDay(text)), text);
  }
  for (const char* text : {"", "2023-02-29", "1900-02-29", "2026-2-1", "2026-02-30", "2026-13-01",
                           "2026-00-01", "2026-01-00", "1899-12-31", "3000-01-01", "2026/01/01",
                           "2026-01-01 ", "+026-01-01", "２０２６-01", "2026-01-0a"}) {
    EXPECT_FALSE(ParseDay(text)) << text;
  }
}

TEST(WorkingDaysTest, WeekendsHolidaysAndMakeUpDays) {
  const WorkCalendar calendar = China();
  EXPECT_TRUE(IsWorkingDay(calendar, On("2026-03-02")));   // Monday
  EXPECT_FALSE(IsWorkingDay(calendar, On("2026-03-07")));  // Saturday
  EXPECT_FALSE(IsWorkingDay(calendar, On("2026-03-08")));  // Sunday
  EXPECT_FALSE(IsWorkingDay(calendar, On("2026-02-17")));  // Tuesday, a holiday
  EXPECT_TRUE(IsWorkingDay(calendar, On("2026-02-14")));   // Saturday, made up
  EXPECT_TRUE(IsWorkingDay(calendar, On("2026-01-04")));   // Sunday, made up
}

TEST(WorkingDaysTest, TheDayItselfIsNotCounted) {
  EXPECT_EQ(Working("2026-03-02", 1), "2026-03-03");
  EXPECT_EQ(Working("2026-03-02", 5), "2026-03-09");
  EXPECT_EQ(Working("2026-03-06", 1), "2026-03-09");  // from Friday over the weekend
  EXPECT_EQ(Working("2026-03-07", 1), "2026-03-09");  // from Saturday
}

// 30 and 31 December, the 4th of January which is made up, then Monday the 5th and the 6th.
TEST(WorkingDaysTest, AcrossTheEndOfTheYear) { EXPECT_EQ(Working("2025-12-29", 5), "2026-01-06"); }

// Friday the 13th, Saturday the 14th made up, then nine holidays, 24 to 26 February.
TEST(WorkingDaysTest, AcrossTheSpringFestival) {
  EXPECT_EQ(Working("2026-02-12", 2), "2026-02-14");
  EXPECT_EQ(Working("2026-02-12", 5), "2026-02-26");
  EXPECT_EQ(Working("2026-02-12", 7), "2026-02-28");  // again a Saturday that is made up
}

TEST(WorkingDaysTest, LeapDays) {
  WorkCalendar calendar{.first = On("2024-01-01"), .last = On("2024-12-31"), .rest_days = {6, 7}};
  // Wednesday the 28th, Thursday the 29th, Friday the 1st of March.
  EXPECT_EQ(DayAfter(calendar, On("2024-02-28"), 1, DayKind::kWorking), On("2024-02-29"));
  EXPECT_EQ(DayAfter(calendar, On("2024-02-28"), 2, DayKind::kWorking), On("2024-03-01"));
  calendar.first = On("2023-01-01");
  EXPECT_EQ(DayAfter(calendar, On("2023-02-28"), 1, DayKind::kCalendar), On("2023-03-01"));
}

TEST(WorkingDaysTest, NothingIsCountedBeyondWhatTheCalendarKnows) {
  EXPECT_EQ(Working("2026-12-30", 1), "2026-12-31");
  EXPECT_EQ(Working("2026-12-30", 2), "unknown");
  EXPECT_EQ(Working("2025-11-30", 1), "2025-12-01");
  EXPECT_EQ(Working("2025-11-29", 1), "unknown");
  EXPECT_FALSE(DayAfter(China(), On("2026-12-30"), 2, DayKind::kCalendar));
}

TEST(WorkingDaysTest, CalendarDaysCountEveryDay) {
  EXPECT_EQ(DayAfter(China(), On("2026-02-12"), 10, DayKind::kCalendar), On("2026-02-22"));
}

TEST(WorkingDaysTest, APeriodBeginsWithAWorkingDay) {
  EXPECT_EQ(PeriodAfter(China(), On("2026-03-06"), 5),
            (Period{On("2026-03-09"), On("2026-03-13")}));
  EXPECT_EQ(PeriodAfter(China(), On("2026-02-14"), 5),
            (Period{On("2026-02-24"), On("2026-02-28")}));  // the fifth is the Saturday made up
  EXPECT_FALSE(PeriodAfter(China(), On("2026-12-28"), 5));
}

TEST(WorkingDaysTest, LocalDaysOfInstants) {
  const WorkCalendar china = China();
  constexpr int64_t kHour = 3'600'000'000;
  const int64_t noon = On("2026-03-02").time_since_epoch().count() * 24 * kHour + 12 * kHour;
  EXPECT_EQ(LocalDay(china, noon + 4 * kHour - 1), On("2026-03-02"));
  EXPECT_EQ(LocalDay(china, noon + 4 * kHour), On("2026-03-03"));  // 16:00 UTC is midnight
  EXPECT_EQ(EndOfDay(china, On("2026-03-02")), noon + 4 * kHour);
  WorkCalendar west = china;
  west.utc_offset_minutes = -300;
  EXPECT_EQ(LocalDay(west, noon - 7 * kHour - 1), On("2026-03-01"));
  EXPECT_EQ(EndOfDay(west, On("2026-03-01")), noon - 7 * kHour);
  EXPECT_EQ(LocalDay(china, -1), On("1970-01-01"));  // the evening before in UTC
  EXPECT_EQ(LocalDay(west, -1), On("1969-12-31"));
}

}  // namespace
}  // namespace pingyi::result
