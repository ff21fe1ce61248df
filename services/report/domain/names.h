// Names of the service's resources: made and taken apart in one place. An id is 1 to 63 characters
// of a–z, 0–9 and "-", beginning and ending with a letter or digit.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace pingyi::report {

bool IsId(std::string_view text);

// A key of a section or metric: 1 to 63 characters of a–z, 0–9 and "_".
bool IsKey(std::string_view text);

std::string TemplateName(std::string_view id);
std::string CycleName(std::string_view id);
std::string ReporterName(std::string_view cycle, std::string_view id);
std::string ReportName(std::string_view cycle, std::string_view id);
std::string RevisionName(std::string_view cycle, std::string_view report, int number);

// The ids in a name of the form; nullopt for any other text.
std::optional<std::string> ParseTemplateName(std::string_view name);
std::optional<std::string> ParseCycleName(std::string_view name);

// Name of something inside a cycle.
struct ChildName {
  std::string cycle;
  std::string id;

  bool operator==(const ChildName&) const = default;
};
std::optional<ChildName> ParseReporterName(std::string_view name);
std::optional<ChildName> ParseReportName(std::string_view name);

}  // namespace pingyi::report
