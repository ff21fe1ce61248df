#include "services/appraisal/domain/mark_lanes.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::appraisal {
namespace {

// Rows of some cells: in runs of up to `longest` of the same cell.
MarkRows RandomRows(const FormShape& shape, uint32_t cells, size_t count, size_t longest,
                    std::mt19937& random) {
  MarkRows rows(shape);
  while (rows.size() < count) {
    const auto cell = static_cast<uint32_t>(random() % cells);
    for (size_t run = 1 + random() % longest; run > 0 && rows.size() < count; --run) {
      rows.cells.push_back(cell);
      for (auto& column : rows.columns) column.push_back(0);
      for (uint32_t i = 0; i < shape.criteria(); ++i) {
        reinterpret_cast<uint8_t*>(&rows.columns[i / 8].back())[i % 8] =
            static_cast<uint8_t>(random() % (shape.levels[i] + kFirstLevel));
      }
    }
  }
  return rows;
}

// counts[cell][criterion][code]
using Counts = std::vector<std::vector<std::vector<int64_t>>>;

void CountPlainly(const MarkRows& rows, Counts& counts) {
  for (size_t row = 0; row < rows.size(); ++row) {
    auto& cell = counts[rows.cells[row]];
    for (size_t i = 0; i < cell.size(); ++i) {
      ++cell[i][reinterpret_cast<const uint8_t*>(&rows.columns[i / 8][row])[i % 8]];
    }
  }
}

void ExpectCounts(const MarkLanes& lanes, const FormShape& shape, const Counts& counts) {
  for (uint32_t cell = 0; cell < counts.size(); ++cell) {
    for (uint32_t i = 0; i < shape.criteria(); ++i) {
      for (uint32_t code = kAbstained; code < shape.levels[i] + kFirstLevel; ++code) {
        ASSERT_EQ(lanes.Count(cell, i, code), counts[cell][i][code])
            << shape.criteria() << " criteria; cell " << cell << " criterion " << i << " code "
            << code;
      }
    }
  }
}

// Property: with whatever instructions, and in whatever runs, every mark is counted once.
TEST(MarkLanesTest, CountsAsCountingEveryMarkByItself) {
  std::mt19937 random(13);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  for (const uint32_t most_levels : {1, 6, 7, 8, 15}) {
    for (uint32_t criteria = 1; criteria <= 25; ++criteria) {
      FormShape shape{1, {most_levels}};
      while (shape.criteria() < criteria) shape.levels.push_back(1 + random() % most_levels);
      const auto cells = static_cast<uint32_t>(1 + random() % 5);
      Counts counts(cells);
      for (auto& cell : counts) {
        for (const uint32_t levels : shape.levels) cell.emplace_back(levels + kFirstLevel, 0);
      }
      MarkLanes baseline(shape, cells, Vectors::kBaseline);
      MarkLanes best(shape, cells);
      for (const size_t longest : {1, 5, 60, 700}) {
        const MarkRows rows = RandomRows(shape, cells, random() % 1'200, longest, random);
        CountPlainly(rows, counts);
        baseline.Add(rows);
        best.Add(rows);
      }
      ExpectCounts(baseline, shape, counts);
      ExpectCounts(best, shape, counts);
    }
  }
}

// A byte counts to 255: around there, all at once and one by one.
TEST(MarkLanesTest, CountsBeyondAByte) {
  const FormShape shape{1, {2}};
  for (const Vectors vectors : {Vectors::kBaseline, Vectors::kBest}) {
    for (const size_t count : {254, 255, 256, 257, 509, 510, 511, 512, 100'000}) {
      MarkRows all(shape);
      all.cells.assign(count, 1);
      all.columns[0].assign(count, 0x0303030303030303);
      MarkLanes at_once(shape, 2, vectors);
      at_once.Add(all);
      EXPECT_EQ(at_once.Count(1, 0, 3), static_cast<int64_t>(count));
      EXPECT_EQ(at_once.Count(1, 0, 2), 0);
      EXPECT_EQ(at_once.Count(0, 0, 3), 0);
      MarkRows one(shape);
      one.cells.assign(1, 1);
      one.columns[0].assign(1, 0x0303030303030303);
      MarkLanes one_by_one(shape, 2, vectors);
      for (size_t i = 0; i < count; ++i) one_by_one.Add(one);
      EXPECT_EQ(one_by_one.Count(1, 0, 3), static_cast<int64_t>(count));
    }
  }
}

TEST(MarkLanesTest, FitsFewLevelsAndLittleMemory) {
  EXPECT_TRUE(MarkLanes::Fits({1, {1, 15}}, 1));
  EXPECT_FALSE(MarkLanes::Fits({1, {1, 16}}, 1));
  EXPECT_TRUE(MarkLanes::Fits({1, std::vector<uint32_t>(8, 7)}, 512 << 10));
  EXPECT_FALSE(MarkLanes::Fits({1, std::vector<uint32_t>(9, 7)}, 512 << 10));
  EXPECT_FALSE(MarkLanes::Fits({1, std::vector<uint32_t>(8, 8)}, 512 << 10));
}

// Of the largest forms that fit the lines take 32 MiB, the wider counts of all cells four times
// that, and each line has up to five bytes besides. All of it goes by the number of cells.
TEST(MarkLanesTest, TakesNoMoreMemoryThanItSays) {
  constexpr uint64_t kParts = 1024;
  for (const uint32_t levels : {7, 15}) {
    const FormShape shape{1, {levels}};
    const uint32_t lines = levels == 7 ? 1 : 2;
    const uint32_t most = (512 << 10) / lines;
    ASSERT_TRUE(MarkLanes::Fits(shape, most));
    ASSERT_FALSE(MarkLanes::Fits(shape, most + 1));
    const uint32_t cells = most / kParts;
    MarkLanes lanes(shape, cells);
    EXPECT_EQ(lanes.bytes(), cells * (64 * lines + 5));
    MarkRows rows(shape);
    rows.columns[0].assign(3 * 255, kAbstained);
    for (uint32_t cell = 0; cell < cells; ++cell) {
      rows.cells.assign(3 * 255, cell);  // widened more than once, into the same memory
      lanes.Add(rows);
      EXPECT_EQ(lanes.Count(cell, 0, kAbstained), 3 * 255);
    }
    EXPECT_EQ(lanes.bytes(), cells * (64 * lines + 4 * 64 * lines + 5));
    EXPECT_LE(lanes.bytes() * kParts, MarkLanes::kMostBytes);
  }
}

}  // namespace
}  // namespace pingyi::appraisal
