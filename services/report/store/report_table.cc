#include "services/report/store/report_table.h"

#include <utility>
#include <vector>

#include "services/base/status/error.h"
#include "services/report/domain/reason.h"
#include "services/report/store/cycle_guard.h"
#include "services/report/store/reporter_table.h"
#include "services/report/store/revision_table.h"

namespace pingyi::report {
namespace {

constexpr sql::Sql kSelect =
    "SELECT r.cycle_id, r.id, r.kind, r.state, r.revision, r.first_submit_us, r.submit_us, "
    "r.withdraw_us, r.late, r.create_us, r.update_us, r.version, r.content_bytes, r.events, "
    "r.review_event, p.id, p.display_name, p.unit, p.subject_type, p.kinds, e.kind, e.score, "
    "e.remark, e.actor, e.time_us FROM reports r JOIN reporters p ON p.cycle_id = r.cycle_id AND "
    "p.id = r.reporter_id LEFT JOIN report_events e ON e.cycle_id = r.cycle_id AND e.report_id = "
    "r.id AND e.number = r.review_event WHERE r.cycle_id = ?";

std::optional<Review> ReadReview(const sql::Row& row) {
  if (row.IsNull(20)) return std::nullopt;
  const bool accepted = row.Int64(20) == static_cast<int>(EventKind::kAccepted);
  return Review{accepted ? Decision::kAccepted : Decision::kReturned, TextAt(row, 21),
                TextAt(row, 22), TextAt(row, 23), sql::FromMicros(row.Int64(24))};
}

StoredReport ReadReport(const sql::Row& row) {
  StoredReport stored;
  stored.report = {.cycle_id = TextAt(row, 0),
                   .id = TextAt(row, 1),
                   .reporter = ReadReporter(row, 15),
                   .kind = static_cast<ReportKind>(row.Int64(2)),
                   .content = {},
                   .state = static_cast<ReportState>(row.Int64(3)),
                   .revision = static_cast<int>(row.Int64(4)),
                   .first_submit_time = TimeAt(row, 5),
                   .submit_time = TimeAt(row, 6),
                   .withdraw_time = TimeAt(row, 7),
                   .late = row.Int64(8) != 0,
                   .review = ReadReview(row),
                   .create_time = sql::FromMicros(row.Int64(9)),
                   .update_time = sql::FromMicros(row.Int64(10)),
                   .version = row.Int64(11)};
  stored.content_bytes = row.Int64(12);
  stored.events = row.Int64(13);
  stored.review_event = row.OptionalInt64(14);
  return stored;
}

// 1 until the report is withdrawn: see the schema.
std::optional<int> LiveOf(const Report& report) {
  if (report.state == ReportState::kWithdrawn) return std::nullopt;
  return 1;
}

int64_t WeightOf(const StoredReport& stored, bool with_content) {
  const std::optional<Review>& review = stored.report.review;
  return WeightOf(stored.report.reporter) + kItemOverhead +
         (review ? static_cast<int64_t>(review->comment.size()) : 0) +
         (with_content ? stored.content_bytes : 0);
}

absl::StatusOr<bool> HasLiveReport(sql::Transaction& tx, const Report& report) {
  return tx.QueryOne(
      "SELECT id FROM reports WHERE cycle_id = ? AND reporter_id = ? AND kind = ? AND live = 1",
      {report.cycle_id, report.reporter.id, static_cast<int>(report.kind)},
      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::Status ReportExists() {
  return MakeError(absl::StatusCode::kAlreadyExists, reason::kReportExists,
                   "the reporter already has a report of this kind in this cycle");
}

}  // namespace

absl::Status InsertReport(sql::Transaction& tx, const StoredReport& stored) {
  const Report& report = stored.report;
  const absl::StatusOr<bool> live = HasLiveReport(tx, report);
  if (!live.ok()) return live.status();
  if (*live) return ReportExists();
  absl::Status status =
      tx.Execute(
            "INSERT INTO reports (cycle_id, id, reporter_id, kind, state, live, revision, "
            "content_bytes, late, events, create_us, update_us, version) VALUES (?, ?, ?, ?, ?, ?, "
            "?, ?, 0, 0, ?, ?, ?)",
            {report.cycle_id, report.id, report.reporter.id, static_cast<int>(report.kind),
             static_cast<int>(report.state), LiveOf(report), report.revision, stored.content_bytes,
             sql::ToMicros(report.create_time), sql::ToMicros(report.update_time), report.version})
          .status();
  if (status.ok()) return WriteGuard(tx, report.cycle_id, report.id);
  if (!absl::IsAlreadyExists(status)) return status;
  // Which key was taken: the name, or, when another call came in between, the live report.
  const absl::StatusOr<bool> live_now = HasLiveReport(tx, report);
  if (!live_now.ok()) return live_now.status();
  return *live_now ? ReportExists() : Exists("report");
}

absl::StatusOr<StoredReport> LoadReport(sql::Transaction& tx, const ChildName& name, Lock lock) {
  StoredReport stored;
  sql::Statement query(kSelect, name.cycle);
  query.Add("AND r.id = ?", name.id).Add(LockClause(tx, lock));
  const absl::StatusOr<bool> found = tx.QueryOne(query, [&](const sql::Row& row) {
    stored = ReadReport(row);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound("report");
  std::vector<Report> reports = {std::move(stored.report)};
  if (absl::Status status = FillContent(tx, reports); !status.ok()) return status;
  stored.report = std::move(reports.front());
  return stored;
}

absl::Status RequireReport(sql::Transaction& tx, const ChildName& name) {
  const absl::StatusOr<bool> found =
      tx.QueryOne("SELECT id FROM reports WHERE cycle_id = ? AND id = ?", {name.cycle, name.id},
                  [](const sql::Row&) { return absl::OkStatus(); });
  if (!found.ok()) return found.status();
  return *found ? absl::OkStatus() : NotFound("report");
}

absl::StatusOr<Page<Report>> LoadReports(sql::Transaction& tx, const ReportFilter& filter,
                                         const std::string& after, PageLimit limit) {
  Page<Report> page;
  PageFill fill(limit);
  sql::Statement query(kSelect, filter.cycle_id);
  query.Add("AND r.id > ?", after);
  if (!filter.states.empty()) {
    std::vector<sql::Value> states;
    for (const ReportState state : filter.states) states.emplace_back(static_cast<int>(state));
    query.Add("AND r.state IN").AddList(states);
  }
  if (!filter.reporter_id.empty()) query.Add("AND r.reporter_id = ?", filter.reporter_id);
  if (filter.kind) query.Add("AND r.kind = ?", static_cast<int>(*filter.kind));
  query.Add("ORDER BY r.id LIMIT ?", fill.query_limit());
  absl::Status status = tx.Query(query, [&](const sql::Row& row) {
    StoredReport stored = ReadReport(row);
    if (fill.Take(WeightOf(stored, filter.with_content))) {
      page.items.push_back(std::move(stored.report));
    }
    return absl::OkStatus();
  });
  if (status.ok() && filter.with_content) status = FillContent(tx, page.items);
  if (!status.ok()) return status;
  page.more = fill.more();
  return page;
}

absl::StatusOr<Report> SaveReport(sql::Transaction& tx, StoredReport stored, absl::Time now) {
  Report& report = stored.report;
  report.update_time = now;
  absl::Status status = RequireOneRow(tx.Execute(
      "UPDATE reports SET state = ?, live = ?, revision = ?, content_bytes = ?, first_submit_us = "
      "?, submit_us = ?, withdraw_us = ?, late = ?, events = ?, review_event = ?, update_us = ?, "
      "version = ? WHERE cycle_id = ? AND id = ? AND version = ?",
      {static_cast<int>(report.state), LiveOf(report), report.revision, stored.content_bytes,
       MicrosOf(report.first_submit_time), MicrosOf(report.submit_time),
       MicrosOf(report.withdraw_time), static_cast<int>(report.late), stored.events,
       stored.review_event, sql::ToMicros(now), report.version + 1, report.cycle_id, report.id,
       report.version}));
  if (status.ok()) status = WriteGuard(tx, report.cycle_id, report.id);
  if (!status.ok()) return status;
  ++report.version;
  return std::move(report);
}

}  // namespace pingyi::report
