// Prepared statements of one connection, kept for the next use of the same text.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace pingyi::sql {

// Bounded: the statement unused for longest makes room. Not thread safe; outlives what is borrowed
// from it and ends before its connection.
//
// `Statement` is what a driver prepares: movable, false as a bool where the text could not be
// prepared, and with Rest(), called when it goes back to be used again later.
template <typename Statement>
class StatementCache {
  struct Entry {
    std::string sql;
    Statement statement;
    bool borrowed = false;
  };

 public:
  using Prepare = std::function<Statement(std::string_view sql)>;

  // A statement in use.
  class Borrowed {
   public:
    explicit Borrowed(Entry* entry) : entry_(entry) {}
    explicit Borrowed(Statement own) : own_(std::move(own)) {}
    Borrowed(Borrowed&& other) noexcept
        : entry_(std::exchange(other.entry_, nullptr)), own_(std::move(other.own_)) {}
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed() {
      if (entry_ == nullptr) return;
      entry_->statement.Rest();
      entry_->borrowed = false;
    }

    Statement& operator*() { return entry_ != nullptr ? entry_->statement : own_; }
    Statement* operator->() { return &**this; }

   private:
    Entry* entry_ = nullptr;
    Statement own_;
  };

  StatementCache(Prepare prepare, size_t capacity)
      : prepare_(std::move(prepare)), capacity_(capacity) {}

  // Whether Borrow would give the statement of `sql` without preparing it.
  bool Holds(std::string_view sql) const {
    const auto found = by_sql_.find(sql);
    return found != by_sql_.end() && !found->second->borrowed;
  }

  // The statement of `sql`. One that could not be prepared is not kept; what `prepare` throws goes
  // through.
  Borrowed Borrow(std::string_view sql) {
    auto found = by_sql_.find(sql);
    // A callback of a running query may run the same text again: that one gets a statement of its
    // own, since a statement has but one result.
    if (found != by_sql_.end() && found->second->borrowed) return Borrowed(prepare_(sql));
    if (found != by_sql_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
    } else {
      Statement statement = prepare_(sql);
      if (!statement) return Borrowed(std::move(statement));
      entries_.push_front(Entry{std::string(sql), std::move(statement)});
      by_sql_.emplace(entries_.front().sql, entries_.begin());
    }
    entries_.front().borrowed = true;
    Trim();
    return Borrowed(&entries_.front());
  }

  size_t size() const { return entries_.size(); }

 private:
  void Trim() {
    for (auto last = entries_.end(); entries_.size() > capacity_ && last != entries_.begin();) {
      --last;
      if (last->borrowed) continue;
      by_sql_.erase(last->sql);
      last = entries_.erase(last);
    }
  }

  const Prepare prepare_;
  const size_t capacity_;
  std::list<Entry> entries_;  // last used first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> by_sql_;
};

}  // namespace pingyi::sql
