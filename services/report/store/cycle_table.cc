#include "services/report/store/cycle_table.h"

#include <utility>

namespace pingyi::report {
namespace {

constexpr sql::Sql kSelect =
    "SELECT id, display_name, period_start, period_end, template_id, due_us, late_end_us, state, "
    "create_us, update_us, version FROM cycles";

Cycle ReadCycle(const sql::Row& row) {
  return {.id = TextAt(row, 0),
          .display_name = TextAt(row, 1),
          .period_start = TextAt(row, 2),
          .period_end = TextAt(row, 3),
          .template_id = TextAt(row, 4),
          .due_time = sql::FromMicros(row.Int64(5)),
          .late_submission_end_time = TimeAt(row, 6),
          .state = static_cast<CycleState>(row.Int64(7)),
          .create_time = sql::FromMicros(row.Int64(8)),
          .update_time = sql::FromMicros(row.Int64(9)),
          .version = row.Int64(10)};
}

}  // namespace

absl::Status InsertCycle(sql::Transaction& tx, const Cycle& cycle) {
  absl::Status status =
      tx.Execute(
            "INSERT INTO cycles (id, display_name, period_start, period_end, template_id, due_us, "
            "late_end_us, state, create_us, update_us, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?, ?)",
            {cycle.id, cycle.display_name, cycle.period_start, cycle.period_end, cycle.template_id,
             sql::ToMicros(cycle.due_time), MicrosOf(cycle.late_submission_end_time),
             static_cast<int>(cycle.state), sql::ToMicros(cycle.create_time),
             sql::ToMicros(cycle.update_time), cycle.version})
          .status();
  return absl::IsAlreadyExists(status) ? Exists("cycle") : status;
}

absl::StatusOr<Cycle> LoadCycle(sql::Transaction& tx, const std::string& id, Lock lock) {
  Cycle cycle;
  sql::Statement query(kSelect);
  query.Add("WHERE id = ?", id).Add(LockClause(tx, lock));
  const absl::StatusOr<bool> found = tx.QueryOne(query, [&](const sql::Row& row) {
    cycle = ReadCycle(row);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound("cycle");
  return cycle;
}

absl::StatusOr<Cycle> LoadOpenCycle(sql::Transaction& tx, const std::string& id, Lock lock) {
  absl::StatusOr<Cycle> cycle = LoadCycle(tx, id, lock);
  if (!cycle.ok()) return cycle;
  if (absl::Status status = RequireOpen(*cycle); !status.ok()) return status;
  return cycle;
}

absl::StatusOr<Page<Cycle>> LoadCycles(sql::Transaction& tx, std::optional<CycleState> state,
                                       const std::string& after, PageLimit limit) {
  Page<Cycle> page;
  PageFill fill(limit);
  sql::Statement query(kSelect);
  query.Add("WHERE id > ?", after);
  if (state) query.Add("AND state = ?", static_cast<int>(*state));
  query.Add("ORDER BY id LIMIT ?", fill.query_limit());
  absl::Status status = tx.Query(query, [&](const sql::Row& row) {
    if (fill.Take(static_cast<int64_t>(row.Text(1).size()) + kItemOverhead)) {
      page.items.push_back(ReadCycle(row));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  page.more = fill.more();
  return page;
}

absl::StatusOr<Cycle> SaveCycle(sql::Transaction& tx, Cycle cycle, absl::Time now) {
  cycle.update_time = now;
  absl::Status status = RequireOneRow(tx.Execute(
      "UPDATE cycles SET display_name = ?, period_start = ?, period_end = ?, template_id = ?, "
      "due_us = ?, late_end_us = ?, state = ?, update_us = ?, version = ? WHERE id = ? AND version "
      "= ?",
      {cycle.display_name, cycle.period_start, cycle.period_end, cycle.template_id,
       sql::ToMicros(cycle.due_time), MicrosOf(cycle.late_submission_end_time),
       static_cast<int>(cycle.state), sql::ToMicros(cycle.update_time), cycle.version + 1, cycle.id,
       cycle.version}));
  if (!status.ok()) return status;
  ++cycle.version;
  return cycle;
}

absl::StatusOr<bool> CycleHasReports(sql::Transaction& tx, const std::string& id) {
  return tx.QueryOne("SELECT id FROM reports WHERE cycle_id = ? LIMIT 1", {id},
                     [](const sql::Row&) { return absl::OkStatus(); });
}

}  // namespace pingyi::report
