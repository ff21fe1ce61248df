// Marks as they are loaded to be counted: in columns, a byte a mark.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

#include "services/appraisal/domain/packed_ballot.h"

namespace pingyi::appraisal {

// A row for each subject that a slip rates.
struct MarkRows {
  explicit MarkRows(const FormShape& shape) : columns((shape.criteria() + 7) / 8) {}

  size_t size() const { return cells.size(); }
  void Clear() {
    cells.clear();
    for (std::vector<uint64_t>& column : columns) column.clear();
  }

  std::vector<uint32_t> cells;  // of each row: subject * groups + group
  // Of each eight criteria a word for each row. Its bytes, as they lie in memory, are the codes of
  // packed_ballot.h by criterion, and kNotMarked in what the criteria leave of the last word.
  std::vector<std::vector<uint64_t>> columns;
};

// Reads the slips of one form into rows. Immutable.
class SlipReader {
 public:
  // Whether every code of the form is a single byte of a packed slip.
  static bool Fits(const FormShape& shape);

  // The form must fit, and have fewer than 2^32 pairs of a subject and a group.
  SlipReader(const FormShape& shape, uint32_t groups);

  // Appends the rows of a slip of a group of the form, and says whether it is straight-lined: two
  // marks or more, all of the same level. DATA_LOSS for what ReadPacked refuses; `rows` may then
  // have got some of it.
  absl::Status Read(uint32_t group, std::string_view packed, MarkRows& rows,
                    bool& straight_lined) const;

 private:
  const uint64_t subjects_;
  const uint32_t groups_;
  const size_t criteria_;
  std::vector<uint64_t> bounds_;  // each byte above every code of its criterion
};

}  // namespace pingyi::appraisal
