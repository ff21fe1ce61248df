#include "services/appraisal/store/change.h"

#include <optional>

#include "services/base/ledger/audit.h"
#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"

namespace pingyi::appraisal {

absl::Status RunChange(sql::Database& database, const Clock& clock, const ChangeContext& context,
                       ChangeFn change, RepeatFn repeat) {
  return database.Write(context.deadline, [&](sql::Transaction& tx) -> absl::Status {
    absl::StatusOr<std::optional<std::string>> earlier =
        ledger::ClaimRequest(tx, context.request, sql::ToMicros(clock.Now()));
    if (!earlier.ok()) return earlier.status();
    if (earlier->has_value()) return repeat(tx, **earlier);
    const absl::Time now = clock.Now();
    absl::StatusOr<std::string> recorded = change(tx, now);
    if (!recorded.ok()) return recorded.status();
    return ledger::SettleRequest(tx, context.request, *recorded);
  });
}

absl::Status Audit(sql::Transaction& transaction, const ChangeContext& context, absl::Time now,
                   std::string_view action, std::string_view resource, std::string_view detail) {
  return ledger::AppendAudit(transaction, {.time_us = sql::ToMicros(now),
                                           .actor = context.actor,
                                           .trace_id = context.trace_id,
                                           .action = std::string(action),
                                           .resource = std::string(resource),
                                           .detail = std::string(detail)});
}

}  // namespace pingyi::appraisal
