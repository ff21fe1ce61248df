// A table for people.
#pragma once

#include <string>
#include <vector>

namespace pingyi::cli {

enum class Align { kLeft, kRight };

// Collects rows and draws them with columns as wide as their widest cell. Not thread-safe.
class Table {
 public:
  Table(std::vector<std::string> headers, std::vector<Align> aligns);

  // One cell for each column, each on one line (OneLine()).
  void AddRow(std::vector<std::string> cells);
  size_t row_count() const { return rows_.size(); }
  // Header, a rule and the rows, each ended by "\n"; no blanks at the end of a line. A column that
  // is empty in every row is left out.
  std::string Draw() const;

 private:
  std::string Line(const std::vector<std::string>& cells) const;
  std::string Rule() const;
  bool Shown(size_t column) const { return rows_.empty() || used_[column]; }

  std::vector<std::string> headers_;
  std::vector<Align> aligns_;
  std::vector<int> widths_;
  std::vector<bool> used_;  // some row has text there
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace pingyi::cli
