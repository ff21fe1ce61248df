#include "services/base/status/version.h"

#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi {

absl::Status CheckVersion(std::optional<int64_t> expected, int64_t stored) {
  if (!expected || *expected == stored) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kAborted, reason::kEtagMismatch,
      "the resource has changed since it was read: read it again and repeat the change");
}

}  // namespace pingyi
