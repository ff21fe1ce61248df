#include "services/appraisal/domain/mark_lanes.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace pingyi::appraisal {
namespace {

constexpr uint64_t kMaxLineBytes = uint64_t{32} << 20;
constexpr uint8_t kMaxRows = std::numeric_limits<uint8_t>::max();
constexpr size_t kLongRun = 48;  // rows
constexpr uint32_t kNotWide = std::numeric_limits<uint32_t>::max();

// Lane i of a criterion counts code i + 1: kNotMarked is counted by none.
constexpr uint32_t kFewCodes = 8;
constexpr uint32_t kMostCodes = 16;

uint32_t MostCodes(const FormShape& shape) {
  const auto most = std::max_element(shape.levels.begin(), shape.levels.end());
  return most == shape.levels.end() ? 0 : *most + kFirstLevel - kAbstained;
}

size_t LanesOf(const FormShape& shape) {
  return MostCodes(shape) <= kFewCodes ? kFewCodes : kMostCodes;
}

// Vectors of the compiler, which makes of them what the processor has.
template <size_t kSize>
struct Vector {
  typedef uint8_t Bytes __attribute__((vector_size(kSize), may_alias));
  typedef uint8_t Unaligned __attribute__((vector_size(kSize), may_alias, aligned(8)));
  typedef uint16_t Pairs __attribute__((vector_size(kSize)));
  typedef uint32_t Quads __attribute__((vector_size(kSize)));
  typedef uint64_t Words __attribute__((vector_size(kSize)));
};

// The counts of eight criteria in one cell while rows are added to them. All of it is inlined into
// the loop, so that they stay in registers.
template <size_t kSize, size_t kLanes>
struct Sums {
  using Bytes = typename Vector<kSize>::Bytes;
  static constexpr size_t kVectors = kLanes * 8 / kSize;

  [[gnu::always_inline]] void Load(const uint8_t* line) { LoadEach(line, Each()); }
  [[gnu::always_inline]] void Store(uint8_t* line) const { StoreEach(line, Each()); }
  // Adds 1 where the byte of a lane's criterion is the lane's code.
  [[gnu::always_inline]] void Add(uint64_t codes) {
    if constexpr (kSize == 16) {
      AddDoubled(codes);
    } else {
      AddShuffled(codes, std::make_index_sequence<kSize>(), Each());
    }
  }

 private:
  using Each = std::make_index_sequence<kVectors>;

  // Written out: a loop over them would be made a copy through memory.
  template <size_t... kVector>
  [[gnu::always_inline]] void LoadEach(const uint8_t* line, std::index_sequence<kVector...>) {
    ((vectors[kVector] = reinterpret_cast<const Bytes*>(line)[kVector]), ...);
  }
  template <size_t... kVector>
  [[gnu::always_inline]] void StoreEach(uint8_t* line, std::index_sequence<kVector...>) const {
    ((reinterpret_cast<Bytes*>(line)[kVector] = vectors[kVector]), ...);
  }

  // A comparison gives -1 where it holds.
  template <size_t... kByte>
  [[gnu::always_inline]] void AddEqual(size_t i, const Bytes& codes,
                                       std::index_sequence<kByte...>) {
    const Bytes lanes = {static_cast<uint8_t>(kByte % kLanes + 1)...};
    vectors[i] -= reinterpret_cast<Bytes>(codes == lanes);
  }

  // Every byte eight or sixteen times by doubling: no shuffle of bytes is needed.
  [[gnu::always_inline]] void AddDoubled(uint64_t codes) {
    using V = Vector<kSize>;
    const auto b = reinterpret_cast<Bytes>(typename V::Words{codes, 0});
    const auto p = reinterpret_cast<typename V::Pairs>(
        __builtin_shufflevector(b, b, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));
    const auto low =
        reinterpret_cast<typename V::Quads>(__builtin_shufflevector(p, p, 0, 0, 1, 1, 2, 2, 3, 3));
    const auto high =
        reinterpret_cast<typename V::Quads>(__builtin_shufflevector(p, p, 4, 4, 5, 5, 6, 6, 7, 7));
    AddTwo(0, reinterpret_cast<Bytes>(__builtin_shufflevector(low, low, 0, 0, 1, 1)));
    AddTwo(1, reinterpret_cast<Bytes>(__builtin_shufflevector(low, low, 2, 2, 3, 3)));
    AddTwo(2, reinterpret_cast<Bytes>(__builtin_shufflevector(high, high, 0, 0, 1, 1)));
    AddTwo(3, reinterpret_cast<Bytes>(__builtin_shufflevector(high, high, 2, 2, 3, 3)));
  }
  // Of two criteria, eight times each.
  [[gnu::always_inline]] void AddTwo(size_t i, const Bytes& codes) {
    constexpr auto kEach = std::make_index_sequence<kSize>();
    if constexpr (kLanes == 8) {
      AddEqual(i, codes, kEach);
    } else {
      const auto w = reinterpret_cast<typename Vector<kSize>::Words>(codes);
      AddEqual(2 * i, reinterpret_cast<Bytes>(__builtin_shufflevector(w, w, 0, 0)), kEach);
      AddEqual(2 * i + 1, reinterpret_cast<Bytes>(__builtin_shufflevector(w, w, 1, 1)), kEach);
    }
  }

