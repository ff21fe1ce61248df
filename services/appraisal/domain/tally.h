// What counting the slips of a round gives, and how it is stored and hashed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

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

// The bytes that are stored of a subject's cells and of how many ballots of each group were left
// out by their totals; an empty `left_out` is none of any.
std::string PackCells(const TallyCells& cells, std::span<const int64_t> left_out = {});
absl::StatusOr<TallyCells> UnpackCells(std::string_view packed);
absl::StatusOr<std::vector<int64_t>> UnpackLeftOut(std::string_view packed);

// The bytes that are stored of a seal.
std::string PackSeal(const TallySeal& seal);
absl::StatusOr<TallySeal> UnpackSeal(std::string_view packed);

// Writes the canonical text of a tally, piece by piece, exactly as the comment of SubjectTally in
// the contract has it.
std::string TallyHeadText(std::string_view round_id, std::span<const GroupBallots> groups,
                          std::string_view salt);
std::string TallySubjectText(std::string_view subject_id, const TallyCells& cells,
                             std::span<const int64_t> left_out = {});

}  // namespace pingyi::appraisal
