#include "services/report/store/revision_table.h"

#include <algorithm>

#include "services/report/store/rows.h"

namespace pingyi::report {
namespace {

constexpr size_t kReportsPerQuery = 100;

Section ReadSection(const sql::Row& row) { return {TextAt(row, 1), TextAt(row, 2)}; }

Metric ReadMetric(const sql::Row& row) { return {TextAt(row, 1), TextAt(row, 2), TextAt(row, 3)}; }

// "r.cycle_id = ? AND r.id IN (…)" and the order, for reports[begin, end).
void AddReports(sql::Statement& query, const std::vector<Report>& reports, size_t begin,
                size_t end) {
  std::vector<sql::Value> ids;
  for (size_t i = begin; i < end; ++i) ids.emplace_back(reports[i].id);
  query.Add("WHERE r.cycle_id = ? AND r.id IN", reports.front().cycle_id).AddList(ids);
  query.Add("ORDER BY r.id, c.position");
}

// The report of the id, at or behind `next`: rows and reports are sorted alike.
Report& Seek(std::vector<Report>& reports, size_t& next, std::string_view id) {
  while (next + 1 < reports.size() && reports[next].id != id) ++next;
  return reports[next];
}

absl::Status FillSome(sql::Transaction& tx, std::vector<Report>& reports, size_t begin,
                      size_t end) {
  size_t next = begin;
  sql::Statement sections(
      "SELECT r.id, c.section_key, c.body FROM reports r JOIN revision_sections c ON c.cycle_id = "
      "r.cycle_id AND c.report_id = r.id AND c.number = r.revision");
  AddReports(sections, reports, begin, end);
  absl::Status status = tx.Query(sections, [&](const sql::Row& row) {
    Seek(reports, next, row.Text(0)).content.sections.push_back(ReadSection(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  next = begin;
  sql::Statement metrics(
      "SELECT r.id, c.metric_key, c.actual, c.note FROM reports r JOIN revision_metrics c ON "
      "c.cycle_id = r.cycle_id AND c.report_id = r.id AND c.number = r.revision");
  AddReports(metrics, reports, begin, end);
  return tx.Query(metrics, [&](const sql::Row& row) {
    Seek(reports, next, row.Text(0)).content.metrics.push_back(ReadMetric(row));
    return absl::OkStatus();
  });
}

// Reads sections and metrics of revisions, which are neighbours sorted by number.
absl::Status FillRevisions(sql::Transaction& tx, const ChildName& report,
                           std::vector<Revision>& revisions) {
  const int first = revisions.front().number;
  const int last = revisions.back().number;
  const auto at = [&](const sql::Row& row) -> Content& {
    return revisions[static_cast<size_t>(row.Int64(0) - first)].content;
  };
  absl::Status status = tx.Query(
      "SELECT number, section_key, body FROM revision_sections WHERE cycle_id = ? AND report_id = "
      "? AND number >= ? AND number <= ? ORDER BY number, position",
      {report.cycle, report.id, first, last}, [&](const sql::Row& row) {
        at(row).sections.push_back(ReadSection(row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return tx.Query(
      "SELECT number, metric_key, actual, note FROM revision_metrics WHERE cycle_id = ? AND "
      "report_id = ? AND number >= ? AND number <= ? ORDER BY number, position",
      {report.cycle, report.id, first, last}, [&](const sql::Row& row) {
        at(row).metrics.push_back(ReadMetric(row));
        return absl::OkStatus();
      });
}

// Notes the last submission of each revision and the last decision on it.
absl::Status FillEvents(sql::Transaction& tx, const ChildName& report,
                        std::vector<Revision>& revisions) {
  const int first = revisions.front().number;
  return tx.Query(
      "SELECT revision, kind, time_us, actor, score, remark FROM report_events WHERE cycle_id = ? "
      "AND report_id = ? AND revision >= ? AND revision <= ? ORDER BY number",
      {report.cycle, report.id, first, revisions.back().number}, [&](const sql::Row& row) {
        Revision& revision = revisions[static_cast<size_t>(row.Int64(0) - first)];
        const absl::Time time = sql::FromMicros(row.Int64(2));
        const auto kind = static_cast<EventKind>(row.Int64(1));
        if (kind == EventKind::kSubmitted) {
          revision.submit_time = time;
        } else if (kind != EventKind::kWithdrawn) {
          revision.review =
              Review{kind == EventKind::kAccepted ? Decision::kAccepted : Decision::kReturned,
                     TextAt(row, 4), TextAt(row, 5), TextAt(row, 3), time};
        }
        return absl::OkStatus();
      });
}

absl::Status InsertSections(sql::Transaction& tx, const ChildName& report,
                            const Revision& revision) {
  std::vector<sql::Value> cells;
  int position = 0;
  for (const Section& section : revision.content.sections) {
    cells.insert(cells.end(),
                 {report.cycle, report.id, revision.number, position++, section.key, section.text});
  }
  return tx
      .InsertRows("revision_sections (cycle_id, report_id, number, position, section_key, body)", 6,
                  cells)
      .status();
}

absl::Status InsertMetrics(sql::Transaction& tx, const ChildName& report,
                           const Revision& revision) {
  std::vector<sql::Value> cells;
  int position = 0;
  for (const Metric& metric : revision.content.metrics) {
    cells.insert(cells.end(), {report.cycle, report.id, revision.number, position++, metric.key,
                               metric.actual, metric.note});
  }
  return tx
      .InsertRows(
          "revision_metrics (cycle_id, report_id, number, position, metric_key, actual, note)", 7,
          cells)
      .status();
}

}  // namespace

int64_t WeightOf(const Content& content) {
  return ContentBytes(content) +
         static_cast<int64_t>(content.sections.size() + content.metrics.size()) * kEntryOverhead;
}

absl::Status InsertRevision(sql::Transaction& tx, const ChildName& report,
                            const Revision& revision) {
  absl::Status status =
      tx.Execute(
            "INSERT INTO report_revisions (cycle_id, report_id, number, content_bytes, create_us, "
            "author) VALUES (?, ?, ?, ?, ?, ?)",
            {report.cycle, report.id, revision.number, WeightOf(revision.content),
             sql::ToMicros(revision.create_time), revision.author})
          .status();
  if (status.ok() && !revision.content.sections.empty()) {
    status = InsertSections(tx, report, revision);
  }
  if (status.ok() && !revision.content.metrics.empty()) {
    status = InsertMetrics(tx, report, revision);
  }
  return status;
}

absl::Status InsertEvent(sql::Transaction& tx, const ChildName& report, const Event& event) {
  return tx
      .Execute(
          "INSERT INTO report_events (cycle_id, report_id, number, revision, kind, time_us, actor, "
          "score, remark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {report.cycle, report.id, event.number, event.revision, static_cast<int>(event.kind),
           sql::ToMicros(event.time), event.actor, event.score, event.remark})
      .status();
}

absl::Status FillContent(sql::Transaction& tx, std::vector<Report>& reports) {
  for (size_t begin = 0; begin < reports.size(); begin += kReportsPerQuery) {
    const size_t end = std::min(reports.size(), begin + kReportsPerQuery);
    if (absl::Status status = FillSome(tx, reports, begin, end); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Page<Revision>> LoadRevisions(sql::Transaction& tx, const ChildName& report,
                                             int after, PageLimit limit) {
  Page<Revision> page;
  PageFill fill(limit);
  absl::Status status = tx.Query(
      "SELECT number, create_us, author, content_bytes FROM report_revisions WHERE cycle_id = ? "
      "AND report_id = ? AND number > ? ORDER BY number LIMIT ?",
      {report.cycle, report.id, after, fill.query_limit()}, [&](const sql::Row& row) {
        // A remark on it, of at most 2000 characters, is still to come.
        if (fill.Take(row.Int64(3) + 8000 + kItemOverhead)) {
          Revision revision;
          revision.number = static_cast<int>(row.Int64(0));
          revision.create_time = sql::FromMicros(row.Int64(1));
          revision.author = row.Text(2);
          page.items.push_back(std::move(revision));
        }
        return absl::OkStatus();
      });
  if (status.ok() && !page.items.empty()) status = FillRevisions(tx, report, page.items);
  if (status.ok() && !page.items.empty()) status = FillEvents(tx, report, page.items);
  if (!status.ok()) return status;
  page.more = fill.more();
  return page;
}

}  // namespace pingyi::report
