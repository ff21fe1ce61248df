#include "services/appraisal/store/ballot_box.h"

#include <atomic>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/cast_batch.h"
#include "services/appraisal/store/change.h"
#include "services/appraisal/store/credential_cache.h"
#include "services/appraisal/store/credential_table.h"
#include "services/appraisal/store/lone_cast.h"
#include "services/appraisal/store/round_look.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/tally_store.h"
#include "services/appraisal/store/turnout_table.h"
#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"
#include "services/base/telemetry/sparing.h"

namespace pingyi::appraisal {
namespace {

// How often a batch is looked at anew because another process spent one of its credentials between
// the look and the write: the next look sees that. A key that is taken time and again is another
// fault, and not to be waited for.
constexpr int kMaxLooks = 4;

// How many batches are looked at wholly from the start after one that had to be: repeated ballots
// seldom come alone, and whoever sends them on purpose hardly slows the others down.
constexpr int kWholeLooks = 64;

// The time between two log lines about faults of the quick way.
constexpr absl::Duration kFaultInterval = absl::Minutes(1);

class SqlBallotBox : public BallotBox {
 public:
  SqlBallotBox(sql::Database& database, const Clock& clock, IdSource& ids)
      : database_(database), clock_(clock), ids_(ids) {}

  absl::Status IssueCredentials(const ChangeContext& context,
                                const CredentialBatch& batch) override;
  absl::StatusOr<int64_t> RevokeCredentials(const ChangeContext& context, std::string_view round_id,
                                            std::string_view batch_id,
                                            std::string_view reason) override;
  absl::StatusOr<CastOutcomes> CastBatch(absl::Time deadline,
                                         std::span<const PreparedCast> casts) override;
  absl::StatusOr<Turnout> GetTurnout(absl::Time deadline, std::string_view round_id) override;
  absl::StatusOr<TallyPage> ListTallies(absl::Time deadline, std::string_view round_id,
                                        int32_t after_position, int limit,
                                        int64_t max_bytes) override;
  absl::StatusOr<std::vector<NamedBallot>> ListNamedBallots(absl::Time deadline,
                                                            std::string_view round_id,
                                                            std::string_view after_id,
                                                            int limit) override;

 private:
  // In one round trip. NOT_FOUND if nothing was done and the ballot takes the long way; UNAVAILABLE
  // if it may have been cast.
  absl::StatusOr<CastReceipt> CastAlone(absl::Time deadline, const PreparedCast& cast);
  absl::StatusOr<CastOutcomes> CastAll(absl::Time deadline, std::span<const PreparedCast> casts);
  Look NextLook(size_t casts);
  void LogFault(const absl::Status& status);

