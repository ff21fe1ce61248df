#include "services/base/sql/mysql/statement_cache.h"

namespace pingyi::sql {

MysqlStatementCache::Borrowed MysqlStatementCache::Borrow(std::string_view sql) {
  auto found = by_sql_.find(sql);
  // A callback of a running query may run the same text again: that one gets a statement of its
  // own, since a statement has but one result.
  if (found != by_sql_.end() && found->second->borrowed) return Borrowed(Prepare(sql));
  if (found != by_sql_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
  } else {
    entries_.push_front(Entry{std::string(sql), Prepare(sql)});
    by_sql_.emplace(entries_.front().sql, entries_.begin());
    entries_.front().borrowed = true;
    Trim();
  }
  entries_.front().borrowed = true;
  return Borrowed(&entries_.front());
}

MysqlStatement MysqlStatementCache::Prepare(std::string_view sql) const {
  MysqlStatement statement;
  statement.prepared.reset(
      connection_.prepareStatement(connector::SQLString(sql.data(), sql.size())));
  statement.parameters = statement.prepared->getParameterMetaData()->getParameterCount();
  statement.gives_rows = statement.prepared->getMetaData()->getColumnCount() > 0;
  return statement;
}

void MysqlStatementCache::Trim() {
  for (auto last = entries_.end(); entries_.size() > capacity_ && last != entries_.begin();) {
    --last;
    if (last->borrowed) continue;
    by_sql_.erase(last->sql);
    last = entries_.erase(last);
  }
}

}  // namespace pingyi::sql
