// Names of calendars and objections from what the operator types.
#pragma once

#include <string>

namespace pingyi::cli {

// "calendars/cn/versions/2" for "cn/2" and for the full name.
std::string CalendarVersionName(const std::string& calendar);

// "rounds/r/releases/1/objections/2" for ("rounds/r", "1/2"), and for the full name.
std::string ObjectionName(const std::string& round, const std::string& objection);

}  // namespace pingyi::cli
