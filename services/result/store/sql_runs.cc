#include "services/result/store/sql_runs.h"

#include <algorithm>

#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <fmt/format.h>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/result/domain/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kSelect =
    "SELECT round, run, state, stage, attempt, subjects_done, subject_count, policy, "
    "policy_version, policy_digest, frozen_digest, tally_digest, result_digest, error, start_us, "
    "end_us, lease_us, inputs_digest FROM aggregation_runs";

std::optional<absl::Time> OptionalTime(std::optional<int64_t> micros) {
  if (!micros) return std::nullopt;
  return sql::FromMicros(*micros);
}

RunRecord ReadRun(const sql::Row& row) {
  RunRecord run{.round = std::string(row.Text(0)),
                .run = std::string(row.Text(1)),
                .state = static_cast<RunState>(row.Int64(2)),
                .stage = static_cast<RunStage>(row.Int64(3)),
                .attempt = row.Int64(4),
                .subjects_done = static_cast<int32_t>(row.Int64(5)),
                .subject_count = static_cast<int32_t>(row.Int64(6)),
                .inputs = {.policy = {.policy = std::string(row.Text(7)), .version = row.Int64(8)},
                           .policy_digest = std::string(row.Text(9)),
                           .frozen_digest = std::string(row.Text(10)),
                           .tally_digest = std::string(row.Text(11)),
                           .inputs_digest = std::string(row.Text(17))},
                .result_digest = std::string(row.Text(12)),
                .start_time = sql::FromMicros(row.Int64(14)),
                .end_time = OptionalTime(row.OptionalInt64(15)),
                .lease_expiry = OptionalTime(row.OptionalInt64(16))};
  if (auto error = row.OptionalBlob(13)) run.error = std::string(*error);
  return run;
}

absl::StatusOr<std::optional<RunRecord>> FindOne(sql::Transaction& transaction,
                                                 const sql::Statement& query) {
  std::optional<RunRecord> run;
  absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
    run = ReadRun(row);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  return run;
}

absl::Status Running(const std::string& round) {
  return MakeError(absl::StatusCode::kAborted,
                   "the round is being aggregated by another call: look again later",
                   {.reason = std::string(reason::kAggregationRunning),
                    .violations = {},
                    .metadata = {{"round", "rounds/" + round}}});
}

// What an update that compares and swaps gives when it did not match its row.
absl::Status OneRow(absl::StatusOr<int64_t> rows, const std::string& round) {
  if (!rows.ok()) return rows.status();
  return *rows == 1 ? absl::OkStatus() : Running(round);
}

absl::Status InsertRun(sql::Transaction& transaction, const RunRecord& run) {
  absl::Status status =
      transaction
          .Execute(
              "INSERT INTO aggregation_runs (round, run, state, stage, attempt, revision, "
              "subjects_done, subject_count, policy, policy_version, policy_digest, frozen_digest, "
              "tally_digest, result_digest, group_keys, criterion_keys, start_us, lease_us) "
              "VALUES (?, ?, 1, 1, 1, 1, 0, 0, '', 0, '', '', '', '', '', '', ?, ?)",
              {run.round, run.run, sql::ToMicros(run.start_time), sql::ToMicros(*run.lease_expiry)})
          .status();
  return absl::IsAlreadyExists(status) ? Running(run.round) : status;
}

absl::Status NotSucceeded(const std::string& name) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the run did not succeed, so it has no results",
                   {.reason = std::string(reason::kRunNotSucceeded),
                    .violations = {},
                    .metadata = {{"run", name}}});
}

// Keys hold no comma.
std::vector<std::string> SplitKeys(std::string_view keys) {
  return absl::StrSplit(std::string(keys), ',', absl::SkipEmpty());
}

// The attempt it was found with must be there still.
absl::Status TakeOver(sql::Transaction& transaction, const RunRecord& run) {
  return OneRow(
      transaction.Execute(
          "UPDATE aggregation_runs SET state = 1, stage = 1, attempt = attempt + 1, revision = "
          "revision + 1, subjects_done = 0, subject_count = 0, policy = '', policy_version = 0, "
          "policy_digest = '', frozen_digest = '', tally_digest = '', inputs_digest = '', error = "
          "NULL, start_us = ?, "
          "end_us = NULL, lease_us = ? WHERE round = ? AND attempt = ? AND state <> 2",
          {sql::ToMicros(run.start_time), sql::ToMicros(*run.lease_expiry), run.round,
           run.attempt - 1}),
      run.round);
}

