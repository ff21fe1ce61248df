// What is recorded of subjects beside the tally, and the rows of leaderboards, as the store hands
// them out.
#pragma once

#include <cstdint>
#include <string>

#include <absl/time/time.h>

namespace pingyi::result {

// That an exclusion rule of the policy applies to a subject; final once the round's run has
// succeeded.
struct StoredExclusion {
  std::string round = {};
  std::string subject = {};  // its id
  std::string kind = {};
  std::string reason = {};
  std::string decider = {};
  absl::Time update_time = {};

  bool operator==(const StoredExclusion&) const = default;
};

struct ExclusionKey {
  std::string round = {};
  std::string subject = {};
};

// A row of a leaderboard, as it is shown. Both scores are empty where there is none, the exact one
// also where only the rounded one may be shown.
struct StoredBoardRow {
  std::string leaderboard = {};  // key
  std::string section = {};
  int64_t rank = 0;  // 0: without a score
  bool shared_rank = false;
  std::string subject = {};
  std::string display_name = {};
  std::string score_exact = {};
  std::string score_rounded = {};
  int32_t suppression = 0;  // the contract's number

  bool operator==(const StoredBoardRow&) const = default;
};

}  // namespace pingyi::result
