#include "services/cli/command/workflow_names.h"

#include "services/cli/command/names.h"

namespace pingyi::cli {
std::string CalendarVersionName(const std::string& calendar) {
  const size_t slash = calendar.find('/');
  if (slash == std::string::npos || calendar.find('/', slash + 1) != std::string::npos) {
    return calendar;
  }
  return NameIn("calendars", calendar.substr(0, slash)) + "/versions/" + calendar.substr(slash + 1);
}

std::string ObjectionName(const std::string& round, const std::string& objection) {
  const size_t slash = objection.find('/');
  if (slash == std::string::npos || objection.find('/', slash + 1) != std::string::npos) {
    return objection;
  }
  return round + "/releases/" + objection.substr(0, slash) + "/objections/" +
         objection.substr(slash + 1);
}

}  // namespace pingyi::cli
