#include "services/result/store/change.h"

#include <fmt/format.h>

#include "services/base/ledger/audit.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::result {

absl::Status Audit(sql::Transaction& transaction, const Change& change, std::string_view action,
                   std::string_view resource, std::string_view detail) {
  return ledger::AppendAudit(transaction, {.time_us = sql::ToMicros(change.now),
                                           .actor = change.actor,
                                           .trace_id = change.trace_id,
                                           .action = std::string(action),
                                           .resource = std::string(resource),
                                           .detail = std::string(detail)});
}

absl::Status NotFound(std::string_view name) {
  return MakeError(absl::StatusCode::kNotFound, reason::kResourceNotFound,
                   fmt::format("there is no {}", name));
}

}  // namespace pingyi::result
