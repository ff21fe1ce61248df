#include "services/base/ledger/requests.h"

#include "services/base/status/error.h"

namespace pingyi::ledger {
namespace {

absl::Status Insert(sql::Transaction& transaction, const RequestKey& key, std::string_view resource,
                    int64_t now_us) {
  return transaction
      .Execute(
          "INSERT INTO request_ids (request_id, method, digest, resource, time_us) VALUES (?, ?, "
          "?, "
          "?, ?)",
          {key.request_id, key.method, sql::Blob{key.digest}, resource, now_us})
      .status();
}

}  // namespace

absl::StatusOr<std::optional<std::string>> FindRequest(sql::Transaction& transaction,
                                                       const RequestKey& key) {
  if (key.request_id.empty()) return std::nullopt;
  RequestKey earlier{.request_id = key.request_id, .method = "", .digest = ""};
  std::string resource;
  absl::StatusOr<bool> found =
      transaction.QueryOne("SELECT method, digest, resource FROM request_ids WHERE request_id = ?",
                           {key.request_id}, [&](const sql::Row& row) {
                             earlier.method = row.Text(0);
                             earlier.digest = row.Blob(1);
                             resource = row.Text(2);
                             return absl::OkStatus();
                           });
  if (!found.ok()) return found.status();
  if (!*found) return std::nullopt;
  if (earlier == key) return resource;
  return MakeError(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                   "the request_id was used before for another request: use a new one");
}

absl::StatusOr<std::optional<std::string>> ClaimRequest(sql::Transaction& transaction,
                                                        const RequestKey& key, int64_t now_us) {
  if (key.request_id.empty()) return std::nullopt;
  absl::Status status = Insert(transaction, key, "", now_us);
  if (status.ok()) return std::nullopt;
  if (!absl::IsAlreadyExists(status)) return status;
  absl::StatusOr<std::optional<std::string>> earlier = FindRequest(transaction, key);
  if (!earlier.ok() || earlier->has_value()) return earlier;
  // Taken, and yet not to be seen: removed in between, as too old to be kept.
  return absl::AbortedError("the request_id was in use a moment ago: try again");
}

absl::Status SettleRequest(sql::Transaction& transaction, const RequestKey& key,
                           std::string_view resource) {
  if (key.request_id.empty()) return absl::OkStatus();
  absl::StatusOr<int64_t> rows = transaction.Execute(
      "UPDATE request_ids SET resource = ? WHERE request_id = ?", {resource, key.request_id});
  if (!rows.ok()) return rows.status();
  return *rows == 1 ? absl::OkStatus() : absl::InternalError("a request was settled unclaimed");
}

absl::Status RecordRequest(sql::Transaction& transaction, const RequestKey& key,
                           std::string_view resource, int64_t now_us) {
  if (key.request_id.empty()) return absl::OkStatus();
  absl::Status status = Insert(transaction, key, resource, now_us);
  if (!absl::IsAlreadyExists(status)) return status;
  return absl::AbortedError("the same request was carried out at the same moment: try again");
}

}  // namespace pingyi::ledger
