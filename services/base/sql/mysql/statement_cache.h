// Prepared statements of one connection, kept for the next use of the same text.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "services/base/sql/mysql/connector.h"

namespace pingyi::sql {

// A prepared statement and what is worth knowing of it. The server keeps it until it is destroyed.
struct MysqlStatement {
  std::unique_ptr<connector::PreparedStatement> prepared;
  size_t parameters = 0;
  bool gives_rows = false;
};

// Bounded: the statement unused for longest makes room. Not thread safe; outlives what is borrowed
// from it and ends before its connection.
class MysqlStatementCache {
  struct Entry {
    std::string sql;
    MysqlStatement statement;
    bool borrowed = false;
  };

 public:
  // A statement in use.
  class Borrowed {
   public:
    explicit Borrowed(Entry* entry) : entry_(entry) {}
    explicit Borrowed(MysqlStatement own) : own_(std::move(own)) {}
    Borrowed(Borrowed&& other) noexcept
        : entry_(std::exchange(other.entry_, nullptr)), own_(std::move(other.own_)) {}
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed() {
      if (entry_ != nullptr) entry_->borrowed = false;
    }

    MysqlStatement& operator*() { return entry_ != nullptr ? entry_->statement : own_; }
    MysqlStatement* operator->() { return &**this; }

   private:
    Entry* entry_ = nullptr;
    MysqlStatement own_;
  };

  MysqlStatementCache(connector::Connection& connection, size_t capacity)
      : connection_(connection), capacity_(capacity) {}

  // The statement of `sql`. Throws the connector's exception if it cannot be prepared.
  Borrowed Borrow(std::string_view sql);

  size_t size() const { return entries_.size(); }

 private:
  MysqlStatement Prepare(std::string_view sql) const;
  void Trim();

  connector::Connection& connection_;
  const size_t capacity_;
  std::list<Entry> entries_;  // last used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_sql_;
};

}  // namespace pingyi::sql
