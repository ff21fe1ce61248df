#include "services/appraisal/store/lone_cast.h"

#include <string>
#include <utility>

#include "services/base/sql/time.h"

namespace pingyi::appraisal {
namespace {

constexpr size_t kSlipIdBytes = 16;

// Rounds that are open at the same time are few. With more, some casts take the long way.
constexpr size_t kMostWindows = 256;

sql::Value ToCell(const std::optional<absl::Time>& time) {
  return time ? sql::Value(sql::ToMicros(*time)) : sql::Value();
}

// Spends the credential if the round still has the window, and the credential is there and not
// revoked. All rows it reads are locked, the round first: who closes the round or revokes the
// credential waits for the commit, and who waited here sees what was waited for. That the
// credential is unspent shows by its key.
sql::Step Spend(const PreparedCast& cast, const VotingWindow& seen, const sql::Dialect& dialect) {
  sql::Statement spend(
      "INSERT INTO spent_credentials (round_id, hash, commitment) SELECT r.round_id, c.hash, ? "
      "FROM rounds r JOIN credentials c ON c.round_id = r.round_id AND c.hash = ? "
      "JOIN credential_batches b ON b.round_id = c.round_id AND b.batch_id = c.batch_id "
      "AND b.revoked = 0 WHERE r.round_id = ? AND r.state = ?",
      sql::Blob{cast.commitment}, sql::Blob{cast.credential_hash}, cast.rules->round_id(),
      static_cast<int64_t>(seen.state));
  if (seen.open_time) {
    spend.Add("AND r.open_time_us = ?", ToCell(seen.open_time));
  } else {
    spend.Add("AND r.open_time_us IS NULL");
  }
  if (seen.close_time) {
    spend.Add("AND r.close_time_us = ?", ToCell(seen.close_time));
  } else {
    spend.Add("AND r.close_time_us IS NULL");
  }
  spend.Add(dialect.for_share);
  return {.change = std::move(spend), .must_match = true};
}

sql::Step InsertBallot(const PreparedCast& cast, IdSource& ids) {
  return {.change = sql::Statement(
              "INSERT INTO ballots (round_id, slip_id, group_no, marks) SELECT c.round_id, ?, "
              "b.group_no, ? FROM credentials c JOIN credential_batches b ON b.round_id = "
              "c.round_id AND b.batch_id = c.batch_id WHERE c.round_id = ? AND c.hash = ?",
              sql::Blob{ids.RandomBytes(kSlipIdBytes)},
              sql::Blob{PackBallot(cast.ballot.marks, cast.rules->shape().criteria())},
              cast.rules->round_id(), sql::Blob{cast.credential_hash}),
          .must_match = true};
}

sql::Step Count(const PreparedCast& cast, bool spoiled) {
  return {.change = sql::Statement(
              "UPDATE turnout SET valid = valid + ?, spoiled = spoiled + ? WHERE round_id = ? AND "
              "group_no = (SELECT b.group_no FROM credentials c JOIN credential_batches b ON "
              "b.round_id = c.round_id AND b.batch_id = c.batch_id WHERE c.round_id = ? AND "
              "c.hash = ?) AND closed = 0",
              spoiled ? 0 : 1, spoiled ? 1 : 0, cast.rules->round_id(), cast.rules->round_id(),
              sql::Blob{cast.credential_hash}),
          .must_match = true};
}

}  // namespace

void SeenWindows::Keep(std::string_view round_id, const VotingWindow& window) {
  const std::lock_guard lock(mutex_);
  if (const auto found = windows_.find(round_id); found != windows_.end()) {
    found->second = window;
    return;
  }
  if (windows_.size() >= kMostWindows) windows_.clear();
  windows_.emplace(round_id, window);
}

std::optional<VotingWindow> SeenWindows::Find(std::string_view round_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = windows_.find(round_id);
  if (found == windows_.end()) return std::nullopt;
  return found->second;
}

std::optional<LoneCast> PlanLoneCast(const PreparedCast& cast, const VotingWindow& seen,
                                     absl::Time now, const sql::Dialect& dialect, IdSource& ids) {
  const BallotRules& rules = *cast.rules;
  // A named ballot has its voter's name in it, and the other rule needs to know the voter's entry.
  if (rules.anonymity() != Anonymity::kAnonymous || rules.rules().forbid_self) return std::nullopt;
  if (!CheckVoting(seen, now).ok()) return std::nullopt;
  const absl::StatusOr<bool> spoiled = JudgeBallot(rules, cast.ballot, std::nullopt);
  if (!spoiled.ok()) return std::nullopt;
  LoneCast lone{.steps = {}, .receipt = {cast.receipt, *spoiled}};
  lone.steps.push_back(Spend(cast, seen, dialect));
  if (!*spoiled) lone.steps.push_back(InsertBallot(cast, ids));
  lone.steps.push_back(Count(cast, *spoiled));
  return lone;
}

}  // namespace pingyi::appraisal
