// Prepared statements of one connection, kept for the next use of the same text.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <sqlite3.h>

namespace pingyi::sql {

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Bounded: the statement unused for longest makes room. Not thread safe; outlives what is borrowed
// from it.
class StatementCache {
  struct Entry {
    std::string sql;
    StatementHandle statement;
    bool borrowed = false;
  };

 public:
  // A statement in use. Reset and without parameters when it goes back, so that it holds no lock
  // and no data.
  class Borrowed {
   public:
    explicit Borrowed(Entry* entry) : entry_(entry) {}
    explicit Borrowed(StatementHandle own) : own_(std::move(own)) {}
    Borrowed(Borrowed&& other) noexcept
        : entry_(std::exchange(other.entry_, nullptr)), own_(std::move(other.own_)) {}
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed();

    sqlite3_stmt* get() const { return entry_ != nullptr ? entry_->statement.get() : own_.get(); }

   private:
    Entry* entry_ = nullptr;
    StatementHandle own_;
  };

  StatementCache(sqlite3* connection, size_t capacity)
      : connection_(connection), capacity_(capacity) {}

  // The statement of `sql`, nullptr in it if the text cannot be prepared as exactly one statement:
  // the connection's error code then tells why, or is SQLITE_OK if there was more than one.
  Borrowed Borrow(std::string_view sql);

  size_t size() const { return entries_.size(); }

 private:
  StatementHandle Prepare(std::string_view sql) const;
  void Trim();

  sqlite3* const connection_;
  const size_t capacity_;
  std::list<Entry> entries_;  // last used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_sql_;
};

}  // namespace pingyi::sql
