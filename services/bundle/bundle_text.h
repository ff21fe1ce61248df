// The file that holds a bundle.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "pingyi/bundle/v1/bundle.pb.h"

namespace pingyi::bundle {

inline constexpr char kFormat[] = "pingyi-bundle-v1";

// Limits of what is read: they bound the memory that a hostile file can take. 10,000 subjects with
// 8 criteria and 4 groups stay well below.
inline constexpr size_t kMaxBytes = size_t{128} << 20;
inline constexpr size_t kMaxDepth = 12;
inline constexpr size_t kMaxObjects = 2'000'000;
inline constexpr size_t kMaxValues = 16'000'000;

// Removes what nothing signed vouches for: from the round all that opening did not freeze, from the
// policy and the calendar title and time, from the release where it stands now, and from the one
// that it amends all that its digest does not cover.
void KeepWhatIsSigned(v1::ReleaseBundle& bundle);

std::string BundleText(const v1::ReleaseBundle& bundle);

// INVALID_ARGUMENT, with the line where there is one, for every text but exactly what BundleText
// writes: unknown or repeated fields, other blanks, bytes at the end, what is not UTF-8, and what
// KeepWhatIsSigned removes.
absl::StatusOr<v1::ReleaseBundle> ReadBundle(std::string_view text);

}  // namespace pingyi::bundle
