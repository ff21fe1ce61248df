// Places (名次) with tie breakers: standard competition ranking, 1, 2, 2, 4, or dense, 1, 2, 2, 3.
// What is said below of a place for which a tie is holds for the place so numbered.
//
// Subjects of equal standing (standings.h) form a tie for the first place none of the better ones
// takes. The breakers are tried in order: one that has up_to_rank n passes over a tie for a place
// beyond n; else it splits the tie into runs of equal keys, the greatest first. Each run is a tie
// of its own, for its own first place, and goes on to the next breaker. Those whom no breaker parts
// share the place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <absl/functional/function_ref.h>

#include "services/result/domain/standings.h"
#include "services/result/domain/tie_breaker.h"

namespace pingyi::result {

struct Place {
  int32_t rank = 0;  // from 1
  bool shared = false;

  bool operator==(const Place&) const = default;
};

struct Ranking {
  std::vector<Place> places;  // by subject
  std::vector<size_t> order;  // subjects by rank; among those who share a place, by index
};

// A tie that a breaker was applied to.
struct TieSplit {
  size_t breaker = 0;
  int32_t place = 0;  // the place the tie was for
  struct Member {
    size_t subject;
    TieKey key;
  };
  std::vector<Member> members;  // greatest key first
};

// `key_of(subject, breaker)` is called once for each tied subject and breaker
// applied. `observe`, if given, sees every breaker applied, in order.
Ranking RankSubjects(const Standings& standings, RankMethod method,
                     const std::vector<TieComparison>& breakers,
                     absl::FunctionRef<TieKey(size_t subject, size_t breaker)> key_of,
                     const std::function<void(const TieSplit&)>& observe = nullptr);

}  // namespace pingyi::result