  // By a shuffle of bytes, for longer vectors: each 16 bytes of theirs are shuffled by themselves,
  // from a copy of the codes of their own.
  template <size_t... kByte, size_t... kVector>
  [[gnu::always_inline]] void AddShuffled(uint64_t codes, std::index_sequence<kByte...> each,
                                          std::index_sequence<kVector...>) {
    const auto b = reinterpret_cast<Bytes>(typename Vector<kSize>::Words{} + codes);
    (AddOne<kVector>(b, each), ...);
  }
  template <size_t kVector, size_t... kByte>
  [[gnu::always_inline]] void AddOne(const Bytes& codes, std::index_sequence<kByte...> each) {
    AddEqual(kVector,
             __builtin_shufflevector(codes, codes,
                                     (kVector * kSize + kByte) / kLanes + kByte / 16 * 16 ...),
             each);
  }

  Bytes vectors[kVectors];
};

// Where the rows of the cell of row `begin` end, if not at `end`. Looks at eight rows at once.
[[gnu::always_inline]] inline size_t RunEnd(const uint32_t* cells, size_t begin, size_t end) {
  const uint64_t twice = cells[begin] * ((uint64_t{1} << 32) + 1);
  size_t i = begin + 1;
  for (; i + 8 <= end; i += 8) {
    uint64_t pairs[4];
    std::memcpy(pairs, cells + i, sizeof(pairs));
    if (((pairs[0] ^ twice) | (pairs[1] ^ twice) | (pairs[2] ^ twice) | (pairs[3] ^ twice)) != 0) {
      break;
    }
  }
  while (i < end && cells[i] == cells[begin]) ++i;
  return i;
}

}  // namespace

struct MarkLanes::Loops {
  template <size_t kSize, size_t kLanes>
  [[gnu::always_inline]] static void Add(const MarkLanes& lanes, const MarkRows& rows, size_t index,
                                         Column& column) {
    const size_t count = rows.size();
    const uint32_t* const cells = rows.cells.data();
    const uint64_t* const codes = rows.columns[index].data();
    uint8_t* const lines = column.lines.data()->counts;
    uint8_t* const added = column.rows.data();
    for (size_t row = 0; row < count;) {
      // Rows that stand alone, one after the other.
      size_t cell = cells[row];
      for (; row + 1 < count; ++row) {
        const size_t next = cells[row + 1];
        const uint8_t so_far = added[cell];
        if (next == cell || so_far == kMaxRows) break;
        added[cell] = so_far + 1;
        AddRows<kSize, kLanes>(codes + row, 1, lines + cell * 8 * kLanes);
        cell = next;
      }
      // Several rows of one cell, or the last one.
      if (added[cell] == kMaxRows) lanes.Widen(column, cell);
      const size_t run = RunEnd(cells, row, std::min(count, row + kMaxRows - added[cell])) - row;
      added[cell] = static_cast<uint8_t>(added[cell] + run);
      uint8_t* const line = lines + cell * 8 * kLanes;
      if (run >= kLongRun) {
        AddLongRun<kSize, kLanes>(codes + row, run, lanes.codes_, line);
      } else {
        AddRows<kSize, kLanes>(codes + row, run, line);
      }
      row += run;
    }
  }

  template <size_t kSize, size_t kLanes>
  [[gnu::always_inline]] static void AddRows(const uint64_t* codes, size_t count, uint8_t* line) {
    Sums<kSize, kLanes> sums;
    sums.Load(line);
    for (size_t i = 0; i < count; ++i) sums.Add(codes[i]);
    sums.Store(line);
  }

  // Counts two codes at a time, each in the bytes of as many rows as a vector holds. No byte can
  // run over: there are at most kMaxRows of them. The number of lanes is even, so each code has
  // one.
  template <size_t kSize, size_t kLanes>
  [[gnu::always_inline]] static void AddLongRun(const uint64_t* codes, size_t count,
                                                uint32_t most_codes, uint8_t* line) {
    using Bytes = typename Vector<kSize>::Bytes;
    constexpr size_t kRows = kSize / sizeof(uint64_t);
    const size_t in_vectors = count / kRows * kRows;
    for (uint32_t code = 1; code <= most_codes; code += 2) {
      const Bytes first = Bytes{} + static_cast<uint8_t>(code);
      const Bytes second = first + 1;
      Bytes of_first = {};
      Bytes of_second = {};
      for (size_t i = 0; i < in_vectors; i += kRows) {
        const Bytes rows = *reinterpret_cast<const typename Vector<kSize>::Unaligned*>(codes + i);
        of_first -= reinterpret_cast<Bytes>(rows == first);
        of_second -= reinterpret_cast<Bytes>(rows == second);
      }
      AddCode<kSize, kLanes>(of_first, line + code - 1);
      AddCode<kSize, kLanes>(of_second, line + code);
    }
    AddRows<kSize, kLanes>(codes + in_vectors, count - in_vectors, line);
  }

