#include "services/cli/call/error_text.h"

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/cli/view/width.h"

namespace pingyi::cli {

std::string ErrorText(const std::string& what, const absl::Status& status) {
  const ErrorDetails details = DetailsOf(status);
  std::string text = fmt::format("pingyi: {}: {}", what, OneLine(std::string(status.message())));
  if (!details.reason.empty()) text += fmt::format(" [{}]", details.reason);
  text += '\n';
  for (const FieldViolation& violation : details.violations) {
    // The message of a single violation is often that violation.
    if (status.message() == fmt::format("{}: {}", violation.field, violation.description)) continue;
    text += fmt::format("  {}: {}\n", OneLine(violation.field), OneLine(violation.description));
  }
  for (const auto& [key, value] : details.metadata) {
    text += fmt::format("  {} = {}\n", OneLine(key), OneLine(value));
  }
  return text;
}

std::string ReasonOf(const absl::Status& status) {
  const std::string reason = DetailsOf(status).reason;
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

}  // namespace pingyi::cli
