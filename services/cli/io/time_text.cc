#include "services/cli/io/time_text.h"

#include <fmt/format.h>

namespace pingyi::cli {

absl::StatusOr<absl::Time> ParseTimeText(std::string_view text, absl::TimeZone zone) {
  absl::Time time;
  std::string error;
  const std::string copy(text);
  if (absl::ParseTime(absl::RFC3339_full, copy, &time, &error)) return time;
  for (const char* format :
       {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"}) {
    if (absl::ParseTime(format, copy, zone, &time, &error)) return time;
  }
  return absl::InvalidArgumentError(
      fmt::format("\"{}\" is not a time; write 2026-12-31T18:00:00+08:00 or, in local time, "
                  "\"2026-12-31 18:00\"",
                  text));
}

std::string UtcText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

std::string LocalText(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, zone);
}

}  // namespace pingyi::cli