  // Adds the counts of a code, by row and criterion, to its lanes.
  template <size_t kSize, size_t kLanes>
  [[gnu::always_inline]] static void AddCode(const typename Vector<kSize>::Bytes& counts,
                                             uint8_t* lane) {
    const auto words = reinterpret_cast<typename Vector<kSize>::Words>(counts);
    uint64_t of_criteria = 0;  // a byte each
    for (size_t i = 0; i < kSize / sizeof(uint64_t); ++i) of_criteria += words[i];
    uint8_t bytes[sizeof(of_criteria)];
    std::memcpy(bytes, &of_criteria, sizeof(bytes));
    for (const uint8_t count : bytes) {
      *lane = static_cast<uint8_t>(*lane + count);
      lane += kLanes;
    }
  }

  template <size_t kSize>
  [[gnu::always_inline]] static void AddOf(const MarkLanes& lanes, const MarkRows& rows,
                                           size_t index, Column& column) {
    if (lanes.lanes_ == kFewCodes) {
      Add<kSize, kFewCodes>(lanes, rows, index, column);
    } else {
      Add<kSize, kMostCodes>(lanes, rows, index, column);
    }
  }

  static void Baseline(const MarkLanes& lanes, const MarkRows& rows, size_t index, Column& column) {
    AddOf<16>(lanes, rows, index, column);
  }
#ifdef __x86_64__
  [[gnu::target("avx2")]] static void Avx2(const MarkLanes& lanes, const MarkRows& rows,
                                           size_t index, Column& column) {
    AddOf<32>(lanes, rows, index, column);
  }
#endif

  static AddFn Choose([[maybe_unused]] Vectors vectors) {
#ifdef __x86_64__
    if (vectors == Vectors::kBest && __builtin_cpu_supports("avx2") != 0) return Avx2;
#endif
    return Baseline;
  }
};

bool MarkLanes::Fits(const FormShape& shape, uint64_t cells) {
  const uint64_t columns = (shape.criteria() + 7) / 8;
  const uint64_t bytes = columns * 8 * LanesOf(shape);
  return MostCodes(shape) <= kMostCodes && cells * bytes <= kMaxLineBytes;
}

MarkLanes::MarkLanes(const FormShape& shape, uint64_t cells, Vectors vectors)
    : lanes_(LanesOf(shape)),
      lines_per_cell_(lanes_ * 8 / kBytes),
      codes_(MostCodes(shape)),
      add_(Loops::Choose(vectors)),
      columns_((shape.criteria() + 7) / 8) {
  for (Column& column : columns_) {
    column.lines.resize(cells * lines_per_cell_);
    column.rows.resize(cells);
    column.wide_place.resize(cells, kNotWide);
  }
}

void MarkLanes::Add(const MarkRows& rows) {
  for (size_t i = 0; i < columns_.size(); ++i) add_(*this, rows, i, columns_[i]);
}

void MarkLanes::Widen(Column& column, size_t cell) const {
  uint32_t& place = column.wide_place[cell];
  if (place == kNotWide) {
    place = static_cast<uint32_t>(column.wide.size());
    column.wide.resize(column.wide.size() + lines_per_cell_);
  }
  for (size_t i = 0; i < lines_per_cell_; ++i) {
    Line& line = column.lines[cell * lines_per_cell_ + i];
    WideLine& wide = column.wide[place + i];
    for (size_t byte = 0; byte < kBytes; ++byte) wide.counts[byte] += line.counts[byte];
    line = {};
  }
  column.rows[cell] = 0;
}

uint64_t MarkLanes::bytes() const {
  uint64_t bytes = 0;
  for (const Column& column : columns_) {
    bytes += column.lines.size() * sizeof(Line) + column.wide.size() * sizeof(WideLine) +
             column.rows.size() * sizeof(column.rows[0]) +
             column.wide_place.size() * sizeof(column.wide_place[0]);
  }
  return bytes;
}

int64_t MarkLanes::Count(uint64_t cell, uint32_t criterion, uint32_t code) const {
  const Column& column = columns_[criterion / 8];
  const size_t at = criterion % 8 * lanes_ + code - kAbstained;
  const size_t line = at / kBytes;
  const size_t byte = at % kBytes;
  const int64_t count = column.lines[cell * lines_per_cell_ + line].counts[byte];
  if (column.wide_place[cell] == kNotWide) return count;
  return count + column.wide[column.wide_place[cell] + line].counts[byte];
}

}  // namespace pingyi::appraisal
