#include "services/result/store/sql_subjects.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
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
    "SELECT round, subject, kind, reason, decider, updated_us FROM subject_exclusions WHERE round "
    "= ?";
constexpr size_t kBoardColumns = 11;

absl::StatusOr<std::vector<StoredExclusion>> ReadAll(sql::Transaction& transaction,
                                                     const sql::Statement& query) {
  std::vector<StoredExclusion> all;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    all.push_back({.round = std::string(row.Text(0)),
                   .subject = std::string(row.Text(1)),
                   .kind = std::string(row.Text(2)),
                   .reason = std::string(row.Text(3)),
                   .decider = std::string(row.Text(4)),
                   .update_time = sql::FromMicros(row.Int64(5))});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return all;
}

absl::StatusOr<StoredExclusion> LoadOne(sql::Transaction& transaction, const ExclusionKey& key) {
  sql::Statement query(kSelect, key.round);
  query.Add("AND subject = ?", key.subject);
  absl::StatusOr<std::vector<StoredExclusion>> found = ReadAll(transaction, query);
  if (!found.ok()) return found.status();
  if (found->empty()) return NotFound(NameOf(key));
  return std::move(found->front());
}

// What answers a request that was carried out before: the exclusion as the request made it, which
// may have been replaced or taken back since.
absl::StatusOr<StoredExclusion> LoadAnswered(sql::Transaction& transaction,
                                             const StoredExclusion& asked,
                                             const ledger::RequestKey& request) {
  StoredExclusion made = asked;
  const absl::StatusOr<bool> found =
      transaction.QueryOne("SELECT time_us FROM request_ids WHERE request_id = ?",
                           {request.request_id}, [&](const sql::Row& row) {
                             made.update_time = sql::FromMicros(row.Int64(0));
                             return absl::OkStatus();
                           });
  if (!found.ok()) return found.status();
  return made;
}

// OK unless the round's run has succeeded. One that is at work finds the change in
// HoldExclusions().
absl::Status CheckOpen(sql::Transaction& transaction, const std::string& round) {
  const absl::StatusOr<std::optional<RunState>> state = TouchRun(transaction, round);
  if (!state.ok()) return state.status();
  if (*state != RunState::kSucceeded) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the round has been aggregated: what its results rest on is final",
                   {.reason = std::string(reason::kRoundAggregated),
                    .violations = {},
                    .metadata = {{"round", "rounds/" + round}}});
}

// The rows updated: 0 or 1.
absl::StatusOr<int64_t> Update(sql::Transaction& transaction, const StoredExclusion& e) {
  return transaction.Execute(
      "UPDATE subject_exclusions SET revision = revision + 1, kind = ?, reason = ?, decider = ?, "
      "updated_us = ? WHERE round = ? AND subject = ?",
      {e.kind, e.reason, e.decider, sql::ToMicros(e.update_time), e.round, e.subject});
}

absl::Status Upsert(sql::Transaction& transaction, const StoredExclusion& e) {
  const absl::StatusOr<int64_t> updated = Update(transaction, e);
  if (!updated.ok()) return updated.status();
  if (*updated > 0) return absl::OkStatus();
  absl::Status inserted =
      transaction
          .Execute(
              "INSERT INTO subject_exclusions (round, subject, revision, kind, reason, decider, "
              "updated_us) VALUES (?, ?, 1, ?, ?, ?, ?)",
              {e.round, e.subject, e.kind, e.reason, e.decider, sql::ToMicros(e.update_time)})
          .status();
  // Another writer was the first in between: this one comes after it.
  return absl::IsAlreadyExists(inserted) ? Update(transaction, e).status() : inserted;
}

}  // namespace

absl::StatusOr<StoredExclusion> PutExclusion(sql::Transaction& transaction,
                                             const StoredExclusion& exclusion,
                                             const Change& change) {
  const ExclusionKey key{exclusion.round, exclusion.subject};
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, sql::ToMicros(change.now));
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return LoadAnswered(transaction, exclusion, change.request);
  StoredExclusion stored = exclusion;
  stored.update_time = sql::FromMicros(sql::ToMicros(change.now));
  absl::Status status = CheckOpen(transaction, stored.round);
  if (status.ok()) status = Upsert(transaction, stored);
  // A run that began only now is written as well.
  if (status.ok()) status = CheckOpen(transaction, stored.round);
  if (status.ok()) {
    status = Audit(transaction, change, "exclusion.set", NameOf(key),
                   fmt::format("{}, decided by {}, reason {}", stored.kind, stored.decider,
                               crypto::Hex(crypto::Sha256(stored.reason))));
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, NameOf(key));
  if (!status.ok()) return status;
  return stored;
}

