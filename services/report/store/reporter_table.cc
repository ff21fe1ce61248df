#include "services/report/store/reporter_table.h"

#include <algorithm>

#include "services/base/status/error.h"
#include "services/report/domain/reason.h"

namespace pingyi::report {
namespace {

constexpr sql::Sql kSelect =
    "SELECT id, display_name, unit, subject_type, kinds FROM reporters WHERE cycle_id = ?";
constexpr size_t kIdsPerQuery = 250;

// Who owes which kind, without those who had filed it at the time (the parameter, twice).
constexpr sql::Sql kMissing =
    "FROM reporters p JOIN report_kinds k ON (p.kinds & k.bit) <> 0 WHERE p.cycle_id = ? AND NOT "
    "EXISTS (SELECT 1 FROM reports f WHERE f.cycle_id = p.cycle_id AND f.reporter_id = p.id AND "
    "f.kind = k.kind AND f.first_submit_us <= ? AND (f.withdraw_us IS NULL OR f.withdraw_us > ?))";

// The report that was begun at the time and not withdrawn: at most one of a kind is.
constexpr sql::Sql kSelectMissing =
    "SELECT p.id, p.display_name, p.unit, p.subject_type, p.kinds, k.kind, (SELECT MIN(d.id) FROM "
    "reports d WHERE d.cycle_id = p.cycle_id AND d.reporter_id = p.id AND d.kind = k.kind AND "
    "d.create_us <= ? AND (d.withdraw_us IS NULL OR d.withdraw_us > ?))";

absl::StatusOr<int64_t> CountMissing(sql::Transaction& tx, const std::string& cycle_id,
                                     int64_t as_of) {
  int64_t total = 0;
  sql::Statement query("SELECT COUNT(*)");
  query.Add(kMissing, cycle_id, as_of, as_of);
  const absl::StatusOr<bool> found = tx.QueryOne(query, [&](const sql::Row& row) {
    total = row.Int64(0);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  return total;
}

absl::Status HasReport() {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason::kReporterHasReport,
                   "the reporter has a report in this cycle and stays on its roster");
}

}  // namespace

int64_t KindBits(const std::vector<ReportKind>& kinds) {
  int64_t bits = 0;
  for (const ReportKind kind : kinds) bits |= int64_t{1} << (static_cast<int>(kind) - 1);
  return bits;
}

std::vector<ReportKind> KindsOf(int64_t bits) {
  std::vector<ReportKind> kinds;
  for (int kind = 1; kind <= 4; ++kind) {
    if ((bits >> (kind - 1) & 1) != 0) kinds.push_back(static_cast<ReportKind>(kind));
  }
  return kinds;
}

Reporter ReadReporter(const sql::Row& row, int first) {
  return {.id = TextAt(row, first),
          .display_name = TextAt(row, first + 1),
          .unit = TextAt(row, first + 2),
          .subject_type = TextAt(row, first + 3),
          .kinds = KindsOf(row.Int64(first + 4))};
}

int64_t WeightOf(const Reporter& reporter) {
  return static_cast<int64_t>(reporter.display_name.size() + reporter.unit.size() +
                              reporter.subject_type.size()) +
         kItemOverhead;
}

absl::Status InsertReporters(sql::Transaction& tx, const std::string& cycle_id,
                             const std::vector<Reporter>& reporters) {
  if (reporters.empty()) return absl::OkStatus();
  std::vector<sql::Value> cells;
  cells.reserve(reporters.size() * 6);
  for (const Reporter& reporter : reporters) {
    cells.insert(cells.end(), {cycle_id, reporter.id, reporter.display_name, reporter.unit,
                               reporter.subject_type, KindBits(reporter.kinds)});
  }
  absl::Status status =
      tx.InsertRows("reporters (cycle_id, id, display_name, unit, subject_type, kinds)", 6, cells)
          .status();
  return absl::IsAlreadyExists(status) ? Exists("reporter") : status;
}

absl::StatusOr<Reporter> LoadReporter(sql::Transaction& tx, const ChildName& name, Lock lock) {
  Reporter reporter;
  sql::Statement query(kSelect, name.cycle);
  query.Add("AND id = ?", name.id).Add(LockClause(tx, lock));
  const absl::StatusOr<bool> found = tx.QueryOne(query, [&](const sql::Row& row) {
    reporter = ReadReporter(row, 0);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound("reporter");
  return reporter;
}

absl::StatusOr<std::vector<Reporter>> LoadReportersById(sql::Transaction& tx,
                                                        const std::string& cycle_id,
                                                        const std::vector<Reporter>& wanted) {
  std::vector<Reporter> reporters;
  for (size_t begin = 0; begin < wanted.size(); begin += kIdsPerQuery) {
    std::vector<sql::Value> ids;
    for (size_t i = begin; i < std::min(wanted.size(), begin + kIdsPerQuery); ++i) {
      ids.emplace_back(wanted[i].id);
    }
    sql::Statement query(kSelect, cycle_id);
    query.Add("AND id IN").AddList(ids);
    absl::Status status = tx.Query(query, [&](const sql::Row& row) {
      reporters.push_back(ReadReporter(row, 0));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  std::sort(reporters.begin(), reporters.end(),
            [](const Reporter& a, const Reporter& b) { return a.id < b.id; });
  return reporters;
}

absl::StatusOr<Page<Reporter>> LoadReporters(sql::Transaction& tx, const std::string& cycle_id,
                                             const std::string& unit, const std::string& after,
                                             PageLimit limit) {
  Page<Reporter> page;
  PageFill fill(limit);
  sql::Statement query(kSelect, cycle_id);
  query.Add("AND id > ?", after);
  if (!unit.empty()) query.Add("AND unit = ?", unit);
  query.Add("ORDER BY id LIMIT ?", fill.query_limit());
  absl::Status status = tx.Query(query, [&](const sql::Row& row) {
    Reporter reporter = ReadReporter(row, 0);
    if (fill.Take(WeightOf(reporter))) page.items.push_back(std::move(reporter));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  page.more = fill.more();
  return page;
}

absl::Status RemoveReporter(sql::Transaction& tx, const ChildName& name) {
  const absl::StatusOr<Reporter> reporter = LoadReporter(tx, name, Lock::kNone);
  if (!reporter.ok()) return reporter.status();
  const absl::StatusOr<bool> has_report =
      tx.QueryOne("SELECT id FROM reports WHERE cycle_id = ? AND reporter_id = ? LIMIT 1",
                  {name.cycle, name.id}, [](const sql::Row&) { return absl::OkStatus(); });
  if (!has_report.ok()) return has_report.status();
  if (*has_report) return HasReport();
  const absl::StatusOr<int64_t> removed =
      tx.Execute("DELETE FROM reporters WHERE cycle_id = ? AND id = ?", {name.cycle, name.id});
  // One that another node of a cluster committed since. Only reports refer to a reporter.
  if (absl::IsFailedPrecondition(removed.status())) return HasReport();
  return RequireOneRow(removed);
}

absl::StatusOr<MissingPage> LoadMissing(
    sql::Transaction& tx, const std::string& cycle_id, absl::Time as_of,
    const std::optional<std::pair<std::string, ReportKind>>& after, PageLimit limit) {
  MissingPage missing;
  const int64_t as_of_us = sql::ToMicros(as_of);
  const absl::StatusOr<int64_t> total = CountMissing(tx, cycle_id, as_of_us);
  if (!total.ok()) return total.status();
  missing.total = *total;
  PageFill fill(limit);
  sql::Statement query(kSelectMissing, as_of_us, as_of_us);
  query.Add(kMissing, cycle_id, as_of_us, as_of_us);
  if (after) {
    query.Add("AND p.id >= ? AND (p.id > ? OR k.kind > ?)", after->first, after->first,
              static_cast<int>(after->second));
  }
  query.Add("ORDER BY p.id, k.kind LIMIT ?", fill.query_limit());
  absl::Status status = tx.Query(query, [&](const sql::Row& row) {
    Reporter reporter = ReadReporter(row, 0);
    if (!fill.Take(WeightOf(reporter))) return absl::OkStatus();
    missing.page.items.push_back({std::move(reporter), static_cast<ReportKind>(row.Int64(5)),
                                  std::string(row.OptionalText(6).value_or(""))});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  missing.page.more = fill.more();
  return missing;
}

}  // namespace pingyi::report
