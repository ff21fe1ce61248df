// Names of the service's resources: made and taken apart in one place. The ids in them have the
// form of IsResourceId.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace pingyi::report {

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
