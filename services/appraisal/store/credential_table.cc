#include "services/appraisal/store/credential_table.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/appraisal/domain/field_checks.h"
#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/text_map.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/turnout_table.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {
namespace {

constexpr size_t kMaxVoter = 200;

// Credentials are issued and revoked in a round that takes ballots now or will.
absl::Status CheckIssuing(const Round& round, absl::Time now) {
  if (absl::Status status = CheckClose(round.state); !status.ok()) return status;
  return CheckVoting({round.state, std::nullopt, round.spec.close_time}, now);
}

absl::StatusOr<uint32_t> FindGroup(const Round& round, std::string_view key) {
  for (uint32_t i = 0; i < round.spec.groups.size(); ++i) {
    if (round.spec.groups[i].key == key) return i;
  }
  return InvalidFields(
      {{"group", "the round has no group of that key", std::string(reason::kInvalidField)}});
}

using SubjectIndex = TextMap<int64_t>;

// Index of every subject; not read at all if no credential names one.
absl::StatusOr<SubjectIndex> IndexSubjects(sql::Transaction& tx, const CredentialBatch& batch) {
  SubjectIndex index;
  const auto names_one = [](const NewCredential& c) { return !c.own_subject.empty(); };
  if (std::none_of(batch.credentials.begin(), batch.credentials.end(), names_one)) return index;
  absl::StatusOr<std::vector<Subject>> subjects = SelectSubjects(tx, batch.round_id);
  if (!subjects.ok()) return subjects.status();
  for (const Subject& subject : *subjects) {
    index.emplace(subject.id, static_cast<int64_t>(index.size()));
  }
  return index;
}

absl::Status CheckHolders(const Round& round, const CredentialBatch& batch,
                          const SubjectIndex& subjects) {
  FieldChecks checks;
  TextViewSet voters;
  for (size_t i = 0; i < batch.credentials.size(); ++i) {
    const NewCredential& credential = batch.credentials[i];
    const std::string voter = fmt::format("holders[{}].voter", i);
    if (round.spec.anonymity == Anonymity::kNamed) {
      checks.Text(voter, credential.voter, 1, kMaxVoter);
      if (!voters.insert(credential.voter).second && !credential.voter.empty()) {
        checks.Fault(voter, reason::kInvalidField, "is a holder of this batch already");
      }
    } else if (!credential.voter.empty()) {
      checks.Fault(voter, reason::kInvalidField, "must be empty: the round is anonymous");
    }
    if (!credential.own_subject.empty() && !subjects.contains(credential.own_subject)) {
      checks.Fault(fmt::format("holders[{}].own_subject", i), reason::kInvalidField,
                   "the round has no such subject");
    }
  }
  return InvalidFields(std::move(checks).Take());
}

absl::Status InsertCredentials(sql::Transaction& tx, const CredentialBatch& batch,
                               const SubjectIndex& subjects) {
  std::vector<sql::Value> cells;
  cells.reserve(batch.credentials.size() * 5);
  for (const NewCredential& credential : batch.credentials) {
    const auto own = subjects.find(credential.own_subject);
    cells.emplace_back(batch.round_id);
    cells.emplace_back(sql::Blob{credential.hash});
    cells.emplace_back(batch.batch_id);
    cells.push_back(own == subjects.end() ? sql::Value() : sql::Value(own->second));
    cells.push_back(credential.voter.empty() ? sql::Value() : sql::Value(credential.voter));
  }
  return tx.InsertRows("credentials (round_id, hash, batch_id, own_subject, voter)", 5, cells)
      .status();
}

// The counting itself is the check: of two nodes of a cluster that issue at once, one is refused.
absl::Status CountIssued(sql::Transaction& tx, std::string_view round_id, uint32_t group,
                         int64_t count) {
  if (count == 0) return absl::OkStatus();
  const absl::StatusOr<bool> counted = AddIssued(tx, round_id, group, count);
  if (!counted.ok()) return counted.status();
  if (*counted) return absl::OkStatus();
  absl::StatusOr<std::vector<GroupTurnout>> turnout = SelectTurnout(tx, round_id);
  if (!turnout.ok()) return turnout.status();
  const GroupTurnout& so_far = (*turnout)[group];
  return MakeError(absl::StatusCode::kFailedPrecondition, reason::kCredentialsExceedExpected,
                   fmt::format("the group expects {} voters and has {} credentials already",
                               so_far.expected, so_far.issued));
}

absl::Status BatchNotFound() {
  return MakeError(absl::StatusCode::kNotFound, reason::kResourceNotFound,
                   "there is no such batch of credentials");
}

// False if somebody else was quicker.
absl::StatusOr<bool> MarkRevoked(sql::Transaction& tx, std::string_view round_id,
                                 std::string_view batch_id) {
  const absl::StatusOr<int64_t> rows = tx.Execute(
      "UPDATE credential_batches SET revoked = 1 WHERE round_id = ? AND batch_id = ? AND revoked = "
      "0",
      {round_id, batch_id});
  if (!rows.ok()) return rows.status();
  return *rows == 1;
}

// Counts the credentials as not issued and makes itself known to casts that have looked already.
absl::Status TakeBack(sql::Transaction& tx, std::string_view round_id, uint32_t group,
                      int64_t count) {
  if (absl::Status status = TouchRound(tx, round_id); !status.ok() || count == 0) return status;
  const absl::StatusOr<bool> counted = AddIssued(tx, round_id, group, -count);
  if (!counted.ok()) return counted.status();
  return *counted ? absl::OkStatus() : absl::InternalError("an open round has a closed turnout");
}

// After TakeBack: every cast writes the counts of its group as well, so it shows here or finds the
// batch revoked.
absl::Status CheckUnused(sql::Transaction& tx, std::string_view round_id,
                         std::string_view batch_id) {
  const absl::StatusOr<bool> used = tx.QueryOne(
      "SELECT 1 FROM credentials c JOIN spent_credentials s ON s.round_id = c.round_id AND s.hash "
      "= c.hash WHERE c.round_id = ? AND c.batch_id = ? LIMIT 1",
      {round_id, batch_id}, [](const sql::Row&) { return absl::OkStatus(); });
  if (!used.ok()) return used.status();
  if (!*used) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, reason::kCredentialsInUse,
                   "a credential of the batch has been used, so it cannot be revoked");
}

}  // namespace

