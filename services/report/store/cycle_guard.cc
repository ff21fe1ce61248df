#include "services/report/store/cycle_guard.h"

#include <functional>
#include <vector>

namespace pingyi::report {
namespace {

// Never fewer: a closing has to write the row of every change, by a process of whatever version.
constexpr int kSlots = 16;

int SlotOf(const std::string& report_id) {
  return static_cast<int>(std::hash<std::string>()(report_id) % kSlots);
}

absl::Status ClosedGuard() { return absl::InternalError("an open cycle has a closed guard"); }

}  // namespace

absl::Status WriteGuard(sql::Transaction& tx, const std::string& cycle_id,
                        const std::string& report_id) {
  const int slot = SlotOf(report_id);
  const auto count = [&] {
    return tx.Execute(
        "UPDATE cycle_guards SET changes = changes + 1 WHERE cycle_id = ? AND slot = ? AND closed "
        "= 0",
        {cycle_id, slot});
  };
  absl::StatusOr<int64_t> written = count();
  if (!written.ok()) return written.status();
  if (*written == 1) return absl::OkStatus();
  // The rows are made as they are needed.
  absl::Status made =
      tx.Execute("INSERT INTO cycle_guards (cycle_id, slot, changes, closed) VALUES (?, ?, 1, 0)",
                 {cycle_id, slot})
          .status();
  if (!absl::IsAlreadyExists(made)) return made;
  // Another change of the slot was the first in between, or the guard is closed.
  written = count();
  if (!written.ok()) return written.status();
  return *written == 1 ? absl::OkStatus() : ClosedGuard();
}

absl::Status WriteGuards(sql::Transaction& tx, const std::string& cycle_id, CycleState after) {
  std::vector<sql::Value> cells;
  for (int slot = 0; slot < kSlots; ++slot) cells.insert(cells.end(), {cycle_id, slot, 0, 0});
  absl::Status made = tx.InsertRows("cycle_guards (cycle_id, slot, changes, closed)", 4, cells,
                                    sql::OnDuplicate::kKeepOld)
                          .status();
  if (!made.ok()) return made;
  const absl::StatusOr<int64_t> written = tx.Execute(
      "UPDATE cycle_guards SET changes = changes + 1, closed = ? WHERE cycle_id = ? AND closed = 0",
      {after == CycleState::kClosed ? 1 : 0, cycle_id});
  if (!written.ok()) return written.status();
  return *written == kSlots ? absl::OkStatus() : ClosedGuard();
}

}  // namespace pingyi::report
