#include "services/base/sql/transaction.h"

#include <algorithm>
#include <bit>
#include <string>
#include <variant>

namespace pingyi::sql {
namespace {

size_t Bytes(std::span<const Value> cells) {
  size_t bytes = 0;
  for (const Value& cell : cells) {
    if (const auto* text = std::get_if<std::string>(&cell.data())) bytes += text->size();
    if (const auto* blob = std::get_if<Blob>(&cell.data())) bytes += blob->bytes.size();
  }
  return bytes;
}

// "<head> <into> VALUES (?, ?), (?, ?) <tail>": constants and question marks only.
std::string InsertText(const Dialect& dialect, Sql into, size_t columns, size_t rows,
                       OnDuplicate on_duplicate) {
  const bool keep_old = on_duplicate == OnDuplicate::kKeepOld;
  std::string row = "(?";
  for (size_t i = 1; i < columns; ++i) row += ",?";
  row += ')';
  std::string text(keep_old ? dialect.insert_missing_head.text() : "INSERT INTO");
  text.append(" ").append(into.text()).append(" VALUES ").append(row);
  for (size_t i = 1; i < rows; ++i) text.append(",").append(row);
  if (keep_old) text.append(" ").append(dialect.insert_missing_tail.text());
  return text;
}

// The largest number up to `rows` that has three significant bits: 1 to 8, 10, 12, 14, 16, 20 …
// Batches of all sizes share 28 statements of up to 256 rows, and hardly any takes more than two.
size_t RoundDown(size_t rows) {
  return rows - rows % std::max<size_t>(std::bit_floor(rows) / 4, 1);
}

}  // namespace

std::optional<int64_t> Row::OptionalInt64(int column) const {
  return IsNull(column) ? std::nullopt : std::optional(Int64(column));
}

std::optional<std::string_view> Row::OptionalText(int column) const {
  return IsNull(column) ? std::nullopt : std::optional(Text(column));
}

std::optional<std::string_view> Row::OptionalBlob(int column) const {
  return IsNull(column) ? std::nullopt : std::optional(Blob(column));
}

absl::StatusOr<bool> Transaction::QueryOne(Sql sql, std::initializer_list<Value> params,
                                           RowFn each) {
  return DoQueryOne(sql.text(), {params.begin(), params.size()}, each);
}

absl::StatusOr<bool> Transaction::QueryOne(const Statement& statement, RowFn each) {
  return DoQueryOne(statement.text(), statement.params(), each);
}

absl::StatusOr<bool> Transaction::DoQueryOne(std::string_view sql, std::span<const Value> params,
                                             RowFn each) {
  bool found = false;
  absl::Status status = DoQuery(sql, params, [&](const Row& row) {
    if (found) return absl::InternalError("a query for one row gave several");
    found = true;
    return each(row);
  });
  if (!status.ok()) return status;
  return found;
}

absl::StatusOr<int64_t> Transaction::InsertRows(Sql into, size_t columns,
                                                std::span<const Value> cells,
                                                OnDuplicate on_duplicate) {
  if (columns == 0 || columns > dialect().max_parameters || cells.size() % columns != 0) {
    return absl::InternalError("the cells to insert are not whole rows");
  }
  const size_t most = std::min(dialect().max_rows, dialect().max_parameters / columns);
  int64_t inserted = 0;
  std::string text;
  size_t rows_of_text = 0;
  for (size_t rows = cells.size() / columns; rows > 0;) {
    size_t chunk = RoundDown(std::min(most, rows));
    while (chunk > 1 && Bytes(cells.first(chunk * columns)) > dialect().max_bytes) {
      chunk = RoundDown(chunk - 1);
    }
    if (chunk != rows_of_text) {
      text = InsertText(dialect(), into, columns, chunk, on_duplicate);
      rows_of_text = chunk;
    }
    absl::StatusOr<int64_t> count = DoExecute(text, cells.first(chunk * columns));
    if (!count.ok()) return count.status();
    inserted += *count;
    cells = cells.subspan(chunk * columns);
    rows -= chunk;
  }
  return inserted;
}

absl::Status Transaction::DoExecuteAll(std::span<const Step> steps) {
  for (const Step& step : steps) {
    absl::StatusOr<int64_t> rows = DoExecute(step.change.text(), step.change.params());
    if (!rows.ok()) return rows.status();
    if (step.must_match && *rows == 0) {
      return absl::FailedPreconditionError("a change that must find its row found none");
    }
  }
  return absl::OkStatus();
}

}  // namespace pingyi::sql
