#include "services/appraisal/store/tally_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/clock.h>

#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/tally.h"
#include "services/appraisal/domain/tally_builder.h"
#include "services/appraisal/domain/total_extremes.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/turnout_table.h"
#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::appraisal {
namespace {

// A tally ready to be stored.
struct CountedRound {
  bool needs_sealing = false;
  bool anonymous = false;
  std::vector<sql::Value> rows;  // cells of the table
  std::string digest;
};

std::vector<GroupBallots> BallotsOf(const std::vector<GroupTurnout>& turnout) {
  std::vector<GroupBallots> groups;
  groups.reserve(turnout.size());
  for (const GroupTurnout& group : turnout) {
    groups.push_back({group.group, group.valid, group.spoiled});
  }
  return groups;
}

// What is of the tally as a whole is kept in its table at this position, before all subjects.
constexpr int kSealPosition = 0;

void TakeSeal(const TallySeal& seal, std::vector<GroupBallots>& groups) {
  for (size_t i = 0; i < groups.size() && i < seal.straight_lined.size(); ++i) {
    groups[i].straight_lined = seal.straight_lined[i];
  }
}

// Whether the same level means the same mark on every criterion.
bool SameScales(const RoundSpec& spec) {
  return std::all_of(spec.criteria.begin(), spec.criteria.end(), [&spec](const Criterion& c) {
    return c.scale == spec.criteria.front().scale;
  });
}

// Ballots that are kept as unconnected slips cannot be looked at one by one. Where ballots are left
// out, what is known of all of them would tell of these.
TallySeal MakeSeal(const Round& round, const BallotRules& rules, const TallyBuilder& builder,
                   size_t groups) {
  TallySeal seal;
  if (round.spec.anonymity != Anonymity::kNamed) seal.salt = crypto::Hex(crypto::RandomBytes(32));
  const bool counted = !rules.SplitIntoSlips() && SameScales(round.spec) && !round.spec.extremes;
  for (uint32_t group = 0; group < groups; ++group) {
    auto& count = seal.straight_lined.emplace_back();
    if (counted) count = builder.straight_lined(group);
  }
  return seal;
}

// How long sealing may take, whatever its caller's patience.
constexpr absl::Duration kSealingTime = absl::Minutes(10);

// Every slip goes to the builder, and to `extremes` if there are any.
absl::Status AddSlips(sql::Transaction& tx, const Round& round, TallyBuilder& builder,
                      TotalExtremes* extremes) {
  const auto add = [&](const sql::Row& row) {
    const auto group = static_cast<uint32_t>(row.Int64(0));
    absl::Status status = builder.Add(group, row.Blob(1));
    if (status.ok() && extremes != nullptr) status = extremes->Add(group, row.Blob(1));
    return status;
  };
  if (round.spec.anonymity == Anonymity::kNamed) {
    return tx.Query("SELECT group_no, marks FROM named_ballots WHERE round_id = ? AND spoiled = 0",
                    {round.id}, add);
  }
  return tx.Query("SELECT group_no, marks FROM ballots WHERE round_id = ?", {round.id}, add);
}

// What was answered OK must be what is counted: the counters were raised in the same transactions.
// Where a ballot is several slips, only how many it can be at most is known.
absl::Status CheckCounts(const BallotRules& rules, const TallyBuilder& builder,
                         const std::vector<GroupTurnout>& turnout) {
  for (uint32_t group = 0; group < turnout.size(); ++group) {
    const int64_t slips = builder.slips(group);
    const int64_t valid = turnout[group].valid;
    const bool fits =
        rules.SplitIntoSlips() ? slips <= valid * rules.shape().subjects : slips == valid;
    if (!fits) return absl::DataLossError("the ballots of a round are not as many as were cast");
  }
  return absl::OkStatus();
}

// How many valid ballots each group has.
std::vector<int64_t> ValidOf(const std::vector<GroupTurnout>& turnout) {
  std::vector<int64_t> valid;
  valid.reserve(turnout.size());
  for (const GroupTurnout& group : turnout) valid.push_back(group.valid);
  return valid;
}

absl::Status CountRound(sql::Transaction& tx, std::string_view round_id, CountedRound& counted) {
  counted = {};
  absl::StatusOr<Round> round = LoadRound(tx, round_id);
  if (!round.ok()) return round.status();
  if (!NeedsSealing(*round)) return absl::OkStatus();
  counted.needs_sealing = true;
  counted.anonymous = round->spec.anonymity == Anonymity::kAnonymous;
  auto subjects = SelectSubjects(tx, round_id);
  if (!subjects.ok()) return subjects.status();
  auto turnout = SelectTurnout(tx, round_id);
  if (!turnout.ok()) return turnout.status();
  auto rules = BallotRules::Compile(round_id, round->spec, *subjects);
  if (!rules.ok()) return rules.status();

  TallyBuilder builder((*rules)->shape(), static_cast<uint32_t>(turnout->size()));
  std::optional<TotalExtremes> extremes;
  if (round->spec.extremes) extremes.emplace(round->spec, (*rules)->shape(), ValidOf(*turnout));
  absl::Status status = AddSlips(tx, *round, builder, extremes ? &*extremes : nullptr);
  if (status.ok()) status = CheckCounts(**rules, builder, *turnout);
  if (!status.ok()) return status;

  const TallySeal seal = MakeSeal(*round, **rules, builder, turnout->size());
  std::vector<GroupBallots> groups = BallotsOf(*turnout);
  TakeSeal(seal, groups);
  counted.rows = {round_id, kSealPosition, "", sql::Blob{PackSeal(seal)}};
  crypto::Sha256Stream digest;
  digest.Update(TallyHeadText(round_id, groups, seal.salt));
  for (uint32_t i = 0; i < subjects->size(); ++i) {
    const Subject& subject = (*subjects)[i];
    TallyCells cells = builder.Cells(i);
    const std::vector<int64_t> left_out =
        extremes ? extremes->LeaveOut(i, cells) : std::vector<int64_t>();
    digest.Update(TallySubjectText(subject.id, cells, left_out));
    counted.rows.insert(counted.rows.end(), {round_id, subject.position, subject.id,
                                             sql::Blob{PackCells(cells, left_out)}});
  }
  counted.digest = crypto::Hex(digest.Finish());
  return absl::OkStatus();
}

absl::Status StoreTally(sql::Transaction& tx, std::string_view round_id,
                        const CountedRound& counted) {
  absl::StatusOr<Round> round = LoadRound(tx, round_id, RowLock::kForUpdate);
  if (!round.ok()) return round.status();
  if (!NeedsSealing(*round)) return absl::OkStatus();  // somebody else was quicker
  absl::Status status =
      tx.InsertRows("tallies (round_id, position, subject_id, cells)", 4, counted.rows).status();
  if (!status.ok()) return status;
  return tx
      .Execute("UPDATE rounds SET tally_digest = ? WHERE round_id = ?", {counted.digest, round_id})
      .status();
}

// One sealer at a time on a database of this process: right after a round closed everybody who
// looks at it would count it, and each would have the whole database rewritten to forget its
// history. The few databases that a process opens are remembered for good.
std::timed_mutex& SealersTurn(const sql::Database& database) {
  static auto* const kMutex = new std::mutex;
  static auto* const kTurns = new std::map<const sql::Database*, std::timed_mutex>;
  const std::lock_guard lock(*kMutex);
  return (*kTurns)[&database];
}

}  // namespace

