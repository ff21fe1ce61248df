#include "services/result/store/sql_releases.h"

#include <algorithm>
#include <set>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"
#include "services/result/store/sql_decisions.h"
#include "services/result/store/sql_objections.h"
#include "services/result/store/sql_release_parts.h"
#include "services/result/store/sql_runs.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kSelect =
    "SELECT round, number, run, policy, policy_version, policy_digest, frozen_digest, "
    "tally_digest, result_digest, digest, note, releaser, created_us, subject_count, key_id, "
    "signature, (SELECT inputs_digest FROM aggregation_runs WHERE aggregation_runs.run = "
    "releases.run) FROM releases";

Release ReadRelease(const sql::Row& row) {
  return {.round = std::string(row.Text(0)),
          .number = row.Int64(1),
          .run = std::string(row.Text(2)),
          .inputs = {.policy = {.policy = std::string(row.Text(3)), .version = row.Int64(4)},
                     .policy_digest = std::string(row.Text(5)),
                     .frozen_digest = std::string(row.Text(6)),
                     .tally_digest = std::string(row.Text(7)),
                     .inputs_digest = std::string(row.Text(16))},
          .result_digest = std::string(row.Text(8)),
          .digest = std::string(row.Text(9)),
          .note = std::string(row.Text(10)),
          .releaser = std::string(row.Text(11)),
          .create_time = sql::FromMicros(row.Int64(12)),
          .subject_count = static_cast<int32_t>(row.Int64(13)),
          .key_id = std::string(row.Text(14)),
          .signature = std::string(row.Blob(15))};
}

// The release with its parts.
absl::StatusOr<Release> LoadOne(sql::Transaction& transaction, const ReleaseKey& key) {
  sql::Statement query(kSelect);
  query.Add("WHERE round = ? AND number = ?", key.round, key.number);
  std::vector<Release> releases(1);
  absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
    releases.front() = ReadRelease(row);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(NameOf(key));
  absl::Status status = LoadReleaseParts(transaction, releases);
  if (!status.ok()) return status;
  return std::move(releases.front());
}

absl::Status AlreadyReleased(const ReleaseKey& newest) {
  return MakeError(absl::StatusCode::kAlreadyExists, "the results of this run are released already",
                   {.reason = std::string(reason::kAlreadyReleased),
                    .violations = {},
                    .metadata = {{"release", NameOf(newest)}}});
}

absl::Status NotNewest(const ReleaseKey& newest) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "a later release took the place of the one that is to be amended",
                   {.reason = std::string(reason::kReleaseAmended),
                    .violations = {},
                    .metadata = {{"release", NameOf(newest)}}});
}

// The round's newest release, which must be the one to be amended; nullopt if the round has none,
// and none is to be. The caller holds the lock of the run.
absl::StatusOr<std::optional<Release>> FindAmended(sql::Transaction& transaction,
                                                   const std::string& round, int64_t amends) {
  ReleaseKey newest{.round = round, .number = 0};
  absl::StatusOr<bool> found =
      transaction.QueryOne("SELECT COALESCE(MAX(number), 0) FROM releases WHERE round = ?", {round},
                           [&](const sql::Row& row) {
                             newest.number = row.Int64(0);
                             return absl::OkStatus();
                           });
  if (!found.ok()) return found.status();
  if (amends == 0 && newest.number == 0) return std::nullopt;
  if (amends == 0) return AlreadyReleased(newest);
  if (amends > newest.number) return NotFound(NameOf(ReleaseKey{round, amends}));
  if (amends < newest.number) return NotNewest(newest);
  absl::StatusOr<Release> amended = LoadOne(transaction, newest);
  if (!amended.ok()) return amended.status();
  return *std::move(amended);
}