absl::Status InsertBatch(sql::Transaction& transaction, const CredentialBatch& batch,
                         absl::Time now) {
  absl::StatusOr<Round> round = LoadRound(transaction, batch.round_id, RowLock::kForUpdate);
  if (!round.ok()) return round.status();
  if (absl::Status status = CheckIssuing(*round, now); !status.ok()) return status;
  absl::StatusOr<uint32_t> group = FindGroup(*round, batch.group);
  if (!group.ok()) return group.status();
  absl::StatusOr<SubjectIndex> subjects = IndexSubjects(transaction, batch);
  if (!subjects.ok()) return subjects.status();
  if (absl::Status status = CheckHolders(*round, batch, *subjects); !status.ok()) return status;

  const auto count = static_cast<int64_t>(batch.credentials.size());
  absl::Status status = CountIssued(transaction, batch.round_id, *group, count);
  if (!status.ok()) return status;
  status =
      transaction
          .Execute(
              "INSERT INTO credential_batches (round_id, batch_id, group_no, credential_count, "
              "revoked) VALUES (?, ?, ?, ?, 0)",
              {batch.round_id, batch.batch_id, *group, count})
          .status();
  if (status.ok()) status = InsertCredentials(transaction, batch, *subjects);
  return status;
}

absl::StatusOr<RevokedBatch> RevokeBatch(sql::Transaction& transaction, std::string_view round_id,
                                         std::string_view batch_id, absl::Time now) {
  // Casts lock the round's row as well, so none of them runs beside this on the same server. Those
  // on other nodes of a cluster meet the writes below.
  absl::StatusOr<Round> round = LoadRound(transaction, round_id, RowLock::kForUpdate);
  if (!round.ok()) return round.status();
  RevokedBatch batch;
  uint32_t group = 0;
  absl::StatusOr<bool> found = transaction.QueryOne(
      "SELECT group_no, credential_count, revoked FROM credential_batches WHERE round_id = ? AND "
      "batch_id = ?",
      {round_id, batch_id}, [&](const sql::Row& row) {
        group = static_cast<uint32_t>(row.Int64(0));
        batch.credentials = row.Int64(1);
        batch.was_revoked = row.Int64(2) != 0;
        return absl::OkStatus();
      });
  if (!found.ok()) return found.status();
  if (!*found) return BatchNotFound();
  if (batch.was_revoked) return batch;
  // What a round that takes no ballots any more says of its credentials stays as it is.
  if (absl::Status status = CheckIssuing(*round, now); !status.ok()) return status;
  absl::StatusOr<bool> marked = MarkRevoked(transaction, round_id, batch_id);
  if (!marked.ok()) return marked.status();
  batch.was_revoked = !*marked;
  if (batch.was_revoked) return batch;
  absl::Status status = TakeBack(transaction, round_id, group, batch.credentials);
  if (status.ok()) status = CheckUnused(transaction, round_id, batch_id);
  if (!status.ok()) return status;
  return batch;
}

}  // namespace pingyi::appraisal
