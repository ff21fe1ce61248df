#include "services/base/sql/sqlite/statement_cache.h"

namespace pingyi::sql {

StatementCache::Borrowed::~Borrowed() {
  if (entry_ == nullptr) return;
  sqlite3_reset(entry_->statement.get());
  sqlite3_clear_bindings(entry_->statement.get());
  entry_->borrowed = false;
}

StatementCache::Borrowed StatementCache::Borrow(std::string_view sql) {
  auto found = by_sql_.find(sql);
  // A callback of a running query may run the same text again: that one gets a statement of its
  // own.
  if (found != by_sql_.end() && found->second->borrowed) return Borrowed(Prepare(sql));
  if (found != by_sql_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
  } else {
    StatementHandle statement = Prepare(sql);
    if (statement == nullptr) return Borrowed(StatementHandle());
    entries_.push_front(Entry{std::string(sql), std::move(statement)});
    by_sql_.emplace(entries_.front().sql, entries_.begin());
    entries_.front().borrowed = true;
    Trim();
  }
  entries_.front().borrowed = true;
  return Borrowed(&entries_.front());
}

StatementHandle StatementCache::Prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                     SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  StatementHandle handle(statement);
  if (handle != nullptr && rest != sql.data() + sql.size()) return nullptr;
  return handle;
}

void StatementCache::Trim() {
  for (auto last = entries_.end(); entries_.size() > capacity_ && last != entries_.begin();) {
    --last;
    if (last->borrowed) continue;
    by_sql_.erase(last->sql);
    last = entries_.erase(last);
  }
}

}  // namespace pingyi::sql
