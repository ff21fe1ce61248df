// What an attacker on published results calculates with: linear equations between figures that are
// named, solved exactly.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/base/number/rational.h"

namespace pingyi::result::test {

// Linear equations between named unknowns.
class Equations {
 public:
  using Row = std::vector<Rational>;

  // The sum of these is known.
  void Know(const std::map<std::string, Rational>& sum) {
    Row row(names_.size());
    for (const auto& [name, factor] : sum) {
      const size_t column = Column(name);
      row.resize(names_.size());
      row[column] += factor;
    }
    rows_.push_back(std::move(row));
  }
  void Know(const std::string& name) { Know({{name, Rational(1)}}); }

  // How many independent sums of the `secret` ones, with whatever factors, follow.
  size_t Told(const std::set<std::string>& secret) const {
    std::vector<size_t> columns;  // the secret ones last
    for (const bool last : {false, true}) {
      for (const auto& [name, column] : names_) {
        if (secret.contains(name) == last) columns.push_back(column);
      }
    }
    const size_t others = names_.size() - Among(secret);
    std::vector<Row> rows;
    for (const Row& row : rows_) {
      Row& ordered = rows.emplace_back();
      for (const size_t column : columns) {
        ordered.push_back(column < row.size() ? row[column] : Rational());
      }
    }
    const size_t used = Eliminate(rows, 0, others);
    return Eliminate(rows, used, columns.size()) - used;
  }

 private:
  size_t Column(const std::string& name) {
    return names_.emplace(name, names_.size()).first->second;
  }
  size_t Among(const std::set<std::string>& secret) const {
    return static_cast<size_t>(std::count_if(
        names_.begin(), names_.end(), [&](const auto& n) { return secret.contains(n.first); }));
  }

  // Clears the first columns in the rows from `used` on; those from the returned one on have none.
  static size_t Eliminate(std::vector<Row>& rows, size_t used, size_t columns) {
    for (size_t column = 0; column < columns; ++column) {
      size_t pivot = used;
      while (pivot < rows.size() && rows[pivot][column].sign() == 0) ++pivot;
      if (pivot == rows.size()) continue;
      std::swap(rows[used], rows[pivot]);
      for (size_t i = used + 1; i < rows.size(); ++i) {
        if (rows[i][column].sign() == 0) continue;
        const Rational factor = rows[i][column] / rows[used][column];
        for (size_t k = column; k < rows[i].size(); ++k) rows[i][k] -= factor * rows[used][k];
      }
      ++used;
    }
    return used;
  }

  std::map<std::string, size_t> names_;
  std::vector<Row> rows_;
};

}  // namespace pingyi::result::test
