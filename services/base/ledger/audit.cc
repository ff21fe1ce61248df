#include "services/base/ledger/audit.h"

#include <utility>

#include <openssl/rand.h>

namespace pingyi::ledger {
namespace {

constexpr int kIdSize = 16;

// Random, so that entries of one microsecond have no order that counts anything.
absl::StatusOr<sql::Blob> NewId() {
  sql::Blob id{std::string(kIdSize, '\0')};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(id.bytes.data()), kIdSize) == 1) return id;
  return absl::InternalError("no random bytes are to be had");
}

// A resource and what is below it: "a/1", "a/1/b/2", not "a/10". '0' is the character behind '/'.
void AddResource(sql::Statement& query, const std::string& resource) {
  query.Add("AND (resource = ? OR (resource > ? AND resource < ?))", resource, resource + '/',
            resource + '0');
}

AuditRecord ReadRecord(const sql::Row& row) {
  return {.key = {.time_us = row.Int64(0), .id = std::string(row.Blob(1))},
          .entry = {.time_us = row.Int64(0),
                    .actor = std::string(row.Text(2)),
                    .trace_id = std::string(row.Text(3)),
                    .action = std::string(row.Text(4)),
                    .resource = std::string(row.Text(5)),
                    .detail = std::string(row.Text(6))}};
}

}  // namespace

absl::Status AppendAudit(sql::Transaction& transaction, const AuditEntry& entry) {
  return AppendAudit(transaction, std::span(&entry, 1));
}

absl::Status AppendAudit(sql::Transaction& transaction, std::span<const AuditEntry> entries) {
  std::vector<sql::Value> cells;
  for (const AuditEntry& entry : entries) {
    absl::StatusOr<sql::Blob> id = NewId();
    if (!id.ok()) return id.status();
    cells.insert(cells.end(), {entry.time_us, *std::move(id), entry.actor, entry.trace_id,
                               entry.action, entry.resource, entry.detail});
  }
  return transaction
      .InsertRows("audit_entries (time_us, id, actor, trace_id, action, resource, detail)", 7,
                  cells)
      .status();
}

absl::StatusOr<std::vector<AuditRecord>> ListAudit(sql::Transaction& transaction,
                                                   const AuditFilter& filter, int limit) {
  sql::Statement query(
      "SELECT time_us, id, actor, trace_id, action, resource, detail FROM audit_entries WHERE 1 = "
      "1");
  if (!filter.resource.empty()) AddResource(query, filter.resource);
  if (filter.after) {
    query.Add("AND time_us >= ? AND (time_us > ? OR id > ?)", filter.after->time_us,
              filter.after->time_us, sql::Blob{filter.after->id});
  }
  query.Add("ORDER BY time_us, id LIMIT ?", limit);
  std::vector<AuditRecord> records;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    records.push_back(ReadRecord(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return records;
}

}  // namespace pingyi::ledger
