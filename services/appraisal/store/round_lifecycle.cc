#include <utility>

#include <fmt/format.h>

#include "services/appraisal/domain/canonical.h"
#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/validation.h"
#include "services/appraisal/store/change.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/sql_round_store.h"
#include "services/appraisal/store/tally_store.h"
#include "services/appraisal/store/turnout_table.h"
#include "services/base/status/error.h"
#include "services/base/status/version.h"

namespace pingyi::appraisal {
namespace {

VotingWindow WindowOf(const Round& round) {
  return {round.state, round.spec.open_time, round.spec.close_time};
}

std::string TimeText(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
}

// For the audit trail: which parts of the configuration differ.
std::string ChangedFields(const RoundSpec& a, const RoundSpec& b) {
  std::string names;
  const auto name = [&names](bool differs, std::string_view field) {
    if (!differs) return;
    if (!names.empty()) names += ", ";
    names += field;
  };
  name(a.display_name != b.display_name, "display_name");
  name(a.cycle != b.cycle, "cycle");
  name(a.criteria != b.criteria, "ballot_form");
  name(a.groups != b.groups, "voter_groups");
  name(a.rules != b.rules, "validity_rules");
  name(a.anonymity != b.anonymity, "anonymity");
  name(a.open_time != b.open_time, "open_time");
  name(a.close_time != b.close_time, "close_time");
  name(a.policy != b.policy, "scoring_policy");
  return names;
}

// Whether there may be ballots whose order of casting nobody may learn.
bool HasSecretBallots(const Round& round) {
  return round.opened_time && round.spec.anonymity == Anonymity::kAnonymous;
}

}  // namespace

absl::StatusOr<Round> SqlRoundStore::UpdateRound(const ChangeContext& context,
                                                 std::string_view round_id,
                                                 std::optional<int64_t> expected_version,
                                                 EditSpec edit) {
  return ChangeRound(
      context, round_id, [&](sql::Transaction& tx, Round& round, absl::Time) -> ChangeResult {
        if (absl::Status status = CheckVersion(expected_version, round.version); !status.ok()) {
          return status;
        }
        if (absl::Status status = CheckDraft(round.state); !status.ok()) return status;
        const RoundSpec old = round.spec;
        if (absl::Status status = edit(round.spec); !status.ok()) return status;
        for (std::optional<absl::Time>* time : {&round.spec.open_time, &round.spec.close_time}) {
          if (*time) *time = CutToMicros(**time);
        }
        if (round.spec == old) return std::nullopt;
        absl::Status status = InvalidFields(ValidateSpec(round.spec));
        if (status.ok()) status = UpdateSpec(tx, round);
        if (!status.ok()) return status;
        return Entry{"round.update", ChangedFields(old, round.spec)};
      });
}

absl::StatusOr<Round> SqlRoundStore::OpenRound(const ChangeContext& context,
                                               const RoundChange& change) {
  return ChangeRound(context, change.round_id,
                     [&](sql::Transaction& tx, Round& round, absl::Time now) -> ChangeResult {
                       absl::Status status = CheckVersion(change.expected_version, round.version);
                       if (status.ok()) status = CheckDraft(round.state);
                       if (!status.ok()) return status;
                       auto subjects = SelectSubjects(tx, round.id);
                       if (!subjects.ok()) return subjects.status();
                       status = CheckReadyToOpen(round, *subjects, now);
                       if (status.ok()) status = InsertTurnout(tx, round);
                       if (!status.ok()) return status;
                       round.state = RoundState::kOpen;
                       round.opened_time = now;
                       round.frozen_digest = FrozenDigest(round, *subjects);
                       return Entry{"round.open", fmt::format("frozen {}", round.frozen_digest)};
                     });
}

absl::StatusOr<Round> SqlRoundStore::ExtendRound(const ChangeContext& context,
                                                 const RoundChange& change,
                                                 absl::Time new_close_time) {
  const absl::Time until = CutToMicros(new_close_time);
  return ChangeRound(context, change.round_id,
                     [&](sql::Transaction&, Round& round, absl::Time now) -> ChangeResult {
                       absl::Status status = CheckVersion(change.expected_version, round.version);
                       if (status.ok()) status = CheckExtend(WindowOf(round), until, now);
                       if (!status.ok()) return status;
                       const std::string from = round.spec.close_time
                                                    ? TimeText(*round.spec.close_time)
                                                    : std::string("none");
                       round.spec.close_time = until;
                       return Entry{"round.extend", fmt::format("{} (from {} to {})", change.reason,
                                                                from, TimeText(until))};
                     });
}

absl::StatusOr<Round> SqlRoundStore::CloseRound(const ChangeContext& context,
                                                const RoundChange& change) {
  absl::StatusOr<Round> round =
      ChangeRound(context, change.round_id,
                  [&](sql::Transaction& tx, Round& closing, absl::Time now) -> ChangeResult {
                    if (closing.state == RoundState::kClosed) return std::nullopt;
                    absl::Status status = CheckVersion(change.expected_version, closing.version);
                    if (status.ok()) status = CheckClose(closing.state);
                    if (status.ok()) status = CloseTurnout(tx, closing.id);
                    if (!status.ok()) return status;
                    closing.closed_time = ClosedTime(WindowOf(closing), now);
                    closing.state = RoundState::kClosed;
                    return Entry{"round.close", change.reason};
                  });
  if (!round.ok() || !NeedsSealing(*round)) return round;
  return GetRound(context.deadline, change.round_id);
}

absl::StatusOr<DueRounds> SqlRoundStore::CloseDueRounds(const ChangeContext& context) {
  std::vector<std::string> due;
  const absl::Status found_due = database_.Read(context.deadline, [&](sql::Transaction& tx) {
    absl::StatusOr<std::vector<std::string>> found = SelectDueRounds(tx, clock_.Now());
    if (!found.ok()) return found.status();
    due = *std::move(found);
    return absl::OkStatus();
  });
  if (!found_due.ok()) return found_due;
  ChangeContext each = context;
  each.request = {};
  DueRounds done;
  for (const std::string& id : due) {
    bool closed_here = false;
    absl::StatusOr<Round> round = ChangeRound(
        each, id, [&](sql::Transaction& tx, Round& closing, absl::Time now) -> ChangeResult {
          const auto& end = closing.spec.close_time;
          closed_here = closing.state == RoundState::kOpen && end && *end <= now;
          if (!closed_here) return std::nullopt;
          if (absl::Status status = CloseTurnout(tx, id); !status.ok()) return status;
          closing.closed_time = *end;
          closing.state = RoundState::kClosed;
          return Entry{"round.close", "close_time has passed"};
        });
    absl::Status status = round.status();
    if (status.ok()) status = EnsureSealed(database_, context.deadline, id);
    if (round.ok() && closed_here) done.closed.push_back(id);
    if (!status.ok()) done.failures.push_back({id, status});
  }
  return done;
}

absl::StatusOr<Round> SqlRoundStore::VoidRound(const ChangeContext& context,
                                               const RoundChange& change) {
  bool secret = false;  // the round is void now, and has secrets to keep
  absl::StatusOr<Round> round =
      ChangeRound(context, change.round_id,
                  [&](sql::Transaction& tx, Round& voided, absl::Time) -> ChangeResult {
                    secret = voided.state == RoundState::kVoid && HasSecretBallots(voided);
                    absl::Status status = CheckVersion(change.expected_version, voided.version);
                    if (status.ok()) status = CheckNotVoid(voided.state);
                    if (status.ok()) status = CloseTurnout(tx, voided.id);
                    if (!status.ok()) return status;
                    voided.state = RoundState::kVoid;
                    voided.void_reason = change.reason;
                    return Entry{"round.void", change.reason};
                  });
  // A void round keeps its ballots, and their secrecy. After an error here whoever asks again comes
  // by, also without a request id, whose repetition is refused as the round is void by then.
  if (round.ok()) secret = HasSecretBallots(*round);
  if (secret) {
    if (absl::Status status = database_.ForgetHistory(context.deadline); !status.ok()) {
      return status;
    }
  }
  return round;
}

}  // namespace pingyi::appraisal
