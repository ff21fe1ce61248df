#include "services/appraisal/store/round_store.h"

#include <utility>

#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/change.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/sql_round_store.h"
#include "services/appraisal/store/tally_store.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {

absl::Status SqlRoundStore::Save(sql::Transaction& tx, const ChangeContext& context, Round& round,
                                 absl::Time now, const Entry& entry) {
  ++round.version;
  round.update_time = now;
  if (absl::Status status = UpdateRoundRow(tx, round); !status.ok()) return status;
  return Audit(tx, context, now, entry.action, RoundName(round.id), entry.detail);
}

absl::StatusOr<Round> SqlRoundStore::ChangeRound(const ChangeContext& context,
                                                 std::string_view round_id, ChangeRoundFn change) {
  absl::StatusOr<Round> round;
  const auto apply = [&](sql::Transaction& tx, absl::Time now) -> absl::StatusOr<std::string> {
    round = LoadRound(tx, round_id, RowLock::kForUpdate);
    if (!round.ok()) return round.status();
    ChangeResult entry = change(tx, *round, now);
    if (!entry.ok()) return entry.status();
    if (entry->has_value()) {
      if (absl::Status status = Save(tx, context, *round, now, **entry); !status.ok()) {
        return status;
      }
    }
    return RoundName(round_id);
  };
  const auto repeat = [&](sql::Transaction& tx, std::string_view) {
    round = LoadRound(tx, round_id);
    return round.status();
  };
  if (absl::Status status = RunChange(database_, clock_, context, apply, repeat); !status.ok()) {
    return status;
  }
  return round;
}

absl::StatusOr<Round> SqlRoundStore::CreateRound(const ChangeContext& context,
                                                 std::string_view round_id, const RoundSpec& spec) {
  Round round;
  const auto create = [&](sql::Transaction& tx, absl::Time now) -> absl::StatusOr<std::string> {
    round = {};
    round.id = round_id;
    round.spec = spec;
    if (spec.open_time) round.spec.open_time = CutToMicros(*spec.open_time);
    if (spec.close_time) round.spec.close_time = CutToMicros(*spec.close_time);
    round.create_time = round.update_time = now;
    round.version = 1;
    absl::Status status = InsertRound(tx, round);
    if (absl::IsAlreadyExists(status)) {
      return MakeError(absl::StatusCode::kAlreadyExists, reason::kResourceExists,
                       "a round of this name exists");
    }
    if (!status.ok()) return status;
    status = Audit(tx, context, now, "round.create", RoundName(round_id), "");
    if (!status.ok()) return status;
    return std::string(round_id);
  };
  // The repetition may not know the id that was made for it.
  const auto repeat = [&](sql::Transaction& tx, std::string_view recorded) {
    absl::StatusOr<Round> earlier = LoadRound(tx, recorded);
    if (!earlier.ok()) return earlier.status();
    round = *std::move(earlier);
    return absl::OkStatus();
  };
  if (absl::Status status = RunChange(database_, clock_, context, create, repeat); !status.ok()) {
    return status;
  }
  return round;
}

absl::StatusOr<Round> SqlRoundStore::ReadRound(absl::Time deadline, std::string_view round_id) {
  absl::StatusOr<Round> round;
  absl::Status status = database_.Read(deadline, [&](sql::Transaction& tx) {
    round = LoadRound(tx, round_id);
    return round.status();
  });
  if (!status.ok()) return status;
  return round;
}

absl::StatusOr<Round> SqlRoundStore::GetRound(absl::Time deadline, std::string_view round_id) {
  absl::StatusOr<Round> round = ReadRound(deadline, round_id);
  if (!round.ok() || !NeedsSealing(*round)) return round;
  if (absl::Status status = EnsureSealed(database_, deadline, round_id); !status.ok()) {
    return status;
  }
  return ReadRound(deadline, round_id);
}

absl::StatusOr<std::vector<Round>> SqlRoundStore::ListRounds(absl::Time deadline,
                                                             const RoundFilter& filter, int limit) {
  std::vector<Round> rounds;
  absl::Status status = database_.Read(deadline, [&](sql::Transaction& tx) {
    absl::StatusOr<std::vector<Round>> found = SelectRounds(tx, filter, limit);
    if (!found.ok()) return found.status();
    rounds = *std::move(found);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  // Rounds that are being sealed just now or were left unsealed by a crash.
  for (Round& round : rounds) {
    if (!NeedsSealing(round)) continue;
    absl::StatusOr<Round> sealed = GetRound(deadline, round.id);
    // One round that cannot be sealed hides no other: GetRound tells what is wrong with it.
    if (sealed.ok()) round = *std::move(sealed);
  }
  return rounds;
}

absl::StatusOr<std::shared_ptr<const BallotRules>> SqlRoundStore::LoadRules(
    absl::Time deadline, std::string_view round_id) {
  std::shared_ptr<const BallotRules> rules;
  absl::Status status = database_.Read(deadline, [&](sql::Transaction& tx) -> absl::Status {
    absl::StatusOr<Round> round = LoadRound(tx, round_id);
    if (!round.ok()) return round.status();
    if (!round->opened_time) {
      return StateError(reason::kRoundNotOpen, "the round has not been opened", round->state);
    }
    absl::StatusOr<std::vector<Subject>> subjects = SelectSubjects(tx, round_id);
    if (!subjects.ok()) return subjects.status();
    auto compiled = BallotRules::Compile(round_id, round->spec, *subjects);
    if (!compiled.ok()) return compiled.status();
    rules = *std::move(compiled);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return rules;
}

absl::StatusOr<std::vector<ledger::AuditRecord>> SqlRoundStore::ListAudit(
    absl::Time deadline, const ledger::AuditFilter& filter, int limit) {
  std::vector<ledger::AuditRecord> records;
  absl::Status status = database_.Read(deadline, [&](sql::Transaction& tx) {
    absl::StatusOr<std::vector<ledger::AuditRecord>> found = ledger::ListAudit(tx, filter, limit);
    if (!found.ok()) return found.status();
    records = *std::move(found);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return records;
}

std::unique_ptr<RoundStore> NewRoundStore(sql::Database& database, const Clock& clock) {
  return std::make_unique<SqlRoundStore>(database, clock);
}

}  // namespace pingyi::appraisal