  sql::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  SeenWindows seen_;
  CredentialCache credentials_;
  std::atomic<int> whole_looks_ = 0;  // still to come
  telemetry::Sparing faults_{kFaultInterval};
};

absl::Status SqlBallotBox::IssueCredentials(const ChangeContext& context,
                                            const CredentialBatch& batch) {
  const std::string name = BatchName(batch.round_id, batch.batch_id);
  const auto issue = [&](sql::Transaction& tx, absl::Time now) -> absl::StatusOr<std::string> {
    absl::Status status = InsertBatch(tx, batch, now);
    if (!status.ok()) return status;
    status = Audit(tx, context, now, "credentials.issue", name,
                   fmt::format("{} for group {}", batch.credentials.size(), batch.group));
    if (!status.ok()) return status;
    return name;
  };
  const auto repeat = [](sql::Transaction&, std::string_view recorded) {
    const ErrorDetails details{
        std::string(reason::kCredentialsAlreadyIssued), {}, {{"batch", std::string(recorded)}}};
    return MakeError(absl::StatusCode::kAlreadyExists,
                     "these credentials were issued before and are shown once: revoke the batch "
                     "and issue anew",
                     details);
  };
  return RunChange(database_, clock_, context, issue, repeat);
}

absl::StatusOr<int64_t> SqlBallotBox::RevokeCredentials(const ChangeContext& context,
                                                        std::string_view round_id,
                                                        std::string_view batch_id,
                                                        std::string_view reason) {
  int64_t count = 0;
  const auto revoke = [&](sql::Transaction& tx, absl::Time now) -> absl::StatusOr<std::string> {
    absl::StatusOr<RevokedBatch> batch = RevokeBatch(tx, round_id, batch_id, now);
    if (!batch.ok()) return batch.status();
    count = batch->credentials;
    if (!batch->was_revoked) {
      absl::Status status =
          Audit(tx, context, now, "credentials.revoke", BatchName(round_id, batch_id), reason);
      if (!status.ok()) return status;
    }
    return std::to_string(count);
  };
  const auto repeat = [&](sql::Transaction&, std::string_view recorded) {
    std::from_chars(recorded.data(), recorded.data() + recorded.size(), count);
    return absl::OkStatus();
  };
  if (absl::Status status = RunChange(database_, clock_, context, revoke, repeat); !status.ok()) {
    return status;
  }
  return count;
}

// Whether no other transaction can make it untrue: a credential is spent once and for all.
bool IsCertain(const absl::StatusOr<CastReceipt>& outcome) {
  return outcome.ok() || DetailsOf(outcome.status()).reason == reason::kCredentialUsed;
}

absl::StatusOr<CastOutcomes> SqlBallotBox::CastBatch(absl::Time deadline,
                                                     std::span<const PreparedCast> casts) {
  if (casts.size() != 1 || !database_.dialect().has_round_trips) return CastAll(deadline, casts);
  absl::StatusOr<CastReceipt> receipt = CastAlone(deadline, casts.front());
  if (receipt.ok()) {
    CastOutcomes outcomes;
    outcomes.emplace_back(*std::move(receipt));
    return outcomes;
  }
  // The long way finds out what became of a ballot whose commit was not answered, too: but that it
  // would be refused now does not say that it will not be counted, for the database may still be at
  // it.
  absl::StatusOr<CastOutcomes> outcomes = CastAll(deadline, casts);
  if (!absl::IsUnavailable(receipt.status())) return outcomes;
  return outcomes.ok() && IsCertain(outcomes->front()) ? outcomes : receipt.status();
}

// Whether the quick way ended as it must for some ballots and at times for any: not planned, or
// what was taken for granted was not so.
bool IsWrongGuess(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsFailedPrecondition(status) ||
         absl::IsAlreadyExists(status);
}

absl::StatusOr<CastReceipt> SqlBallotBox::CastAlone(absl::Time deadline, const PreparedCast& cast) {
  const absl::Status long_way = absl::NotFoundError("the ballot takes the long way");
  const std::optional<VotingWindow> seen = seen_.Find(cast.rules->round_id());
  if (!seen) return long_way;
  std::optional<LoneCast> lone;
  absl::Status status = database_.Write(deadline, [&](sql::Transaction& tx) -> absl::Status {
    lone = PlanLoneCast(cast, *seen, clock_.Now(), tx.dialect(), ids_);
    return lone ? tx.ExecuteLast(lone->steps) : long_way;
  });
  if (status.ok()) return std::move(lone->receipt);
  if (!IsWrongGuess(status)) LogFault(status);
  return absl::IsUnavailable(status) ? status : long_way;
}

// Nobody else would learn of a quick way that never works: the ballots are cast all the same.
void SqlBallotBox::LogFault(const absl::Status& status) {
  const std::optional<int64_t> count = faults_.Count(clock_.Now());
  if (!count) return;
  telemetry::Log(telemetry::Level::kWarn, "lone ballots took the long way after a fault",
                 {{"count", *count}, {"error", status.ToString()}});
}

// Where there are round trips, a ballot that comes alone has been tried without any look before.
Look SqlBallotBox::NextLook(size_t casts) {
  if (casts == 1 && database_.dialect().has_round_trips) return Look::kWhole;
  const int whole = whole_looks_;
  if (whole > 0) whole_looks_ = whole - 1;  // of two at once one may go uncounted
  return whole > 0 ? Look::kWhole : Look::kUnspent;
}

absl::StatusOr<CastOutcomes> SqlBallotBox::CastAll(absl::Time deadline,
                                                   std::span<const PreparedCast> casts) {
  CastOutcomes outcomes;
  if (casts.empty()) return outcomes;
  absl::Status status;
  Look how = NextLook(casts.size());
  for (int look = 0; look < kMaxLooks; ++look) {
    status = database_.Write(deadline, [&](sql::Transaction& tx) {
      return CastBatchRun(tx, credentials_, ids_, how, casts).Run(clock_.Now(), outcomes, seen_);
    });
    if (!absl::IsAlreadyExists(status) || absl::Now() >= deadline) break;
    if (how == Look::kUnspent) whole_looks_ = kWholeLooks;
    how = Look::kWhole;
  }
  if (status.ok()) return outcomes;
  // Not ALREADY_EXISTS, which would tell each voter that the credential is used.
  if (absl::IsAlreadyExists(status))
    return absl::AbortedError("other casts were quicker: try again");
  return status;
}

absl::StatusOr<Turnout> SqlBallotBox::GetTurnout(absl::Time deadline, std::string_view round_id) {
  Turnout turnout;
  absl::Status status = database_.Read(deadline, [&](sql::Transaction& tx) -> absl::Status {
    absl::StatusOr<std::vector<GroupTurnout>> groups = SelectTurnout(tx, round_id);
    if (!groups.ok()) return groups.status();
    absl::StatusOr<Round> round = LoadRound(tx, round_id);
    if (!round.ok()) return round.status();
    turnout = {.state = round->state, .groups = *std::move(groups), .read_time = clock_.Now()};
    if (!turnout.groups.empty()) return absl::OkStatus();
    for (const VoterGroup& group : round->spec.groups) {  // not opened yet
      turnout.groups.push_back({.group = group.key, .expected = group.expected_voters});
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return turnout;
}

absl::StatusOr<TallyPage> SqlBallotBox::ListTallies(absl::Time deadline, std::string_view round_id,
                                                    int32_t after_position, int limit,
                                                    int64_t max_bytes) {
  TallyPage page;
  bool unsealed = false;
  const auto read = [&](sql::Transaction& tx) -> absl::Status {
    absl::StatusOr<Round> round = LoadRound(tx, round_id);
    if (!round.ok()) return round.status();
    if (absl::Status status = CheckClosed(round->state); !status.ok()) return status;
    unsealed = NeedsSealing(*round);
    if (unsealed) return absl::OkStatus();
    absl::StatusOr<TallyPage> found = SelectTallies(tx, *round, after_position, limit, max_bytes);
    if (!found.ok()) return found.status();
    page = *std::move(found);
    return absl::OkStatus();
  };
  absl::Status status = database_.Read(deadline, read);
  if (status.ok() && unsealed) {
    status = EnsureSealed(database_, deadline, round_id);
    if (status.ok()) status = database_.Read(deadline, read);
  }
  if (!status.ok()) return status;
  return page;
}

absl::StatusOr<std::vector<NamedBallot>> SqlBallotBox::ListNamedBallots(absl::Time deadline,
                                                                        std::string_view round_id,
                                                                        std::string_view after_id,
                                                                        int limit) {
  std::vector<NamedBallot> ballots;
  absl::Status status = database_.Read(deadline, [&](sql::Transaction& tx) -> absl::Status {
    ballots.clear();
    absl::StatusOr<Round> round = LoadRound(tx, round_id);
    if (!round.ok()) return round.status();
    if (round->spec.anonymity == Anonymity::kAnonymous) {
      return StateError(reason::kRoundAnonymous, "ballots of an anonymous round are never shown",
                        round->state);
    }
    if (absl::Status closed = CheckClosed(round->state); !closed.ok()) return closed;
    return tx.Query(
        "SELECT ballot_id, group_no, voter, spoiled, marks FROM named_ballots WHERE round_id = ? "
        "AND ballot_id > ? ORDER BY ballot_id LIMIT ?",
        {round_id, after_id, limit}, [&](const sql::Row& row) {
          ballots.push_back({.id = std::string(row.Text(0)),
                             .group = static_cast<uint32_t>(row.Int64(1)),
                             .voter = std::string(row.Text(2)),
                             .spoiled = row.Int64(3) != 0,
                             .packed = std::string(row.Blob(4))});
          return absl::OkStatus();
        });
  });
  if (!status.ok()) return status;
  return ballots;
}

}  // namespace

std::unique_ptr<BallotBox> NewBallotBox(sql::Database& database, const Clock& clock,
                                        IdSource& ids) {
  return std::make_unique<SqlBallotBox>(database, clock, ids);
}

}  // namespace pingyi::appraisal
