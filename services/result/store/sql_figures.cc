#include "services/result/store/sql_figures.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

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

constexpr sql::Sql kHead =
    "SELECT round, component, source, source_run, source_result_digest, recorder, recorded_us, "
    "subject_count, digest, '' FROM component_figures WHERE round = ?";
constexpr sql::Sql kWhole =
    "SELECT round, component, source, source_run, source_result_digest, recorder, recorded_us, "
    "subject_count, digest, figures FROM component_figures WHERE round = ?";

StoredFigures ReadFigures(const sql::Row& row, bool whole) {
  return {.round = std::string(row.Text(0)),
          .component = std::string(row.Text(1)),
          .source = std::string(row.Text(2)),
          .source_run = std::string(row.Text(3)),
          .source_result_digest = std::string(row.Text(4)),
          .recorder = std::string(row.Text(5)),
          .record_time = sql::FromMicros(row.Int64(6)),
          .subject_count = static_cast<int32_t>(row.Int64(7)),
          .digest = std::string(row.Text(8)),
          .figures = whole ? std::string(row.Blob(9)) : std::string()};
}

absl::StatusOr<std::vector<StoredFigures>> ReadAll(sql::Transaction& transaction,
                                                   const sql::Statement& query, bool whole) {
  std::vector<StoredFigures> all;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    all.push_back(ReadFigures(row, whole));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return all;
}

absl::StatusOr<StoredFigures> LoadHead(sql::Transaction& transaction, const std::string& round,
                                       const std::string& component) {
  sql::Statement query(kHead, round);
  query.Add("AND component = ?", component);
  absl::StatusOr<std::vector<StoredFigures>> found = ReadAll(transaction, query, false);
  if (!found.ok()) return found.status();
  if (found->empty()) return NotFound(FiguresName(round, component));
  return std::move(found->front());
}

constexpr std::string_view kRecordAction = "component.record";
constexpr std::string_view kDetailStart = "figures of ";
constexpr std::string_view kDetailDigest = " subjects, digest ";
constexpr std::string_view kDetailRun = ", of ";

// What the audit trail says of recorded figures.
std::string RecordDetail(const StoredFigures& figures) {
  std::string detail =
      fmt::format("{}{}{}{}", kDetailStart, figures.subject_count, kDetailDigest, figures.digest);
  if (!figures.source_run.empty())
    fmt::format_to(std::back_inserter(detail), "{}{}", kDetailRun, figures.source_run);
  return detail;
}

// Takes number, digest and run from such a detail; false if it is none.
bool ReadDetail(std::string_view detail, StoredFigures& figures) {
  if (!detail.starts_with(kDetailStart)) return false;
  detail.remove_prefix(kDetailStart.size());
  const auto [end, error] =
      std::from_chars(detail.data(), detail.data() + detail.size(), figures.subject_count);
  if (error != std::errc()) return false;
  detail.remove_prefix(static_cast<size_t>(end - detail.data()));
  if (!detail.starts_with(kDetailDigest)) return false;
  detail.remove_prefix(kDetailDigest.size());
  const size_t run = std::min(detail.find(kDetailRun), detail.size());
  figures.digest = detail.substr(0, run);
  figures.source_run = detail.substr(std::min(run + kDetailRun.size(), detail.size()));
  return true;
}

// What a request is settled with: of a component's figures, those with this digest.
std::string MadeBy(std::string_view name, std::string_view digest) {
  return fmt::format("{}@{}", name, digest);
}

// Of a run by its name, "rounds/{round}/runs/{run}". It has one result for good.
absl::StatusOr<std::string> ResultDigestOf(sql::Transaction& transaction, std::string_view name) {
  const std::string_view round = name.substr(0, name.rfind("/runs/"));
  const absl::StatusOr<RunRecord> run =
      LoadRun(transaction, std::string(round.substr(round.find('/') + 1)),
              std::string(name.substr(name.rfind('/') + 1)));
  if (!run.ok()) return run.status();
  return run->result_digest;
}

