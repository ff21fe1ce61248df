// The audit trail: who changed what, when and why. A store appends in the transaction of the change
// itself, so there is no change without its entry and no entry without its change. UPDATE and
// DELETE are refused: by the table on SQLite, by the rights of the service's user on MariaDB. The
// casting of a ballot is never entered: a time beside a voter would undo the secrecy of the vote.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"

namespace pingyi::ledger {

struct AuditEntry {
  int64_t time_us = 0;   // UTC
  std::string actor;     // who, as the caller was authenticated or named itself
  std::string trace_id;  // the request it came with
  std::string action;    // "<noun>.<verb>", e.g. "round.open"
  std::string resource;  // resource name, e.g. "rounds/r1"
  std::string detail;    // why, and what about it matters; no marks, no credentials

  bool operator==(const AuditEntry&) const = default;
};

// Place of an entry in the trail; the trail is sorted by it.
struct AuditKey {
  int64_t time_us = 0;
  std::string id;  // 16 random bytes

  bool operator==(const AuditKey&) const = default;
};

struct AuditRecord {
  AuditKey key;
  AuditEntry entry;
};

struct AuditFilter {
  std::string resource;  // entries of this resource and of everything below it; empty: of all
  std::optional<AuditKey> after = {};  // entries behind this one; none: from the beginning
};

absl::Status AppendAudit(sql::Transaction& transaction, const AuditEntry& entry);

// Many at once, with few statements.
absl::Status AppendAudit(sql::Transaction& transaction, std::span<const AuditEntry> entries);

// At most `limit` entries in order of time.
absl::StatusOr<std::vector<AuditRecord>> ListAudit(sql::Transaction& transaction,
                                                   const AuditFilter& filter, int limit);

}  // namespace pingyi::ledger
