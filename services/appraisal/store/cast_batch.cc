#include "services/appraisal/store/cast_batch.h"

#include <algorithm>
#include <iterator>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/turnout_table.h"
#include "services/base/crypto/hash.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {
namespace {

// How many credentials one statement looks up.
constexpr size_t kLookups = 256;
constexpr size_t kSlipIdBytes = 16;

absl::Status Denied(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, reason, message);
}

}  // namespace

absl::Status CastBatchRun::Run(absl::Time now, CastOutcomes& outcomes, SeenWindows& seen) {
  for (const PreparedCast& cast : casts_) {
    rounds_[cast.rules->round_id()].hashes.emplace_back(sql::Blob{cast.credential_hash});
  }
  for (auto& [round_id, round] : rounds_) {
    if (absl::Status status = LoadRound(round_id, round); !status.ok()) return status;
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

// The round and the credentials in one statement, since a lone ballot pays for every round trip.
absl::Status CastBatchRun::LoadRound(std::string_view round_id, RoundData& round) {
  std::span<const sql::Value> hashes = round.hashes;
  while (!hashes.empty()) {
    const size_t count = std::min(hashes.size(), kLookups);
    sql::Statement query(
        "SELECT r.state, r.open_time_us, r.close_time_us, c.hash, b.group_no, c.own_subject, "
        "c.voter, b.revoked");
    if (look_ == Look::kWhole) query.Add(", s.commitment");
    query.Add(
        "FROM (SELECT round_id, state, open_time_us, close_time_us FROM rounds WHERE round_id = ?",
        round_id);
    // Whoever closes the round or revokes a credential waits until the casts that saw it open are
    // committed. The outer joins have this row locked before anything else is looked at, and the
    // rest of them are no rows of the locking query: who waited here sees what was waited for.
    query.Add(tx_.dialect().for_share);
    query.Add(") r LEFT JOIN credentials c ON c.round_id = r.round_id AND c.hash IN");
    query.AddList(hashes.first(count));
    query.Add(
        "LEFT JOIN credential_batches b ON b.round_id = c.round_id AND b.batch_id = c.batch_id");
    if (look_ == Look::kWhole) {
      query.Add("LEFT JOIN spent_credentials s ON s.round_id = c.round_id AND s.hash = c.hash");
    }
    const auto read = [this, &round](const sql::Row& row) { return ReadRow(row, round); };
    if (absl::Status status = tx_.Query(query, read); !status.ok()) return status;
    hashes = hashes.subspan(count);
  }
  return absl::OkStatus();
}

absl::Status CastBatchRun::ReadRow(const sql::Row& row, RoundData& round) const {
  if (!round.found) {
    round.found = true;
    round.window.state = static_cast<RoundState>(row.Int64(0));
    if (const auto micros = row.OptionalInt64(1)) round.window.open_time = sql::FromMicros(*micros);
    if (const auto micros = row.OptionalInt64(2))
      round.window.close_time = sql::FromMicros(*micros);
  }
  const std::optional<std::string_view> hash = row.OptionalBlob(3);
  if (!hash) return absl::OkStatus();  // the round has none of the credentials
  Credential& credential = round.credentials[std::string(*hash)];
  credential.group = static_cast<uint32_t>(row.Int64(4));
  if (const auto own = row.OptionalInt64(5)) credential.own_subject = static_cast<uint32_t>(*own);
  credential.voter = row.OptionalText(6).value_or("");
  credential.revoked = row.Int64(7) != 0;
  if (look_ == Look::kWhole) credential.commitment = row.OptionalBlob(8).value_or("");
  return absl::OkStatus();
}

absl::StatusOr<CastReceipt> CastBatchRun::Judge(const PreparedCast& cast, absl::Time now) {
  RoundData& round = rounds_[cast.rules->round_id()];
  if (!round.found) return RoundNotFound();
  const auto found = round.credentials.find(cast.credential_hash);
  if (found == round.credentials.end()) {
    return Denied(reason::kCredentialUnknown, "the round has no such credential");
  }
  Credential& credential = found->second;
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

void CastBatchRun::Take(const PreparedCast& cast, Credential& credential, bool spoiled) {
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
std::vector<sql::Value> CastBatchRun::SpentCells() {
  const auto key = [](const PreparedCast* cast) {
    return std::pair<std::string_view, std::string_view>(cast->rules->round_id(),
                                                         cast->credential_hash);
  };
  std::sort(spent_.begin(), spent_.end(),
            [&key](const PreparedCast* a, const PreparedCast* b) { return key(a) < key(b); });
  std::vector<sql::Value> cells;
  cells.reserve(spent_.size() * 3);
  for (const PreparedCast* cast : spent_) {
    cells.emplace_back(cast->rules->round_id());
    cells.emplace_back(sql::Blob{cast->credential_hash});
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
  return tx_.ExecuteAll(steps);
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
  return status.ok() ? tx_.ExecuteAll(CountSteps()) : status;
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