absl::StatusOr<std::optional<StoredExclusion>> LoadExclusionOf(sql::Transaction& transaction,
                                                               const StoredExclusion& exclusion,
                                                               const ledger::RequestKey& request) {
  absl::StatusOr<std::optional<std::string>> earlier = ledger::FindRequest(transaction, request);
  if (!earlier.ok()) return earlier.status();
  if (!earlier->has_value()) return std::nullopt;
  absl::StatusOr<StoredExclusion> answer = LoadAnswered(transaction, exclusion, request);
  if (!answer.ok()) return answer.status();
  return *std::move(answer);
}

absl::Status DropExclusion(sql::Transaction& transaction, const ExclusionKey& key,
                           const Change& change) {
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, sql::ToMicros(change.now));
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return absl::OkStatus();
  absl::Status status = CheckOpen(transaction, key.round);
  if (!status.ok()) return status;
  const absl::StatusOr<StoredExclusion> present = LoadOne(transaction, key);
  if (!present.ok()) return present.status();
  status = transaction
               .Execute("DELETE FROM subject_exclusions WHERE round = ? AND subject = ?",
                        {key.round, key.subject})
               .status();
  if (status.ok()) status = CheckOpen(transaction, key.round);
  if (status.ok()) {
    status = Audit(transaction, change, "exclusion.remove", NameOf(key), present->kind);
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, NameOf(key));
  return status;
}

absl::StatusOr<std::vector<StoredExclusion>> LoadExclusions(sql::Transaction& transaction,
                                                            const std::string& round,
                                                            const std::string& after, int limit) {
  sql::Statement query(kSelect, round);
  query.Add("AND subject > ? ORDER BY subject LIMIT ?", after, int64_t{limit});
  return ReadAll(transaction, query);
}

absl::Status HoldExclusions(sql::Transaction& transaction, const std::string& round,
                            const std::map<std::string, std::string>& kinds) {
  sql::Statement query(kSelect, round);
  query.Add(transaction.dialect().for_update);
  const absl::StatusOr<std::vector<StoredExclusion>> all = ReadAll(transaction, query);
  if (!all.ok()) return all.status();
  std::map<std::string, std::string> found;
  for (const StoredExclusion& exclusion : *all) found.emplace(exclusion.subject, exclusion.kind);
  if (found == kinds) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, pingyi::reason::kStorageConflict,
                   "an exclusion was changed while the round was aggregated");
}

std::vector<sql::Value> BoardCells(const std::string& run,
                                   const std::vector<StoredBoardRow>& rows) {
  std::vector<sql::Value> cells;
  cells.reserve(rows.size() * kBoardColumns);
  int64_t number = 0;
  for (const StoredBoardRow& row : rows) {
    cells.insert(cells.end(), {run, ++number, row.leaderboard, row.section, row.rank,
                               row.shared_rank ? 1 : 0, row.subject, row.display_name,
                               row.score_exact, row.score_rounded, int64_t{row.suppression}});
  }
  return cells;
}

absl::Status InsertBoards(sql::Transaction& transaction, const std::vector<sql::Value>& cells) {
  if (cells.empty()) return absl::OkStatus();
  return transaction
      .InsertRows(
          "leaderboard_rows (run, number, leaderboard, section, place, shared_place, subject, "
          "display_name, score_exact, score_rounded, suppression)",
          kBoardColumns, cells)
      .status();
}

absl::StatusOr<std::vector<StoredBoardRow>> LoadBoards(sql::Transaction& transaction,
                                                       const std::string& round,
                                                       const std::string& run, int64_t after,
                                                       int limit) {
  // Tells a run without results from one without boards.
  if (absl::Status status = LoadShape(transaction, round, run).status(); !status.ok()) {
    return status;
  }
  std::vector<StoredBoardRow> rows;
  absl::Status status = transaction.Query(
      "SELECT leaderboard, section, place, shared_place, subject, display_name, score_exact, "
      "score_rounded, suppression FROM leaderboard_rows WHERE run = ? AND number > ? ORDER BY "
      "number LIMIT ?",
      {run, after, int64_t{limit}}, [&](const sql::Row& row) {
        rows.push_back({.leaderboard = std::string(row.Text(0)),
                        .section = std::string(row.Text(1)),
                        .rank = row.Int64(2),
                        .shared_rank = row.Int64(3) != 0,
                        .subject = std::string(row.Text(4)),
                        .display_name = std::string(row.Text(5)),
                        .score_exact = std::string(row.Text(6)),
                        .score_rounded = std::string(row.Text(7)),
                        .suppression = static_cast<int32_t>(row.Int64(8))});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return rows;
}

}  // namespace pingyi::result
