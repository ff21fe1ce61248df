// Resource names of the contract (AIP-122), taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/result/store/records.h"

namespace pingyi::result {

// "rounds/{round}/runs/{run}".
struct RunPath {
  std::string round;
  std::string run;
};

// "rounds/{round}/runs/{run}/results/{subject}".
struct ResultPath {
  std::string round;
  std::string run;
  std::string subject;
};

// "rounds/{round}/subjects/{subject}".
struct SubjectPath {
  std::string round;
  std::string subject;
};

// Each gives nullopt for a text of another form. Ids are 1–63 characters of a–z, 0–9 and "-",
// beginning and ending with a letter or digit; versions and numbers are whole numbers from 1.
std::optional<std::string> ParsePolicyName(std::string_view name);
std::optional<PolicyKey> ParsePolicyVersionName(std::string_view name);
std::optional<std::string> ParseRoundName(std::string_view name);
std::optional<RunPath> ParseRunName(std::string_view name);
std::optional<ResultPath> ParseResultName(std::string_view name);
std::optional<ReleaseKey> ParseReleaseName(std::string_view name);
std::optional<SubjectPath> ParseSubjectName(std::string_view name);
std::optional<DecisionKey> ParseDecisionName(std::string_view name);
std::optional<std::string> ParseCalendarName(std::string_view name);
std::optional<CalendarKey> ParseCalendarVersionName(std::string_view name);
std::optional<ObjectionKey> ParseObjectionName(std::string_view name);

}  // namespace pingyi::result
