// Leaderboards (擂台榜): rankings beside the official one, from the same run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/disclosure.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

struct Computation;

struct LeaderboardRow {
  size_t subject = 0;             // its place in the tally
  std::string id;                 // of the subject
  int32_t rank = 0;               // from 1 within the section; 0 without a score
  bool shared_rank = false;       // within the section
  std::optional<Rational> score;  // absent if nobody marked the subject where the board looks
  // Why score and place are left out: then neither is there.
  Suppression suppression = Suppression::kShown;
  // Something of the subject is suppressed: the score is shown as rounded alone.
  bool rounded_only = false;

  bool operator==(const LeaderboardRow&) const = default;
};

struct LeaderboardSection {
  size_t board = 0;  // its place in the policy
  std::string name;  // the unit or type; empty on a board that is not divided
  std::vector<LeaderboardRow> rows;

  bool operator==(const LeaderboardSection&) const = default;
};

// All boards: in the policy's order, their sections in byte order, their rows by place, those
// without a score last by position.
using Leaderboards = std::vector<LeaderboardSection>;

// Boards of a finished computation: subjects that an exclusion leaves without a place are on none.
// What may not be shown is not ranked either, so that no gap between places tells of it, and
// neither tie breakers nor tiers that look at it take part.
Leaderboards MakeLeaderboards(const PolicyRules& policy, const Computation& computation,
                              const DisclosureRule& disclosure = {});

}  // namespace pingyi::result
