// Counting loaded marks eight criteria at a time: the quick way, for scales of a few levels.
//
// For each eight criteria a cell, that is a pair of a subject and a group, has a line of memory
// with a byte for each code of each of them. A row of marks adds 0 or 1 to every byte of its line
// in a few vector instructions, without a branch and without looking at a mark by itself; many rows
// of one cell that follow each other are compared with one code after the other. Before a byte
// could run over, at every 255th row of the cell, the line is added to wider counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "services/appraisal/domain/mark_rows.h"
#include "services/appraisal/domain/packed_ballot.h"

namespace pingyi::appraisal {

// Which vector instructions are used. They give equal counts.
enum class Vectors {
  kBaseline,  // those that every processor has that the program was built for
  kBest,      // the best that this processor has
};

// Not thread safe.
class MarkLanes {
 public:
  // Whether the form has few enough levels, and the lines would not take too much memory (32 MiB;
  // with the wider counts, of which a cell has none before its 255th row, up to kMostBytes).
  static bool Fits(const FormShape& shape, uint64_t cells);
  static constexpr uint64_t kMostBytes = uint64_t{163} << 20;

  // For `cells` pairs of a subject and a group, numbered as in MarkRows. The form must fit.
  MarkLanes(const FormShape& shape, uint64_t cells, Vectors vectors = Vectors::kBest);

  // Counts rows of the form.
  void Add(const MarkRows& rows);

  // How many rows of the cell have the code, which is not kNotMarked, on the criterion.
  int64_t Count(uint64_t cell, uint32_t criterion, uint32_t code) const;

  // The memory that the counts take by now.
  uint64_t bytes() const;

 private:
  // 64 bytes, and the wider counts of the same.
  static constexpr size_t kBytes = 64;
  struct alignas(kBytes) Line {
    uint8_t counts[kBytes];
  };
  struct WideLine {
    uint32_t counts[kBytes];
  };
  // The counts of eight criteria.
  struct Column {
    std::vector<Line> lines;           // of each cell one with 8 lanes a criterion, two with 16
    std::vector<uint8_t> rows;         // of each cell since it was widened last
    std::vector<uint32_t> wide_place;  // of each cell's first line in `wide`, or kNotWide
    std::deque<WideLine> wide;         // grows by pieces: a vector would grow by all it has
  };
  // What the loops over the rows are made of (mark_lanes.cc).
  struct Loops;
  using AddFn = void (*)(const MarkLanes&, const MarkRows&, size_t, Column&);

  void Widen(Column& column, size_t cell) const;

  const size_t lanes_;           // bytes of a criterion
  const size_t lines_per_cell_;  // of a column
  const uint32_t codes_;         // the most that a criterion has
  const AddFn add_;
  std::vector<Column> columns_;
};

}  // namespace pingyi::appraisal
