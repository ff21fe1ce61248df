// The text of SQL statements. It comes from literals in our source and from nowhere else: the
// compiler refuses to make an Sql of anything it cannot see, so no input can ever become part of a
// statement. Values travel as parameters ('?').
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/base/sql/value.h"

namespace pingyi::sql {

// A piece of SQL known at compile time: a literal, or a constant such as
//   inline constexpr Sql kCount = "SELECT count(*) FROM cycles";
class Sql {
 public:
  consteval Sql() = default;
  template <size_t N>
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval Sql(const char (&literal)[N]) : text_(literal, N - 1) {}

  constexpr std::string_view text() const { return text_; }
  constexpr bool empty() const { return text_.empty(); }

 private:
  std::string_view text_;
};

// A statement put together from constant pieces while running, e.g. with a condition that only some
// calls need:
//   Statement query("SELECT name FROM cycles WHERE time_us > ?", after);
//   if (!state.empty()) query.Add("AND state = ?", state);
//   query.Add("ORDER BY time_us LIMIT ?", limit);
// Pieces are joined by a blank. The number of different texts must stay small: each is a cached
// prepared statement.
class Statement {
 public:
  template <typename... Params>
  explicit Statement(Sql head, Params&&... params) {
    Add(head, std::forward<Params>(params)...);
  }

  template <typename... Params>
  Statement& Add(Sql piece, Params&&... params) {
    if (!text_.empty() && !piece.empty()) text_ += ' ';
    text_ += piece.text();
    (params_.emplace_back(std::forward<Params>(params)), ...);
    return *this;
  }

  // Adds "(?, ?, …)" for `column IN`, padded with the last value to the next power of two so that
  // lists of all lengths share a few statements. An empty list becomes (NULL), which no value is
  // in. Callers with more values than a few hundred ask several times.
  Statement& AddList(std::span<const Value> values);

  std::string_view text() const { return text_; }
  std::span<const Value> params() const { return params_; }

 private:
  std::string text_;
  std::vector<Value> params_;
};

}  // namespace pingyi::sql
