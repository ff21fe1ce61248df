#include "services/result/store/sql_releases.h"

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"
#include "services/result/store/sql_runs.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kSelect =
    "SELECT round, number, run, policy, policy_version, policy_digest, frozen_digest, "
    "tally_digest, result_digest, digest, note, releaser, created_us, subject_count, key_id, "
    "signature FROM releases";

Release ReadRelease(const sql::Row& row) {
  return {.round = std::string(row.Text(0)),
          .number = row.Int64(1),
          .run = std::string(row.Text(2)),
          .inputs = {.policy = {.policy = std::string(row.Text(3)), .version = row.Int64(4)},
                     .policy_digest = std::string(row.Text(5)),
                     .frozen_digest = std::string(row.Text(6)),
                     .tally_digest = std::string(row.Text(7))},
          .result_digest = std::string(row.Text(8)),
          .digest = std::string(row.Text(9)),
          .note = std::string(row.Text(10)),
          .releaser = std::string(row.Text(11)),
          .create_time = sql::FromMicros(row.Int64(12)),
          .subject_count = static_cast<int32_t>(row.Int64(13)),
          .key_id = std::string(row.Text(14)),
          .signature = std::string(row.Blob(15))};
}

absl::StatusOr<Release> LoadOne(sql::Transaction& transaction, const sql::Statement& query,
                                const std::string& name) {
  Release release;
  absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
    release = ReadRelease(row);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(name);
  return release;
}

// The next number of the round, unless the run has one already. The caller holds the lock of the
// run.
absl::StatusOr<int64_t> NextNumber(sql::Transaction& transaction, const std::string& round,
                                   const std::string& run) {
  int64_t next = 1;
  int64_t released_as = 0;
  absl::Status status =
      transaction.Query("SELECT number, run FROM releases WHERE round = ? ORDER BY number", {round},
                        [&](const sql::Row& row) {
                          next = row.Int64(0) + 1;
                          if (row.Text(1) == run) released_as = row.Int64(0);
                          return absl::OkStatus();
                        });
  if (!status.ok()) return status;
  if (released_as == 0) return next;
  return MakeError(absl::StatusCode::kAlreadyExists, "the results of this run are released already",
                   {.reason = std::string(reason::kAlreadyReleased),
                    .violations = {},
                    .metadata = {{"release", NameOf(ReleaseKey{round, released_as})}}});
}

absl::Status Store(sql::Transaction& transaction, const Release& release) {
  absl::Status status =
      transaction
          .Execute(
              "INSERT INTO releases (round, number, run, policy, policy_version, policy_digest, "
              "frozen_digest, tally_digest, result_digest, digest, note, releaser, created_us, "
              "subject_count, key_id, signature) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              {release.round, release.number, release.run, release.inputs.policy.policy,
               release.inputs.policy.version, release.inputs.policy_digest,
               release.inputs.frozen_digest, release.inputs.tally_digest, release.result_digest,
               release.digest, release.note, release.releaser, sql::ToMicros(release.create_time),
               release.subject_count, release.key_id, sql::Blob{release.signature}})
          .status();
  if (!absl::IsAlreadyExists(status)) return status;
  return MakeError(absl::StatusCode::kAborted, pingyi::reason::kStorageConflict,
                   "another release was made at the same moment: try again");
}

}  // namespace

absl::StatusOr<Release> InsertRelease(sql::Transaction& transaction, const std::string& round,
                                      const std::string& run_id, const std::string& note,
                                      const Change& change,
                                      absl::FunctionRef<void(Release&)> seal) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) {
    return LoadOne(transaction, sql::Statement(kSelect).Add("WHERE run = ?", run_id), **earlier);
  }
  // A round has one run, so two releases of a round wait for each other here.
  absl::StatusOr<RunRecord> run = LockSucceededRun(transaction, round, run_id);
  if (!run.ok()) return run.status();
  absl::StatusOr<int64_t> number = NextNumber(transaction, round, run_id);
  if (!number.ok()) return number.status();

  Release release{.round = round,
                  .number = *number,
                  .run = run_id,
                  .inputs = run->inputs,
                  .result_digest = run->result_digest,
                  .digest = "",
                  .note = note,
                  .releaser = change.actor,
                  .create_time = sql::FromMicros(now_us),
                  .subject_count = run->subject_count};
  seal(release);
  const std::string name = NameOf(ReleaseKey{round, release.number});
  absl::Status status = Store(transaction, release);
  if (status.ok()) {
    status = Audit(transaction, change, "release.create", name, "digest " + release.digest);
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, name);
  if (!status.ok()) return status;
  return release;
}

absl::StatusOr<std::optional<Release>> LoadReleaseOf(sql::Transaction& transaction,
                                                     const std::string& run,
                                                     const ledger::RequestKey& request) {
  absl::StatusOr<std::optional<std::string>> earlier = ledger::FindRequest(transaction, request);
  if (!earlier.ok()) return earlier.status();
  if (!earlier->has_value()) return std::nullopt;
  absl::StatusOr<Release> release =
      LoadOne(transaction, sql::Statement(kSelect).Add("WHERE run = ?", run), **earlier);
  if (!release.ok()) return release.status();
  return *std::move(release);
}

absl::StatusOr<Release> LoadRelease(sql::Transaction& transaction, const ReleaseKey& key) {
  sql::Statement query(kSelect);
  query.Add("WHERE round = ? AND number = ?", key.round, key.number);
  return LoadOne(transaction, query, NameOf(key));
}

absl::StatusOr<std::vector<Release>> LoadReleases(sql::Transaction& transaction,
                                                  const std::string& round,
                                                  const std::optional<ReleaseKey>& after,
                                                  int limit) {
  sql::Statement query(kSelect);
  query.Add("WHERE 1 = 1");
  if (!round.empty()) query.Add("AND round = ?", round);
  if (after) {
    query.Add("AND round >= ? AND (round > ? OR number > ?)", after->round, after->round,
              after->number);
  }
  query.Add("ORDER BY round, number LIMIT ?", limit);
  std::vector<Release> releases;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    releases.push_back(ReadRelease(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return releases;
}

}  // namespace pingyi::result
