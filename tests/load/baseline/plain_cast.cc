#include "tests/load/baseline/plain_cast.h"

#include <utility>

#include <absl/strings/escaping.h>

#include "services/appraisal/domain/credential.h"
#include "services/base/clock/id_source.h"

namespace pingyi::load {
namespace {

constexpr std::string_view kRoundPrefix = "rounds/";
constexpr size_t kSlipIdBytes = 16;
constexpr size_t kBallotBytes = 8;

IdSource& Ids() { return SystemIdSource(); }

absl::StatusOr<int64_t> GroupOf(sql::Transaction& tx, std::string_view round,
                                const std::string& hash) {
  int64_t group = 0;
  absl::StatusOr<bool> found = tx.QueryOne(
      "SELECT b.group_no FROM credentials c JOIN credential_batches b ON b.round_id = c.round_id "
      "AND b.batch_id = c.batch_id WHERE c.round_id = ? AND c.hash = ?",
      {round, sql::Blob{hash}}, [&group](const sql::Row& row) {
        group = row.Int64(0);
        return absl::OkStatus();
      });
  if (!found.ok()) return found.status();
  if (!*found) return absl::PermissionDeniedError("no such credential");
  return group;
}

}  // namespace

absl::StatusOr<std::string> PlainCast(sql::Database& database, absl::Time deadline,
                                      const appraisal::v1::CastBallotRequest& request) {
  const std::optional<std::string> token = appraisal::ParseToken(request.credential());
  if (!token || !request.parent().starts_with(kRoundPrefix)) {
    return absl::InvalidArgumentError("no round or no credential");
  }
  const std::string round = request.parent().substr(kRoundPrefix.size());
  const std::string hash = appraisal::CredentialHash(round, *token);
  const std::string marks = request.ballot().SerializeAsString();
  const std::string commitment = appraisal::Commitment(*token, round, request.request_id(), marks);
  absl::Status status = database.Write(deadline, [&](sql::Transaction& tx) -> absl::Status {
    absl::StatusOr<int64_t> group = GroupOf(tx, round, hash);
    if (!group.ok()) return group.status();
    absl::StatusOr<int64_t> spent =
        tx.Execute("INSERT INTO spent_credentials (round_id, hash, commitment) VALUES (?, ?, ?)",
                   {round, sql::Blob{hash}, sql::Blob{commitment}});
    if (!spent.ok()) return spent.status();
    return tx
        .Execute("INSERT INTO ballots (round_id, slip_id, group_no, marks) VALUES (?, ?, ?, ?)",
                 {round, sql::Blob{Ids().RandomBytes(kSlipIdBytes)}, *group, sql::Blob{marks}})
        .status();
  });
  if (!status.ok()) return status;
  return appraisal::Receipt(*token, commitment);
}

absl::Status InsertOneRow(sql::Database& database, absl::Time deadline) {
  return database.Write(deadline, [](sql::Transaction& tx) {
    return tx
        .Execute("INSERT INTO ballots (round_id, slip_id, group_no, marks) VALUES (?, ?, ?, ?)",
                 {"no-round", sql::Blob{Ids().RandomBytes(kSlipIdBytes)}, 0,
                  sql::Blob{std::string(kBallotBytes, 'm')}})
        .status();
  });
}

}  // namespace pingyi::load
