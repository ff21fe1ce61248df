// Counting slips. The result does not depend on the order they come in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/appraisal/domain/packed_ballot.h"

namespace pingyi::appraisal {

struct MarkCount {
  uint32_t level;
  int64_t count;

  bool operator==(const MarkCount&) const = default;
};

// What one group gave one subject on one criterion. Cells without marks and abstentions do not
// exist.
struct TallyCell {
  uint32_t group = 0;
  uint32_t criterion = 0;
  std::vector<MarkCount> marks;  // ascending, each counted at least once
  int64_t abstentions = 0;

  bool operator==(const TallyCell&) const = default;
};

// The cells of one subject, by group and then criterion.
using TallyCells = std::vector<TallyCell>;

// Ballots of one group.
struct GroupBallots {
  std::string key;
  int64_t valid = 0;
  int64_t spoiled = 0;
  // Valid ballots on which two marks or more were given, all of them the same; absent if not
  // counted.
  std::optional<int64_t> straight_lined = {};

  bool operator==(const GroupBallots&) const = default;
};

// What a tally has beside its cells and the counts of ballots.
struct TallySeal {
  // 64 random hex digits, so that nobody can confirm by the digest what he guesses of the cells;
  // empty where ballots are signed.
  std::string salt = {};
  std::vector<std::optional<int64_t>> straight_lined = {};  // by group

  bool operator==(const TallySeal&) const = default;
};

// Not thread safe.
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
  TallyCells Cells(uint32_t subject) const;

 private:
  // Place of the first count of a subject and group. Counts stand by subject, group, criterion and
  // code, so their places ascend in the order of a tally.
  uint64_t Place(uint64_t subject, uint64_t group) const {
    return (subject * groups_ + group) * width_;
  }
  // Adds a count, whose places must ascend from call to call, to the cells of a subject.
  void AppendCount(uint64_t place_in_subject, int64_t count, TallyCells& cells) const;

  FormShape shape_;
  uint64_t groups_;
  std::vector<uint64_t> offsets_;  // of each criterion among the `width_` counts of a group
  uint64_t width_ = 0;
  std::vector<int64_t> dense_;  // all counts; empty on forms with too many possible ones
  std::vector<absl::flat_hash_map<uint64_t, int64_t>> sparse_;  // then those of each subject
  std::vector<uint32_t> codes_;                                 // of the slip being added
  std::vector<int64_t> slips_;
  std::vector<int64_t> straight_lined_;
};

// The bytes that are stored of a subject's cells.
std::string PackCells(const TallyCells& cells);
absl::StatusOr<TallyCells> UnpackCells(std::string_view packed);

// The bytes that are stored of a seal.
std::string PackSeal(const TallySeal& seal);
absl::StatusOr<TallySeal> UnpackSeal(std::string_view packed);

// Writes the canonical text of a tally, piece by piece, exactly as the comment of SubjectTally in
// the contract has it.
std::string TallyHeadText(std::string_view round_id, std::span<const GroupBallots> groups,
                          std::string_view salt);
std::string TallySubjectText(std::string_view subject_id, const TallyCells& cells);

}  // namespace pingyi::appraisal
