#include "services/appraisal/store/cast_batch.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/turnout_table.h"
#include "services/base/crypto/hash.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {
namespace {

constexpr size_t kSlipIdBytes = 16;

absl::Status Denied(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, reason, message);
}

}  // namespace

absl::Status CastBatchRun::Run(absl::Time now, CastOutcomes& outcomes, SeenWindows& seen) {
  for (const PreparedCast& cast : casts_) {
    RoundOf(cast).credentials.try_emplace(cast.credential_hash);
  }
  RoundLook look(tx_, cache_, look_, now);
  for (auto& [round_id, round] : rounds_) {
    if (absl::Status status = look.Load(round_id, round); !status.ok()) return status;
    if (round.found) seen.Keep(round_id, round.window);
  }
  outcomes.clear();
  outcomes.reserve(casts_.size());
  for (const PreparedCast& cast : casts_) {
    outcomes.push_back(Judge(cast, now));
    if (look_ == Look::kUnspent && !outcomes.back().ok()) {
      return absl::AlreadyExistsError("a ballot is refused: look whether it was taken before");
    }
  }
  return WriteTaken();
}

// Most batches are of one round.
SeenRound& CastBatchRun::RoundOf(const PreparedCast& cast) {
  if (cast.rules.get() == last_rules_) return *last_round_;
  const auto [round, is_new] = rounds_.try_emplace(cast.rules->round_id());
  if (is_new && rounds_.size() == 1) round->second.credentials.reserve(casts_.size());
  last_rules_ = cast.rules.get();
  last_round_ = &round->second;
  return *last_round_;
}

absl::StatusOr<CastReceipt> CastBatchRun::Judge(const PreparedCast& cast, absl::Time now) {
  SeenRound& round = RoundOf(cast);
  if (!round.found) return RoundNotFound();
  SeenCredential& credential = round.credentials[cast.credential_hash];
  if (!credential.found) {
    return Denied(reason::kCredentialUnknown, "the round has no such credential");
  }
  const bool spent = !credential.commitment.empty();
  if (spent && !crypto::ConstantTimeEquals(credential.commitment, cast.commitment)) {
    return MakeError(absl::StatusCode::kAlreadyExists, reason::kCredentialUsed,
                     "the credential has been used for another ballot");
  }
  if (!spent) {
    if (credential.revoked) {
      return Denied(reason::kCredentialRevoked, "the credential was revoked");
    }
    if (absl::Status status = CheckVoting(round.window, now); !status.ok()) return status;
  }
  absl::StatusOr<bool> spoiled = JudgeBallot(*cast.rules, cast.ballot, credential.own_subject);
  if (!spoiled.ok()) return spoiled.status();
  if (!spent) Take(cast, credential, *spoiled);
  return CastReceipt{cast.receipt, *spoiled};
}

void CastBatchRun::Take(const PreparedCast& cast, SeenCredential& credential, bool spoiled) {
  const std::string_view round_id = cast.rules->round_id();
  const uint32_t criteria = cast.rules->shape().criteria();
  credential.commitment = cast.commitment;  // a second cast of this batch finds it spent
  spent_.push_back(&cast);
  Counts& counts = counts_[{round_id, credential.group}];
  ++(spoiled ? counts.spoiled : counts.valid);
  if (cast.rules->anonymity() == Anonymity::kNamed) {
    std::string marks = spoiled ? std::string() : PackBallot(cast.ballot.marks, criteria);
    named_.insert(named_.end(), {round_id, ids_.NewId(), credential.group, credential.voter,
                                 spoiled ? 1 : 0, sql::Blob{std::move(marks)}});
  } else if (spoiled) {
    // The count is all there is of it.
  } else if (cast.rules->SplitIntoSlips()) {
    for (std::string& slip : PackSlips(cast.ballot.marks, criteria)) {
      slips_.push_back({round_id, credential.group, std::move(slip)});
    }
  } else {
    slips_.push_back({round_id, credential.group, PackBallot(cast.ballot.marks, criteria)});
  }
}

