// One value as machines and as people read it.
#pragma once

#include <string>

#include <absl/time/time.h>

#include "services/cli/view/label.h"

namespace pingyi::cli {

enum class CellKind {
  kText,
  kNumber,  // right-aligned
  kEnum,    // names of enum values with blanks between, e.g. STATE_OPEN
  kTime,    // RFC 3339 in UTC; people see local time
  kDigest,  // hexadecimal; people see the beginning
  kBool,    // "true" or "false"
  kName,    // a resource name; people see its last segment, which is what commands take
};

// How values are written for people.
struct Style {
  Language language = Language::kEn;
  absl::TimeZone zone = absl::UTCTimeZone();
};

// A raw value for people; machines get the raw value itself. Always one line.
std::string ForPeople(CellKind kind, const std::string& raw, const Style& style);

}  // namespace pingyi::cli
