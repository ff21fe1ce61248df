#include "services/report/domain/names.h"

#include <fmt/format.h>

#include "services/base/status/key.h"

namespace pingyi::report {
namespace {

// What follows `collection` and a slash; nullopt when the name begins otherwise.
std::optional<std::string_view> After(std::string_view name, std::string_view collection) {
  if (name.size() <= collection.size() || !name.starts_with(collection) ||
      name[collection.size()] != '/') {
    return std::nullopt;
  }
  return name.substr(collection.size() + 1);
}

std::optional<std::string> ParseTop(std::string_view name, std::string_view collection) {
  const std::optional<std::string_view> id = After(name, collection);
  if (!id || !IsResourceId(*id)) return std::nullopt;
  return std::string(*id);
}

std::optional<ChildName> ParseChild(std::string_view name, std::string_view collection) {
  const std::optional<std::string_view> rest = After(name, "cycles");
  if (!rest) return std::nullopt;
  const size_t slash = rest->find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<std::string_view> id = After(rest->substr(slash + 1), collection);
  const std::string_view cycle = rest->substr(0, slash);
  if (!id || !IsResourceId(*id) || !IsResourceId(cycle)) return std::nullopt;
  return ChildName{std::string(cycle), std::string(*id)};
}

}  // namespace

std::string TemplateName(std::string_view id) { return fmt::format("reportTemplates/{}", id); }

std::string CycleName(std::string_view id) { return fmt::format("cycles/{}", id); }

std::string ReporterName(std::string_view cycle, std::string_view id) {
  return fmt::format("cycles/{}/reporters/{}", cycle, id);
}

std::string ReportName(std::string_view cycle, std::string_view id) {
  return fmt::format("cycles/{}/reports/{}", cycle, id);
}

std::string RevisionName(std::string_view cycle, std::string_view report, int number) {
  return fmt::format("cycles/{}/reports/{}/revisions/{}", cycle, report, number);
}

std::optional<std::string> ParseTemplateName(std::string_view name) {
  return ParseTop(name, "reportTemplates");
}

std::optional<std::string> ParseCycleName(std::string_view name) {
  return ParseTop(name, "cycles");
}

std::optional<ChildName> ParseReporterName(std::string_view name) {
  return ParseChild(name, "reporters");
}

std::optional<ChildName> ParseReportName(std::string_view name) {
  return ParseChild(name, "reports");
}

}  // namespace pingyi::report
