// Small things that the tables share: locks, pages, optional times, errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/sql/time.h"
#include "services/base/sql/transaction.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

// What a row that is read is protected from until the end of the transaction.
enum class Lock { kNone, kShare, kUpdate };

inline sql::Sql LockClause(const sql::Transaction& tx, Lock lock) {
  switch (lock) {
    case Lock::kNone:
      return {};
    case Lock::kShare:
      return tx.dialect().for_share;
    case Lock::kUpdate:
      return tx.dialect().for_update;
  }
  return {};
}

// Decides how many rows make a page. The query asks for one row more than the page may have.
class PageFill {
 public:
  explicit PageFill(PageLimit limit) : limit_(limit) {}

  int query_limit() const { return limit_.size + 1; }
  // Whether a row of this weight still belongs to the page; false once, false for all that follow.
  bool Take(int64_t bytes) {
    if (more_ || count_ >= limit_.size || (count_ > 0 && bytes_ + bytes > limit_.max_bytes)) {
      more_ = true;
      return false;
    }
    ++count_;
    bytes_ += bytes;
    return true;
  }
  bool more() const { return more_; }

 private:
  const PageLimit limit_;
  int count_ = 0;
  int64_t bytes_ = 0;
  bool more_ = false;
};

// What an item weighs in a message beyond its texts: times, names, tags and lengths.
inline constexpr int64_t kItemOverhead = 512;
inline constexpr int64_t kEntryOverhead = 16;

inline std::optional<absl::Time> TimeAt(const sql::Row& row, int column) {
  const std::optional<int64_t> micros = row.OptionalInt64(column);
  if (!micros) return std::nullopt;
  return sql::FromMicros(*micros);
}

inline std::optional<int64_t> MicrosOf(const std::optional<absl::Time>& time) {
  if (!time) return std::nullopt;
  return sql::ToMicros(*time);
}

inline std::string TextAt(const sql::Row& row, int column) { return std::string(row.Text(column)); }

// NOT_FOUND RESOURCE_NOT_FOUND; `what` is e.g. "cycle".
absl::Status NotFound(std::string_view what);

// ALREADY_EXISTS RESOURCE_EXISTS.
absl::Status Exists(std::string_view what);

// INTERNAL unless exactly one row was matched.
absl::Status RequireOneRow(const absl::StatusOr<int64_t>& matched);

}  // namespace pingyi::report