bool NeedsSealing(const Round& round) {
  return round.state == RoundState::kClosed && round.tally_digest.empty();
}

absl::Status EnsureSealed(sql::Database& database, absl::Time deadline, std::string_view round_id) {
  const std::unique_lock turn(SealersTurn(database), absl::ToChronoTime(deadline));
  if (!turn.owns_lock()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, reason::kDeadlineExceeded,
                     "the deadline passed before the round was sealed");
  }
  deadline = std::max(deadline, absl::Now() + kSealingTime);
  CountedRound counted;  // nothing, if whoever had the turn before sealed this round
  absl::Status status = database.Read(
      deadline, [&](sql::Transaction& tx) { return CountRound(tx, round_id, counted); });
  if (!status.ok() || !counted.needs_sealing) return status;
  // Before the tally is stored, so that a sealed round is one whose history is forgotten, whatever
  // fails in between.
  if (counted.anonymous) {
    if (status = database.ForgetHistory(deadline); !status.ok()) return status;
  }
  return database.Write(deadline,
                        [&](sql::Transaction& tx) { return StoreTally(tx, round_id, counted); });
}

absl::StatusOr<TallyPage> SelectTallies(sql::Transaction& transaction, const Round& round,
                                        int32_t after_position, int limit, int64_t max_bytes) {
  absl::StatusOr<std::vector<GroupTurnout>> turnout = SelectTurnout(transaction, round.id);
  if (!turnout.ok()) return turnout.status();
  TallyPage page{
      .subjects = {}, .more = false, .groups = BallotsOf(*turnout), .digest = round.tally_digest};
  // A round that was sealed before there were seals has none.
  const absl::StatusOr<bool> sealed =
      transaction.QueryOne("SELECT cells FROM tallies WHERE round_id = ? AND position = ?",
                           {round.id, kSealPosition}, [&page](const sql::Row& row) -> absl::Status {
                             const absl::StatusOr<TallySeal> seal = UnpackSeal(row.Blob(0));
                             if (!seal.ok()) return seal.status();
                             TakeSeal(*seal, page.groups);
                             page.salt = seal->salt;
                             return absl::OkStatus();
                           });
  if (!sealed.ok()) return sealed.status();
  int64_t bytes = 0;
  absl::Status status = transaction.Query(
      "SELECT position, subject_id, cells FROM tallies WHERE round_id = ? AND position > ? ORDER "
      "BY position LIMIT ?",
      {round.id, after_position, limit + 1}, [&](const sql::Row& row) -> absl::Status {
        const bool full = static_cast<int>(page.subjects.size()) == limit || bytes > max_bytes;
        page.more = page.more || full;
        if (page.more) return absl::OkStatus();
        absl::StatusOr<TallyCells> cells = UnpackCells(row.Blob(2));
        if (!cells.ok()) return cells.status();
        absl::StatusOr<std::vector<int64_t>> left_out = UnpackLeftOut(row.Blob(2));
        if (!left_out.ok()) return left_out.status();
        bytes += static_cast<int64_t>(row.Blob(2).size());
        page.subjects.push_back({.subject_id = std::string(row.Text(1)),
                                 .position = static_cast<int32_t>(row.Int64(0)),
                                 .cells = *std::move(cells),
                                 .left_out = *std::move(left_out)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return page;
}

}  // namespace pingyi::appraisal
