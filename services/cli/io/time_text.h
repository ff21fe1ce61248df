// Points in time as an operator writes and reads them.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace pingyi::cli {

// Reads RFC 3339 ("2026-12-31T18:00:00+08:00", "…Z") or a time of day in `zone` ("2026-12-31 18:00"
// with or without seconds). INVALID_ARGUMENT for anything else; a date alone is refused, because it
// leaves open whether its first or its last moment is meant.
absl::StatusOr<absl::Time> ParseTimeText(std::string_view text, absl::TimeZone zone);

// RFC 3339 in UTC: what goes into contracts and machine-readable output.
std::string UtcText(absl::Time time);

// "2026-12-31 18:00:00" in `zone`: for people.
std::string LocalText(absl::Time time, absl::TimeZone zone);

}  // namespace pingyi::cli
