#include "services/report/store/rows.h"

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::report {

absl::Status NotFound(std::string_view what) {
  return MakeError(absl::StatusCode::kNotFound, reason::kResourceNotFound,
                   fmt::format("there is no {} of this name", what));
}

absl::Status Exists(std::string_view what) {
  return MakeError(absl::StatusCode::kAlreadyExists, reason::kResourceExists,
                   fmt::format("there is a {} of this name already", what));
}

absl::Status RequireOneRow(const absl::StatusOr<int64_t>& matched) {
  if (!matched.ok()) return matched.status();
  if (*matched == 1) return absl::OkStatus();
  return absl::InternalError(fmt::format("{} rows were changed instead of one", *matched));
}

}  // namespace pingyi::report
