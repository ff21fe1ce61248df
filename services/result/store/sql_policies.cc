#include "services/result/store/sql_policies.h"

#include <charconv>

#include <fmt/format.h>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kSelect =
    "SELECT policy, version, digest, display_name, rules, created_us FROM policy_versions";

PolicyVersion ReadPolicy(const sql::Row& row) {
  return {.policy = std::string(row.Text(0)),
          .version = row.Int64(1),
          .digest = std::string(row.Text(2)),
          .display_name = std::string(row.Text(3)),
          .rules = std::string(row.Blob(4)),
          .create_time = sql::FromMicros(row.Int64(5))};
}

absl::StatusOr<std::optional<PolicyVersion>> FindOne(sql::Transaction& transaction,
                                                     const sql::Statement& query) {
  std::optional<PolicyVersion> policy;
  absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
    policy = ReadPolicy(row);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  return policy;
}

// The version an earlier request made; `name` is what NameOf() gave.
absl::StatusOr<PolicyVersion> LoadByName(sql::Transaction& transaction, const std::string& policy,
                                         std::string_view name) {
  PolicyKey key{.policy = policy};
  const std::string_view digits = name.substr(name.rfind('/') + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), key.version);
  return LoadPolicy(transaction, key);
}

absl::StatusOr<std::optional<PolicyVersion>> FindNewest(sql::Transaction& transaction,
                                                        const std::string& policy) {
  sql::Statement query(kSelect);
  return FindOne(transaction, query.Add("WHERE policy = ? ORDER BY version DESC LIMIT 1", policy));
}

// ALREADY_EXISTS if the version is taken.
absl::Status InsertVersion(sql::Transaction& transaction, const PolicyVersion& policy) {
  return transaction
      .Execute(
          "INSERT INTO policy_versions (policy, version, digest, display_name, rules, created_us) "
          "VALUES (?, ?, ?, ?, ?, ?)",
          {policy.policy, policy.version, policy.digest, policy.display_name,
           sql::Blob{policy.rules}, sql::ToMicros(policy.create_time)})
      .status();
}

// Stores the next version, or gives the newest if its digest is the same. Of several callers at
// once one gets the number; the others look again and see the version it made.
absl::StatusOr<PolicyVersion> StoreNext(sql::Transaction& transaction, const PolicyVersion& policy,
                                        bool& created) {
  constexpr int kLooks = 64;
  for (int look = 0; look < kLooks; ++look) {
    absl::StatusOr<std::optional<PolicyVersion>> newest = FindNewest(transaction, policy.policy);
    if (!newest.ok()) return newest.status();
    created = !newest->has_value() || (*newest)->digest != policy.digest;
    if (!created) return **std::move(newest);
    PolicyVersion next = policy;
    next.version = newest->has_value() ? (*newest)->version + 1 : 1;
    absl::Status status = InsertVersion(transaction, next);
    if (status.ok()) return next;
    if (!absl::IsAlreadyExists(status)) return status;
  }
  return MakeError(absl::StatusCode::kAborted, reason::kStorageConflict,
                   "other versions were created at the same moment: try again");
}

}  // namespace

absl::StatusOr<PolicyVersion> InsertPolicy(sql::Transaction& transaction,
                                           const PolicyVersion& policy, const Change& change) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return LoadByName(transaction, policy.policy, **earlier);

  PolicyVersion wanted = policy;
  wanted.create_time = sql::FromMicros(now_us);
  bool created = false;
  absl::StatusOr<PolicyVersion> stored = StoreNext(transaction, wanted, created);
  if (!stored.ok()) return stored;
  const std::string name = NameOf(PolicyKey{stored->policy, stored->version});
  absl::Status status;
  if (created) {
    status = Audit(transaction, change, "policy.create", name, "digest " + stored->digest);
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, name);
  if (!status.ok()) return status;
  return stored;
}

absl::StatusOr<PolicyVersion> LoadPolicy(sql::Transaction& transaction, const PolicyKey& key) {
  sql::Statement query(kSelect);
  query.Add("WHERE policy = ? AND version = ?", key.policy, key.version);
  absl::StatusOr<std::optional<PolicyVersion>> policy = FindOne(transaction, query);
  if (!policy.ok()) return policy.status();
  if (!policy->has_value()) return NotFound(NameOf(key));
  return **std::move(policy);
}

absl::StatusOr<std::vector<PolicyVersion>> LoadPolicies(sql::Transaction& transaction,
                                                        const std::string& policy,
                                                        const std::optional<PolicyKey>& after,
                                                        int limit) {
  sql::Statement query(kSelect);
  query.Add("WHERE 1 = 1");
  if (!policy.empty()) query.Add("AND policy = ?", policy);
  if (after) {
    query.Add("AND policy >= ? AND (policy > ? OR version > ?)", after->policy, after->policy,
              after->version);
  }
  query.Add("ORDER BY policy, version LIMIT ?", limit);
  std::vector<PolicyVersion> policies;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    policies.push_back(ReadPolicy(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return policies;
}

}  // namespace pingyi::result
