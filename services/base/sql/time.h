// How points in time are stored: whole microseconds of UTC since 1970 in a 64-bit integer, in every
// table.
#pragma once

#include <cstdint>

#include <absl/time/time.h>

namespace pingyi::sql {

// Rounds towards the past, so that storing and reading again never gives a later time.
inline int64_t ToMicros(absl::Time time) { return absl::ToUnixMicros(time); }

inline absl::Time FromMicros(int64_t micros) { return absl::FromUnixMicros(micros); }

}  // namespace pingyi::sql
