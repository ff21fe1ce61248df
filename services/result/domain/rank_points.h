// Points for the place of a subject by a group's score (名次分).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// A subject's place by one group's score.
struct RankPlace {
  Rational score;
  int64_t place = 0;    // from 1
  int64_t sharing = 0;  // how many have it
  int64_t of = 0;       // subjects with a score
  Rational points;
};

// The rule of a valid policy, read once.
class RankPointsRule {
 public:
  explicit RankPointsRule(const GroupRankPoints& rule);

  // By subject, of one group; no place where there is no score.
  std::vector<std::optional<RankPlace>> PlacesOf(
      const std::vector<std::optional<Rational>>& scores) const;

 private:
  Rational PointsOf(int64_t place) const;
  Rational SharedPoints(int64_t place, int64_t sharing) const;

  std::vector<Rational> table_;  // empty: the place itself
  bool mean_;
  bool ascending_;
};

}  // namespace pingyi::result
