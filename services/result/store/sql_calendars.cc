#include "services/result/store/sql_calendars.h"

#include <utility>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kSelect =
    "SELECT calendar, version, digest, display_name, days, created_us FROM calendar_versions";

CalendarVersion ReadCalendar(const sql::Row& row) {
  return {.calendar = std::string(row.Text(0)),
          .version = row.Int64(1),
          .digest = std::string(row.Text(2)),
          .display_name = std::string(row.Text(3)),
          .days = std::string(row.Blob(4)),
          .create_time = sql::FromMicros(row.Int64(5))};
}

absl::StatusOr<std::optional<CalendarVersion>> FindOne(sql::Transaction& transaction,
                                                       const sql::Statement& query) {
  std::optional<CalendarVersion> calendar;
  absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
    calendar = ReadCalendar(row);
    return absl::OkStatus();
  });
  if (!found.ok()) return found.status();
  return calendar;
}

// ALREADY_EXISTS if the version is taken.
absl::Status InsertVersion(sql::Transaction& transaction, const CalendarVersion& calendar) {
  return transaction
      .Execute(
          "INSERT INTO calendar_versions (calendar, version, digest, display_name, days, "
          "created_us) VALUES (?, ?, ?, ?, ?, ?)",
          {calendar.calendar, calendar.version, calendar.digest, calendar.display_name,
           sql::Blob{calendar.days}, sql::ToMicros(calendar.create_time)})
      .status();
}

// Of several callers at once one gets the number; the others look again and see its version.
absl::StatusOr<CalendarVersion> StoreNext(sql::Transaction& transaction,
                                          const CalendarVersion& calendar, bool& created) {
  constexpr int kLooks = 64;
  for (int look = 0; look < kLooks; ++look) {
    sql::Statement query(kSelect);
    query.Add("WHERE calendar = ? ORDER BY version DESC LIMIT 1", calendar.calendar);
    absl::StatusOr<std::optional<CalendarVersion>> newest = FindOne(transaction, query);
    if (!newest.ok()) return newest.status();
    created = !newest->has_value() || (*newest)->digest != calendar.digest;
    if (!created) return **std::move(newest);
    CalendarVersion next = calendar;
    next.version = newest->has_value() ? (*newest)->version + 1 : 1;
    absl::Status status = InsertVersion(transaction, next);
    if (status.ok()) return next;
    if (!absl::IsAlreadyExists(status)) return status;
  }
  return MakeError(absl::StatusCode::kAborted, reason::kStorageConflict,
                   "other versions were created at the same moment: try again");
}

}  // namespace

absl::StatusOr<CalendarVersion> InsertCalendar(sql::Transaction& transaction,
                                               const CalendarVersion& calendar,
                                               const Change& change) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) {
    return LoadCalendar(transaction, {calendar.calendar, LastNumberOf(**earlier)});
  }
  CalendarVersion wanted = calendar;
  wanted.create_time = sql::FromMicros(now_us);
  bool created = false;
  absl::StatusOr<CalendarVersion> stored = StoreNext(transaction, wanted, created);
  if (!stored.ok()) return stored;
  const std::string name = NameOf(CalendarKey{stored->calendar, stored->version});
  absl::Status status;
  if (created) {
    status = Audit(transaction, change, "calendar.create", name, "digest " + stored->digest);
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, name);
  if (!status.ok()) return status;
  return stored;
}

absl::StatusOr<CalendarVersion> LoadCalendar(sql::Transaction& transaction,
                                             const CalendarKey& key) {
  sql::Statement query(kSelect);
  query.Add("WHERE calendar = ? AND version = ?", key.calendar, key.version);
  absl::StatusOr<std::optional<CalendarVersion>> calendar = FindOne(transaction, query);
  if (!calendar.ok()) return calendar.status();
  if (!calendar->has_value()) return NotFound(NameOf(key));
  return **std::move(calendar);
}

absl::StatusOr<std::vector<CalendarVersion>> LoadCalendars(sql::Transaction& transaction,
                                                           const std::string& calendar,
                                                           const std::optional<CalendarKey>& after,
                                                           int limit) {
  sql::Statement query(kSelect);
  query.Add("WHERE 1 = 1");
  if (!calendar.empty()) query.Add("AND calendar = ?", calendar);
  if (after) {
    query.Add("AND calendar >= ? AND (calendar > ? OR version > ?)", after->calendar,
              after->calendar, after->version);
  }
  query.Add("ORDER BY calendar, version LIMIT ?", limit);
  std::vector<CalendarVersion> calendars;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    calendars.push_back(ReadCalendar(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return calendars;
}

}  // namespace pingyi::result
