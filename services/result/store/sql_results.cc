#include "services/result/store/sql_results.h"

#include "services/result/store/change.h"
#include "services/result/store/component_text.h"
#include "services/result/store/resource_names.h"
#include "services/result/store/score_text.h"
#include "services/result/store/sql_runs.h"

namespace pingyi::result {
namespace {

constexpr size_t kColumns = 15;
// Where subjects without a place are in the order of places.
constexpr int64_t kBehindAll = 2'147'483'647;
constexpr sql::Sql kSelect =
    "SELECT place, position, subject, display_name, shared_place, grade, grade_title, total_exact, "
    "total_rounded, scores, components, exclusion, exclusion_title, undecided_grade FROM "
    "subject_results WHERE run = ?";

int64_t PlaceOf(int64_t rank) { return rank == 0 ? kBehindAll : rank; }

absl::StatusOr<StoredResult> ReadResult(const sql::Row& row) {
  absl::StatusOr<std::vector<GroupScore>> groups = ParseScoreText(row.Text(9));
  if (!groups.ok()) return groups.status();
  absl::StatusOr<std::vector<ComponentScoreText>> components = ParseComponentText(row.Text(10));
  if (!components.ok()) return components.status();
  return StoredResult{
      .subject = std::string(row.Text(2)),
      .display_name = std::string(row.Text(3)),
      .position = row.Int64(1),
      .rank = row.Int64(0) == kBehindAll ? 0 : row.Int64(0),
      .shared_rank = row.Int64(4) != 0,
      .grade = std::string(row.Text(5)),
      .grade_title = std::string(row.Text(6)),
      .total = {.exact = std::string(row.Text(7)), .rounded = std::string(row.Text(8))},
      .groups = *std::move(groups),
      .components = *std::move(components),
      .exclusion = std::string(row.Text(11)),
      .exclusion_title = std::string(row.Text(12)),
      .undecided_grade = std::string(row.Text(13))};
}

// Reads what the query has into the page, which then tells whether there is more: the query asks
// for one more than `limit`.
absl::StatusOr<ResultPage> Fill(sql::Transaction& transaction, const sql::Statement& query,
                                ResultPage page, int limit, size_t max_bytes) {
  size_t bytes = 0;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    bytes += row.Text(9).size() + row.Text(10).size();
    const size_t count = page.results.size();
    page.more = count == static_cast<size_t>(limit) || (count > 0 && bytes > max_bytes);
    if (page.more) return absl::CancelledError();  // ends the query
    absl::StatusOr<StoredResult> result = ReadResult(row);
    if (!result.ok()) return result.status();
    page.results.push_back(*std::move(result));
    return absl::OkStatus();
  });
  if (!status.ok() && !page.more) return status;
  return page;
}

}  // namespace

std::vector<sql::Value> ResultCells(const std::string& run,
                                    const std::vector<StoredResult>& results) {
  std::vector<sql::Value> cells;
  cells.reserve(results.size() * kColumns);
  for (const StoredResult& result : results) {
    cells.insert(cells.end(),
                 {run, PlaceOf(result.rank), result.position, result.subject, result.display_name,
                  result.shared_rank ? 1 : 0, result.grade, result.grade_title, result.total.exact,
                  result.total.rounded, ScoreText(result.groups), ComponentText(result.components),
                  result.exclusion, result.exclusion_title, result.undecided_grade});
  }
  return cells;
}

absl::Status InsertResults(sql::Transaction& transaction, const std::vector<sql::Value>& cells) {
  return transaction
      .InsertRows(
          "subject_results (run, place, position, subject, display_name, shared_place, grade, "
          "grade_title, total_exact, total_rounded, scores, components, exclusion, "
          "exclusion_title, "
          "undecided_grade)",
          kColumns, cells)
      .status();
}

absl::StatusOr<ResultPage> LoadResults(sql::Transaction& transaction, const std::string& round,
                                       const std::string& run,
                                       const std::optional<ResultKey>& after, int limit,
                                       size_t max_bytes) {
  absl::StatusOr<ResultShape> shape = LoadShape(transaction, round, run);
  if (!shape.ok()) return shape.status();
  ResultPage page{.shape = *std::move(shape)};
  sql::Statement query(kSelect, run);
  if (after) {
    const int64_t place = PlaceOf(after->rank);
    query.Add("AND place >= ? AND (place > ? OR position > ?)", place, place, after->position);
  }
  query.Add("ORDER BY place, position LIMIT ?", int64_t{limit} + 1);
  return Fill(transaction, query, std::move(page), limit, max_bytes);
}

absl::StatusOr<ResultPage> LoadResultsByPosition(sql::Transaction& transaction,
                                                 const std::string& round, const std::string& run,
                                                 int64_t after, int limit, size_t max_bytes) {
  absl::StatusOr<ResultShape> shape = LoadShape(transaction, round, run);
  if (!shape.ok()) return shape.status();
  sql::Statement query(kSelect, run);
  query.Add("AND position > ?", after);
  query.Add("ORDER BY position LIMIT ?", int64_t{limit} + 1);
  return Fill(transaction, query, {.shape = *std::move(shape)}, limit, max_bytes);
}

absl::StatusOr<ShapedResult> LoadResult(sql::Transaction& transaction, const std::string& round,
                                        const std::string& run, const std::string& subject) {
  absl::StatusOr<ResultShape> shape = LoadShape(transaction, round, run);
  if (!shape.ok()) return shape.status();
  ShapedResult shaped{.shape = *std::move(shape)};
  sql::Statement query(kSelect, run);
  query.Add("AND subject = ?", subject);
  absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
    absl::StatusOr<StoredResult> result = ReadResult(row);
    if (!result.ok()) return result.status();
    shaped.result = *std::move(result);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(RunName(round, run) + "/results/" + subject);
  return shaped;
}

}  // namespace pingyi::result
