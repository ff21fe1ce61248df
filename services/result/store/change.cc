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

std::string NameOf(const PolicyKey& key) {
  return fmt::format("policies/{}/versions/{}", key.policy, key.version);
}

std::string RunName(std::string_view round, std::string_view run) {
  return fmt::format("rounds/{}/runs/{}", round, run);
}

std::string NameOf(const ReleaseKey& key) {
  return fmt::format("rounds/{}/releases/{}", key.round, key.number);
}

}  // namespace pingyi::result
