// Counting slips. The result does not depend on the order they come in.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>

#include "services/appraisal/domain/mark_lanes.h"
#include "services/appraisal/domain/mark_rows.h"
#include "services/appraisal/domain/packed_ballot.h"
#include "services/appraisal/domain/tally.h"

namespace pingyi::appraisal {

// How many rows are loaded before they are counted: few enough to stay in the processor's cache.
inline constexpr size_t kRowsAtOnce = 2048;

// Not thread safe. Forms whose codes are a byte each, which is nearly all, are loaded into columns;
// if their scales have few levels the columns are counted by lanes. Any other form is counted mark
// by mark. What is counted is the same.
class TallyBuilder {
 public:
  TallyBuilder(FormShape shape, uint32_t groups);

  // Counts a slip of `group`. DATA_LOSS if it does not fit the form; the builder is then of no use.
  absl::Status Add(uint32_t group, std::string_view packed);

  // How many slips of the group were added.
  int64_t slips(uint32_t group) const { return slips_[group]; }

  // How many of them have two marks or more, all of the same level.
  int64_t straight_lined(uint32_t group) const { return straight_lined_[group]; }

  // The cells of one subject so far.
  TallyCells Cells(uint32_t subject);

 private:
  absl::Status AddMarkByMark(uint32_t group, std::string_view packed, bool& straight_lined);
  void CountLoaded();
  void CountColumn(size_t criterion);
  // The count of a code that is not kNotMarked; dense or sparse.
  uint32_t& CountAt(uint64_t cell, size_t criterion, uint32_t code);
  TallyCells SparseCells(uint32_t subject) const;

  FormShape shape_;
  uint64_t groups_;
  // Counts stand by subject, group, criterion and code, so that their places ascend in the order of
  // a tally.
  std::vector<uint64_t> offsets_;  // of each criterion among the `width_` counts of a group
  uint64_t width_ = 0;

  // What is counted in one of three ways. No subject gets as many marks as 32 bits hold: that would
  // be thousands of ballots of every voter there can be.
  std::optional<MarkLanes> lanes_;
  std::vector<uint32_t> dense_;
  std::vector<absl::flat_hash_map<uint64_t, uint32_t>> sparse_;  // by subject: what occurs

  std::optional<SlipReader> reader_;  // if codes are a byte each
  MarkRows loaded_;                   // and not counted yet
  std::vector<uint32_t> codes_;       // of the slip being counted mark by mark
  std::vector<int64_t> slips_;
  std::vector<int64_t> straight_lined_;
};

}  // namespace pingyi::appraisal