// OK if the committee has decided every tie that was left to it. Else all subjects in question are
// named: whom the caller may be told of is for who knows what of the run may be shown.
absl::Status CheckDecided(sql::Transaction& transaction, const Release& release) {
  std::set<std::string> open;
  absl::Status status = transaction.Query(
      "SELECT subject FROM subject_results WHERE run = ? AND undecided_grade <> ''", {release.run},
      [&](const sql::Row& row) {
        open.emplace(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  for (const GradeDecision& decision : release.decisions) open.erase(decision.subject);
  if (open.empty()) return absl::OkStatus();
  ErrorDetails details{
      .reason = std::string(reason::kTieUndecided), .violations = {}, .metadata = {}};
  for (const std::string& subject : open) {
    details.violations.push_back(
        {.field = "rounds/" + release.round + "/subjects/" + subject,
         .description =
             "shares a place at the edge of a quota: the committee has to decide its grade",
         .reason = std::string(reason::kTieUndecided)});
  }
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      "a tie at the edge of a quota is left to the committee, which has not decided it", details);
}

// Decisions, and what the release says of the one it amends.
absl::Status AddParts(sql::Transaction& transaction, const ReleaseDraft& draft, Release& release) {
  absl::StatusOr<std::optional<Release>> amended =
      FindAmended(transaction, release.round, draft.amends);
  if (!amended.ok()) return amended.status();
  release.number = draft.amends + 1;
  release.publicity = draft.publicity;
  absl::StatusOr<std::vector<GradeDecision>> decisions =
      LoadDecisionsInForce(transaction, release.round, release.run);
  if (!decisions.ok()) return decisions.status();
  release.decisions = *std::move(decisions);
  if (absl::Status status = CheckDecided(transaction, release); !status.ok()) return status;
  if (!amended->has_value()) return CheckSize(release);
  release.amends = draft.amends;
  release.figures = draft.figures;
  release.amended_digest = (*amended)->digest;
  absl::StatusOr<std::vector<SettledObjection>> settled = LoadToSettle(transaction, draft.settled);
  if (!settled.ok()) return settled.status();
  release.settled = *std::move(settled);
  absl::StatusOr<std::vector<ResultDifference>> changes =
      LoadChanges(transaction, release, (*amended)->decisions);
  if (!changes.ok()) return changes.status();
  release.changes = *std::move(changes);
  return CheckSize(release);
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
                                      const std::string& run_id, const ReleaseDraft& draft,
                                      const Change& change,
                                      absl::FunctionRef<void(Release&)> seal) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return LoadOne(transaction, {round, LastNumberOf(**earlier)});
  // A round has one run, so two releases of a round wait for each other here.
  absl::StatusOr<RunRecord> run = LockSucceededRun(transaction, round, run_id);
  if (!run.ok()) return run.status();
  Release release{.round = round,
                  .run = run_id,
                  .inputs = run->inputs,
                  .result_digest = run->result_digest,
                  .digest = "",
                  .note = draft.note,
                  .releaser = change.actor,
                  .create_time = sql::FromMicros(now_us),
                  .subject_count = run->subject_count};
  absl::Status status = AddParts(transaction, draft, release);
  if (!status.ok()) return status;
  seal(release);
  const std::string name = NameOf(ReleaseKey{round, release.number});
  status = Store(transaction, release);
  if (status.ok()) status = StoreReleaseParts(transaction, release);
  if (status.ok()) {
    status = Audit(transaction, change, "release.create", name, "digest " + release.digest);
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, name);
  if (!status.ok()) return status;
  return release;
}

absl::StatusOr<std::optional<Release>> LoadReleaseOf(sql::Transaction& transaction,
                                                     const std::string& round,
                                                     const ledger::RequestKey& request) {
  absl::StatusOr<std::optional<std::string>> earlier = ledger::FindRequest(transaction, request);
  if (!earlier.ok()) return earlier.status();
  if (!earlier->has_value()) return std::nullopt;
  absl::StatusOr<Release> release = LoadOne(transaction, {round, LastNumberOf(**earlier)});
  if (!release.ok()) return release.status();
  return *std::move(release);
}

absl::StatusOr<Release> LoadRelease(sql::Transaction& transaction, const ReleaseKey& key) {
  return LoadOne(transaction, key);
}

absl::StatusOr<ReleasePage> LoadReleases(sql::Transaction& transaction, const std::string& round,
                                         const std::optional<ReleaseKey>& after, int limit,
                                         size_t max_bytes) {
  sql::Statement query(kSelect);
  query.Add("WHERE 1 = 1");
  if (!round.empty()) query.Add("AND round = ?", round);
  if (after) {
    query.Add("AND round >= ? AND (round > ? OR number > ?)", after->round, after->round,
              after->number);
  }
  query.Add("ORDER BY round, number LIMIT ?", int64_t{limit} + 1);
  ReleasePage page;
  std::vector<Release>& releases = page.releases;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    releases.push_back(ReadRelease(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  // Of the row itself little can be large; of what belongs to it, much.
  const absl::StatusOr<size_t> fitting = CountFitting(transaction, releases, max_bytes);
  if (!fitting.ok()) return fitting.status();
  const size_t count = std::min(*fitting, static_cast<size_t>(limit));
  page.more = count < releases.size();
  releases.resize(count);
  status = LoadReleaseParts(transaction, releases);
  if (!status.ok()) return status;
  return page;
}

}  // namespace pingyi::result
