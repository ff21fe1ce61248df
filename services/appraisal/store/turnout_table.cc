#include "services/appraisal/store/turnout_table.h"

#include <string>

namespace pingyi::appraisal {

absl::Status InsertTurnout(sql::Transaction& transaction, const Round& round) {
  std::vector<sql::Value> cells;
  int64_t group_no = 0;
  for (const VoterGroup& group : round.spec.groups) {
    cells.insert(cells.end(), {round.id, group_no++, group.key, group.expected_voters, 0, 0, 0});
  }
  return transaction
      .InsertRows("turnout (round_id, group_no, group_key, expected, issued, valid, spoiled)", 7,
                  cells)
      .status();
}

absl::StatusOr<std::vector<GroupTurnout>> SelectTurnout(sql::Transaction& transaction,
                                                        std::string_view round_id) {
  std::vector<GroupTurnout> groups;
  absl::Status status = transaction.Query(
      "SELECT group_key, expected, issued, valid, spoiled FROM turnout WHERE round_id = ? ORDER BY "
      "group_no",
      {round_id}, [&](const sql::Row& row) {
        groups.push_back({.group = std::string(row.Text(0)),
                          .expected = row.Int64(1),
                          .issued = row.Int64(2),
                          .valid = row.Int64(3),
                          .spoiled = row.Int64(4)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return groups;
}

absl::StatusOr<bool> AddIssued(sql::Transaction& transaction, std::string_view round_id,
                               uint32_t group, int64_t issued) {
  const absl::StatusOr<int64_t> rows = transaction.Execute(
      "UPDATE turnout SET issued = issued + ? WHERE round_id = ? AND group_no = ? AND closed = 0 "
      "AND issued + ? <= expected",
      {issued, round_id, group, issued});
  if (!rows.ok()) return rows.status();
  return *rows == 1;
}

sql::Step AddReturned(std::string_view round_id, uint32_t group, int64_t valid, int64_t spoiled) {
  return {.change = sql::Statement(
              "UPDATE turnout SET valid = valid + ?, spoiled = spoiled + ? WHERE round_id = ? AND "
              "group_no = ? AND closed = 0",
              valid, spoiled, round_id, group),
          .must_match = true};
}

absl::Status CloseTurnout(sql::Transaction& transaction, std::string_view round_id) {
  return transaction.Execute("UPDATE turnout SET closed = 1 WHERE round_id = ?", {round_id})
      .status();
}

}  // namespace pingyi::appraisal