// What a request that was carried out before recorded; another may have replaced it since. `made`
// is what it was settled with: a name alone is from before the digest was noted. The source is not
// in the trail. Where the trail no longer reaches back so far, the present figures answer.
absl::StatusOr<StoredFigures> LoadAnswered(sql::Transaction& transaction, const std::string& round,
                                           const std::string& component,
                                           const ledger::RequestKey& request,
                                           std::string_view made) {
  const std::string name = FiguresName(round, component);
  std::optional<StoredFigures> answer;
  absl::Status status = transaction.Query(
      "SELECT a.time_us, a.actor, a.detail FROM request_ids q JOIN audit_entries a ON a.resource = "
      "? AND a.time_us = q.time_us AND a.action = ? WHERE q.request_id = ? ORDER BY a.id",
      {name, kRecordAction, request.request_id}, [&](const sql::Row& row) {
        StoredFigures found{.round = round,
                            .component = component,
                            .recorder = std::string(row.Text(1)),
                            .record_time = sql::FromMicros(row.Int64(0))};
        const bool read = !answer && ReadDetail(row.Text(2), found);
        if (read && (made == name || made == MadeBy(name, found.digest))) answer = found;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  if (!answer) return LoadHead(transaction, round, component);
  if (answer->source_run.empty()) return *std::move(answer);
  absl::StatusOr<std::string> digest = ResultDigestOf(transaction, answer->source_run);
  if (!digest.ok()) return digest.status();
  answer->source_result_digest = *std::move(digest);
  return *std::move(answer);
}

// OK if the round has no run, or one that failed.
absl::Status CheckChangeable(sql::Transaction& transaction, const std::string& round) {
  const absl::StatusOr<std::optional<RunState>> state = TouchRun(transaction, round);
  if (!state.ok()) return state.status();
  if (!state->has_value() || **state == RunState::kFailed) return absl::OkStatus();
  const bool running = **state == RunState::kRunning;
  return MakeError(
      running ? absl::StatusCode::kAborted : absl::StatusCode::kFailedPrecondition,
      running ? "the round is being aggregated: look again later"
              : "the round has been aggregated: what its results rest on is final",
      {.reason = std::string(running ? reason::kAggregationRunning : reason::kRoundAggregated),
       .violations = {},
       .metadata = {{"round", "rounds/" + round}}});
}

// The rows updated: 0 or 1.
absl::StatusOr<int64_t> Update(sql::Transaction& transaction, const StoredFigures& f) {
  return transaction.Execute(
      "UPDATE component_figures SET revision = revision + 1, source = ?, source_run = ?, "
      "source_result_digest = ?, recorder = ?, recorded_us = ?, subject_count = ?, digest = ?, "
      "figures = ? WHERE round = ? AND component = ?",
      {f.source, f.source_run, f.source_result_digest, f.recorder, sql::ToMicros(f.record_time),
       int64_t{f.subject_count}, f.digest, sql::Blob{f.figures}, f.round, f.component});
}

absl::Status Upsert(sql::Transaction& transaction, const StoredFigures& f) {
  const absl::StatusOr<int64_t> updated = Update(transaction, f);
  if (!updated.ok()) return updated.status();
  if (*updated > 0) return absl::OkStatus();
  absl::Status inserted =
      transaction
          .Execute(
              "INSERT INTO component_figures (round, component, revision, source, source_run, "
              "source_result_digest, recorder, recorded_us, subject_count, digest, figures) VALUES "
              "(?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
              {f.round, f.component, f.source, f.source_run, f.source_result_digest, f.recorder,
               sql::ToMicros(f.record_time), int64_t{f.subject_count}, f.digest,
               sql::Blob{f.figures}})
          .status();
  // Another writer was the first in between: this one comes after it.
  return absl::IsAlreadyExists(inserted) ? Update(transaction, f).status() : inserted;
}

}  // namespace

// A run that there is, is written before the row is, in the order of StoreResults(). One
// that began only after that is looked for again: should it end at the same time, it either waits
// for the row in HoldFigures() and sees it, or is seen here.
absl::StatusOr<StoredFigures> PutFigures(sql::Transaction& transaction,
                                         const StoredFigures& figures, const Change& change) {
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, sql::ToMicros(change.now));
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) {
    absl::StatusOr<StoredFigures> answer =
        LoadAnswered(transaction, figures.round, figures.component, change.request, **earlier);
    if (answer.ok() && answer->source.empty()) answer->source = figures.source;
    return answer;
  }
  StoredFigures stored = figures;
  stored.recorder = change.actor;
  stored.record_time = change.now;
  const std::string name = FiguresName(stored.round, stored.component);
  absl::Status status = CheckChangeable(transaction, stored.round);
  if (status.ok()) status = Upsert(transaction, stored);
  if (status.ok()) status = CheckChangeable(transaction, stored.round);
  if (status.ok()) {
    status = Audit(transaction, change, kRecordAction, name, RecordDetail(stored));
  }
  if (status.ok()) {
    status = ledger::SettleRequest(transaction, change.request, MadeBy(name, stored.digest));
  }
  if (!status.ok()) return status;
  return LoadHead(transaction, stored.round, stored.component);
}

absl::StatusOr<std::vector<StoredFigures>> LoadFiguresList(sql::Transaction& transaction,
                                                           const std::string& round,
                                                           const std::string& after, int limit) {
  sql::Statement query(kHead, round);
  query.Add("AND component > ? ORDER BY component LIMIT ?", after, int64_t{limit});
  return ReadAll(transaction, query, false);
}

absl::StatusOr<std::vector<StoredFigures>> LoadFigures(sql::Transaction& transaction,
                                                       const std::string& round) {
  sql::Statement query(kWhole, round);
  query.Add("ORDER BY component");
  return ReadAll(transaction, query, true);
}

absl::StatusOr<StoredFigures> LoadFiguresOf(sql::Transaction& transaction, const std::string& round,
                                            const std::string& component) {
  sql::Statement query(kWhole, round);
  query.Add("AND component = ?", component);
  absl::StatusOr<std::vector<StoredFigures>> found = ReadAll(transaction, query, true);
  if (!found.ok()) return found.status();
  if (found->empty()) return NotFound(FiguresName(round, component));
  return std::move(found->front());
}

absl::StatusOr<std::optional<StoredFigures>> LoadFiguresOf(sql::Transaction& transaction,
                                                           const std::string& round,
                                                           const std::string& component,
                                                           const ledger::RequestKey& request) {
  absl::StatusOr<std::optional<std::string>> earlier = ledger::FindRequest(transaction, request);
  if (!earlier.ok()) return earlier.status();
  if (!earlier->has_value()) return std::nullopt;
  absl::StatusOr<StoredFigures> answer =
      LoadAnswered(transaction, round, component, request, **earlier);
  if (!answer.ok()) return answer.status();
  return *std::move(answer);
}

absl::Status HoldFigures(sql::Transaction& transaction, const std::string& round,
                         const std::map<std::string, std::string>& digests) {
  sql::Statement query("SELECT component, digest FROM component_figures WHERE round = ?", round);
  query.Add(transaction.dialect().for_update);
  std::map<std::string, std::string> found;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    found.emplace(row.Text(0), row.Text(1));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (found == digests) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, pingyi::reason::kStorageConflict,
                   "the figures of a component were changed while the round was aggregated");
}

}  // namespace pingyi::result
