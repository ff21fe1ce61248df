#include "services/result/domain/work_calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {
namespace {

using ::testing::ElementsAre;

CalendarText Good() {
  return {.utc_offset_minutes = 480,
          .first_date = "2026-01-01",
          .last_date = "2026-12-31",
          .rest_days = {7, 6},
          .holidays = {"2026-02-17", "2026-01-01"},
          .make_up_days = {"2026-02-14"}};
}

std::vector<std::string> FaultyFields(const CalendarText& text) {
  const ReadCalendar read = ToWorkCalendar(text);
  EXPECT_EQ(read.calendar.has_value(), read.faults.empty());
  std::vector<std::string> fields;
  for (const FieldViolation& fault : read.faults) fields.push_back(fault.field);
  return fields;
}

TEST(WorkCalendarTest, DigestIsThatOfTheContractWhateverTheOrder) {
  const ReadCalendar read = ToWorkCalendar(Good());
  ASSERT_TRUE(read.calendar.has_value());
  EXPECT_EQ(CalendarDigest(*read.calendar),
            crypto::Hex(crypto::Sha256("pingyi-calendar-v1\noffset 480\ncovers 2026-01-01 "
                                       "2026-12-31\nrest 6,7\nholiday 2026-01-01\nholiday "
                                       "2026-02-17\nmake-up 2026-02-14\n")));
  CalendarText plain = Good();
  plain.rest_days = {};
  plain.holidays = {};
  plain.make_up_days = {};
  EXPECT_EQ(CalendarDigest(*ToWorkCalendar(plain).calendar),
            crypto::Hex(crypto::Sha256(
                "pingyi-calendar-v1\noffset 480\ncovers 2026-01-01 2026-12-31\nrest -\n")));
}

TEST(WorkCalendarTest, EveryFaultIsNamedWithItsPath) {
  const auto expect = [](const std::string& field, auto spoil) {
    CalendarText text = Good();
    spoil(text);
    EXPECT_THAT(FaultyFields(text), ElementsAre("calendar." + field));
  };
  EXPECT_THAT(FaultyFields(Good()), ElementsAre());
  expect("utc_offset_minutes", [](CalendarText& t) { t.utc_offset_minutes = 841; });
  expect("utc_offset_minutes", [](CalendarText& t) { t.utc_offset_minutes = -721; });
  expect("last_date", [](CalendarText& t) {
    t.last_date = "2025-12-31";
    t.holidays = {};
    t.make_up_days = {};
  });
  expect("last_date", [](CalendarText& t) { t.last_date = "2036-12-15"; });
  expect("rest_days[1]", [](CalendarText& t) { t.rest_days = {6, 6}; });
  expect("rest_days[0]", [](CalendarText& t) { t.rest_days = {0, 6}; });
  expect("rest_days[0]", [](CalendarText& t) { t.rest_days = {8, 6}; });
  expect("rest_days", [](CalendarText& t) { t.rest_days = {1, 2, 3, 4, 5, 6, 7}; });
  expect("holidays[1]", [](CalendarText& t) { t.holidays[1] = t.holidays[0]; });
  expect("holidays[0]", [](CalendarText& t) { t.holidays[0] = "2027-01-01"; });
  expect("holidays[0]", [](CalendarText& t) { t.holidays[0] = "17 February"; });
  expect("make_up_days[0]", [](CalendarText& t) { t.make_up_days[0] = "2026-02-30"; });
  expect("make_up_days[0]", [](CalendarText& t) { t.make_up_days[0] = "2026-02-13"; });
  expect("make_up_days[0]", [](CalendarText& t) { t.holidays[0] = t.make_up_days[0]; });
}

TEST(WorkCalendarTest, AllFaultsAreNamedAtOnce) {
  EXPECT_THAT(
      FaultyFields({.utc_offset_minutes = 900, .first_date = "", .last_date = "x"}),
      ElementsAre("calendar.utc_offset_minutes", "calendar.first_date", "calendar.last_date"));
}

}  // namespace
}  // namespace pingyi::result
