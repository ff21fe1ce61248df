// The sealed count of a round (计票) as plain data, its digest, and whether it can be a count of
// this round at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "services/result/domain/form.h"

namespace pingyi::result {

// How often one mark was given: the mark is the index of the grade (0 is the best), or the number
// of steps above the least mark.
struct MarkCount {
  int32_t mark = 0;
  int64_t count = 0;  // at least 1

  bool operator==(const MarkCount&) const = default;
};

// What one group marked for one subject on one criterion.
struct TallyCell {
  int32_t group_index = 0;
  int32_t criterion_index = 0;
  std::vector<MarkCount> marks;  // each mark once, in any order
  int64_t abstentions = 0;
};

struct SubjectTally {
  std::string subject;  // its id, the last segment of its name
  int32_t position = 0;
  std::vector<TallyCell> cells;  // in any order, each pair of group and criterion at most once
  // Ballots that were left out by their totals, at both ends together, by group; empty: none. The
  // cells do not count them.
  std::vector<int64_t> left_out = {};
};

// How many ballots of a group were left out.
inline int64_t LeftOut(const SubjectTally& tally, size_t group) {
  return group < tally.left_out.size() ? tally.left_out[group] : 0;
}

// Ballots of one group.
struct GroupBallots {
  int64_t valid = 0;
  int64_t spoiled = 0;
  std::optional<int64_t> straight_lined = {};  // of the valid ones; absent if not counted
};

struct Tally {
  std::vector<GroupBallots> groups;    // in the round's order
  std::vector<SubjectTally> subjects;  // in any order
  std::string salt = {};               // 64 hex digits; empty: none
};

// Puts subjects by position, cells by group and criterion and marks ascending: the order in which
// the appraisal service gives them. Whatever order they come in, results are the same.
void SortTally(Tally& tally);

// SHA-256 in hex over the lines that the comment on pingyi.appraisal.v1.SubjectTally states. The
// tally must be sorted. `facts` gives the round's name and the keys of its groups.
std::string TallyDigest(const RoundFacts& facts, const Tally& tally);

// OK if the tally has this digest, else DATA_LOSS TALLY_DIGEST_MISMATCH. The tally must be sorted.
absl::Status CheckTallyDigest(const RoundFacts& facts, const Tally& tally,
                              const std::string& expected_digest);

// INTERNAL if the tally cannot be one of this form: an index out of range, a mark off the scale, a
// subject, position, cell or mark twice, a count that is not positive, more marks than valid
// ballots that were not left out. The tally must be sorted.
absl::Status CheckTally(const Form& form, const Tally& tally);

}  // namespace pingyi::result