absl::StatusOr<RunRecord> FindRun(sql::Transaction& transaction, const std::string& round,
                                  const std::string& run, sql::Sql lock) {
  sql::Statement query(kSelect);
  query.Add("WHERE round = ? AND run = ?", round, run).Add(lock);
  absl::StatusOr<std::optional<RunRecord>> found = FindOne(transaction, query);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return NotFound(RunName(round, run));
  return **std::move(found);
}

}  // namespace

absl::StatusOr<RunRecord> BeginRun(sql::Transaction& transaction, const std::string& round,
                                   const std::string& new_run, absl::Duration lease,
                                   const Change& change) {
  // Only a repeat with another content matters: the run itself says whether it was carried out.
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::FindRequest(transaction, change.request);
  if (!earlier.ok()) return earlier.status();
  sql::Statement query(kSelect);
  query.Add("WHERE round = ?", round).Add(transaction.dialect().for_update);
  absl::StatusOr<std::optional<RunRecord>> found = FindOne(transaction, query);
  if (!found.ok()) return found.status();

  const absl::Time now = sql::FromMicros(sql::ToMicros(change.now));
  RunRecord run{.round = round,
                .run = new_run,
                .attempt = 1,
                .start_time = now,
                .lease_expiry = sql::FromMicros(sql::ToMicros(now + lease))};
  absl::Status status;
  if (!found->has_value()) {
    status = InsertRun(transaction, run);
  } else {
    const RunRecord& present = **found;
    if (present.state == RunState::kSucceeded) return present;
    if (present.state == RunState::kRunning && *present.lease_expiry > now) return Running(round);
    run.run = present.run;
    run.attempt = present.attempt + 1;
    status = TakeOver(transaction, run);
  }
  if (!status.ok()) return status;
  status = Audit(transaction, change, "run.begin", RunName(round, run.run),
                 fmt::format("attempt {}", run.attempt));
  if (!status.ok()) return status;
  return run;
}

absl::Status UpdateProgress(sql::Transaction& transaction, const RunLease& lease,
                            const RunProgress& progress, absl::Time lease_expiry) {
  sql::Statement update(
      "UPDATE aggregation_runs SET revision = revision + 1, stage = ?, subjects_done = ?, "
      "subject_count = ?, lease_us = ?",
      static_cast<int>(progress.stage), progress.subjects_done, progress.subject_count,
      sql::ToMicros(lease_expiry));
  if (progress.inputs) {
    const RunInputs& inputs = *progress.inputs;
    update.Add(
        ", policy = ?, policy_version = ?, policy_digest = ?, frozen_digest = ?, tally_digest = ?, "
        "inputs_digest = ?",
        inputs.policy.policy, inputs.policy.version, inputs.policy_digest, inputs.frozen_digest,
        inputs.tally_digest, inputs.inputs_digest);
  }
  update.Add("WHERE round = ? AND run = ? AND attempt = ? AND state = 1", lease.round, lease.run,
             lease.attempt);
  return OneRow(transaction.Execute(update), lease.round);
}

absl::StatusOr<std::optional<RunState>> TouchRun(sql::Transaction& transaction,
                                                 const std::string& round) {
  absl::Status status = transaction
                            .Execute(
                                "UPDATE aggregation_runs SET revision = revision + 1 WHERE round = "
                                "? AND state <> 2",
                                {round})
                            .status();
  if (!status.ok()) return status;
  sql::Statement query("SELECT state FROM aggregation_runs WHERE round = ?", round);
  query.Add(transaction.dialect().for_update);
  std::optional<RunState> state;
  absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
    state = static_cast<RunState>(row.Int64(0));
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  return state;
}

absl::Status HoldLease(sql::Transaction& transaction, const RunLease& lease) {
  return OneRow(
      transaction.Execute("UPDATE aggregation_runs SET revision = revision + 1 WHERE round = ? AND "
                          "run = ? AND attempt = ? AND state = 1",
                          {lease.round, lease.run, lease.attempt}),
      lease.round);
}