// In the order of the table: two processes that cast some of the same credentials wait for each
// other and never both ways, and the order of arrival is not in what is handed to the database.
std::vector<sql::Value> CastBatchRun::SpentCells() const {
  std::vector<std::tuple<std::string_view, std::string_view, const PreparedCast*>> rows;
  rows.reserve(spent_.size());
  for (const PreparedCast* cast : spent_) {
    rows.emplace_back(cast->rules->round_id(), cast->credential_hash, cast);
  }
  std::sort(rows.begin(), rows.end());
  std::vector<sql::Value> cells;
  cells.reserve(rows.size() * 3);
  for (const auto& [round_id, hash, cast] : rows) {
    cells.emplace_back(round_id);
    cells.emplace_back(sql::Blob{std::string(hash)});
    cells.emplace_back(sql::Blob{cast->commitment});
  }
  return cells;
}

// Gives each slip its random id, and writes them in the order of the ids: that is the order of the
// table, and nothing of the order of arrival is left in what is handed to the database.
std::vector<sql::Value> CastBatchRun::SlipCells() {
  const std::string random = ids_.RandomBytes(slips_.size() * kSlipIdBytes);
  std::vector<std::pair<std::string_view, Slip*>> rows;
  rows.reserve(slips_.size());
  for (size_t i = 0; i < slips_.size(); ++i) {
    rows.emplace_back(std::string_view(random).substr(i * kSlipIdBytes, kSlipIdBytes), &slips_[i]);
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<sql::Value> cells;
  cells.reserve(rows.size() * 4);
  for (auto& [id, slip] : rows) {
    cells.emplace_back(slip->round_id);
    cells.emplace_back(sql::Blob{std::string(id)});
    cells.emplace_back(slip->group);
    cells.emplace_back(sql::Blob{std::move(slip->marks)});
  }
  return cells;
}

absl::Status CastBatchRun::WriteTaken() {
  if (spent_.empty()) return absl::OkStatus();
  const absl::Status status =
      spent_.size() == 1 && slips_.size() <= 1 ? WriteLoneBallot() : WriteManyBallots();
  // The round was seen open, under a lock.
  if (!absl::IsFailedPrecondition(status)) return status;
  return absl::InternalError("an open round has a closed turnout");
}

absl::Status CastBatchRun::WriteLoneBallot() {
  std::vector<sql::Step> steps;
  const std::vector<sql::Value> spent = SpentCells();
  steps.push_back(
      {sql::Statement("INSERT INTO spent_credentials (round_id, hash, commitment) VALUES (?, ?, ?)",
                      spent[0], spent[1], spent[2])});
  if (const std::vector<sql::Value> slip = SlipCells(); !slip.empty()) {
    steps.push_back({sql::Statement(
        "INSERT INTO ballots (round_id, slip_id, group_no, marks) VALUES (?, ?, ?, ?)", slip[0],
        slip[1], slip[2], slip[3])});
  }
  if (!named_.empty()) {
    steps.push_back({sql::Statement(
        "INSERT INTO named_ballots (round_id, ballot_id, group_no, voter, spoiled, marks) VALUES "
        "(?, ?, ?, ?, ?, ?)",
        named_[0], named_[1], named_[2], named_[3], named_[4], named_[5])});
  }
  std::ranges::move(CountSteps(), std::back_inserter(steps));
  return tx_.ExecuteLast(steps);
}

absl::Status CastBatchRun::WriteManyBallots() {
  absl::Status status =
      tx_.InsertRows("spent_credentials (round_id, hash, commitment)", 3, SpentCells()).status();
  if (status.ok() && !slips_.empty()) {
    status =
        tx_.InsertRows("ballots (round_id, slip_id, group_no, marks)", 4, SlipCells()).status();
  }
  if (status.ok() && !named_.empty()) {
    status = tx_.InsertRows("named_ballots (round_id, ballot_id, group_no, voter, spoiled, marks)",
                            6, named_)
                 .status();
  }
  return status.ok() ? tx_.ExecuteLast(CountSteps()) : status;
}

std::vector<sql::Step> CastBatchRun::CountSteps() const {
  std::vector<sql::Step> steps;
  steps.reserve(counts_.size());
  for (const auto& [key, counts] : counts_) {
    steps.push_back(AddReturned(key.first, key.second, counts.valid, counts.spoiled));
  }
  return steps;
}

}  // namespace pingyi::appraisal
