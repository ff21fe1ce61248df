// Optimistic locking: a resource has a version that every change raises by one; the caller may say
// which one it read.
#pragma once

#include <cstdint>
#include <optional>

#include <absl/status/status.h>

namespace pingyi {

// ABORTED with reason ETAG_MISMATCH when the caller expects another version than the stored one; a
// caller without an expectation is content with any. To be asked inside the transaction that makes
// the change.
absl::Status CheckVersion(std::optional<int64_t> expected, int64_t stored);

}  // namespace pingyi