absl::Status EndSucceeded(sql::Transaction& transaction, const RunLease& lease,
                          const RunResults& results, absl::Time now) {
  const auto subjects = static_cast<int64_t>(results.results.size());
  return OneRow(transaction.Execute(
                    "UPDATE aggregation_runs SET state = 2, stage = 4, revision = revision + "
                    "1, subjects_done = ?, subject_count = ?, result_digest = ?, group_keys "
                    "= ?, criterion_keys = ?, end_us = ?, lease_us = NULL WHERE round = ? "
                    "AND attempt = ? AND state = 1",
                    {subjects, subjects, results.digest, absl::StrJoin(results.shape.groups, ","),
                     absl::StrJoin(results.shape.criteria, ","), sql::ToMicros(now), lease.round,
                     lease.attempt}),
                lease.round);
}

absl::Status EndFailed(sql::Transaction& transaction, const RunLease& lease,
                       const std::string& error, absl::Time now) {
  return OneRow(transaction.Execute(
                    "UPDATE aggregation_runs SET state = 3, revision = revision + 1, error = "
                    "?, end_us = ?, lease_us = NULL WHERE round = ? AND run = ? AND attempt "
                    "= ? AND state = 1",
                    {sql::Blob{error}, sql::ToMicros(now), lease.round, lease.run, lease.attempt}),
                lease.round);
}

absl::StatusOr<RunRecord> LoadRun(sql::Transaction& transaction, const std::string& round,
                                  const std::string& run) {
  return FindRun(transaction, round, run, {});
}

absl::StatusOr<RunRecord> LockSucceededRun(sql::Transaction& transaction, const std::string& round,
                                           const std::string& run) {
  absl::StatusOr<RunRecord> found =
      FindRun(transaction, round, run, transaction.dialect().for_update);
  if (!found.ok() || found->state == RunState::kSucceeded) return found;
  return NotSucceeded(RunName(round, run));
}

absl::StatusOr<ResultShape> LoadShape(sql::Transaction& transaction, const std::string& round,
                                      const std::string& run) {
  ResultShape shape;
  bool succeeded = false;
  absl::StatusOr<bool> found = transaction.QueryOne(
      "SELECT state, group_keys, criterion_keys FROM aggregation_runs WHERE round = ? AND run = ?",
      {round, run}, [&](const sql::Row& row) {
        succeeded = row.Int64(0) == static_cast<int>(RunState::kSucceeded);
        shape = {.groups = SplitKeys(row.Text(1)), .criteria = SplitKeys(row.Text(2))};
        return absl::OkStatus();
      });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(RunName(round, run));
  if (!succeeded) return NotSucceeded(RunName(round, run));
  return shape;
}

absl::StatusOr<std::vector<RunRecord>> LoadRuns(sql::Transaction& transaction,
                                                const std::string& round,
                                                std::optional<RunState> state,
                                                const std::string& after_round, int limit) {
  sql::Statement query(kSelect);
  query.Add("WHERE round > ?", after_round);
  if (!round.empty()) query.Add("AND round = ?", round);
  if (state) query.Add("AND state = ?", static_cast<int>(*state));
  query.Add("ORDER BY round LIMIT ?", limit);
  std::vector<RunRecord> runs;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    runs.push_back(ReadRun(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return runs;
}

absl::StatusOr<std::map<std::string, RunRecord>> LoadRunsOf(sql::Transaction& transaction,
                                                            std::span<const std::string> rounds) {
  constexpr size_t kAtOnce = 256;
  std::map<std::string, RunRecord> runs;
  while (!rounds.empty()) {
    const auto some = rounds.first(std::min(rounds.size(), kAtOnce));
    rounds = rounds.subspan(some.size());
    sql::Statement query(kSelect);
    query.Add("WHERE round IN").AddList(std::vector<sql::Value>(some.begin(), some.end()));
    absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
      RunRecord run = ReadRun(row);
      std::string round = run.round;
      runs.emplace(std::move(round), std::move(run));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return runs;
}

}  // namespace pingyi::result
