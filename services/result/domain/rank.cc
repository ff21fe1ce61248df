#include "services/result/domain/rank.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace pingyi::result {
namespace {

class Ranker {
 public:
  Ranker(RankMethod method, const std::vector<TieComparison>& breakers,
         absl::FunctionRef<TieKey(size_t, size_t)> key_of,
         const std::function<void(const TieSplit&)>& observe, Ranking& ranking)
      : dense_(method == RankMethod::kDense),
        breakers_(breakers),
        key_of_(key_of),
        observe_(observe),
        ranking_(ranking) {}

  // Gives places to order[begin, end), which are equal so far, from the breaker on.
  void Place(size_t begin, size_t end, size_t breaker) {
    const int32_t place = NextPlace(begin);
    for (; end - begin > 1 && breaker < breakers_.size(); ++breaker) {
      if (!breakers_[breaker].AppliesTo(place)) {
        continue;
      }
      const TieSplit split = Split(begin, end, breaker);
      if (split.members.front().key != split.members.back().key) {
        PlaceRuns(split, begin);
        return;
      }
    }
    for (size_t i = begin; i < end; ++i) {
      ranking_.places[ranking_.order[i]] = {place, end - begin > 1};
    }
    ++given_;
  }

 private:
  // Ties are placed from the first on: whoever is before `begin` has a place.
  int32_t NextPlace(size_t begin) const {
    return (dense_ ? given_ : static_cast<int32_t>(begin)) + 1;
  }

  TieSplit Split(size_t begin, size_t end, size_t breaker) {
    TieSplit split{breaker, NextPlace(begin), {}};
    for (size_t i = begin; i < end; ++i) {
      const size_t subject = ranking_.order[i];
      split.members.push_back({subject, key_of_(subject, breaker)});
    }
    std::stable_sort(split.members.begin(), split.members.end(),
                     [](const auto& a, const auto& b) { return a.key > b.key; });
    if (observe_) {
      observe_(split);
    }
    return split;
  }

  void PlaceRuns(const TieSplit& split, size_t begin) {
    const auto& members = split.members;
    for (size_t i = 0; i < members.size(); ++i) {
      ranking_.order[begin + i] = members[i].subject;
    }
    for (size_t run = 0; run < members.size();) {
      size_t next = run + 1;
      while (next < members.size() && members[next].key == members[run].key) {
        ++next;
      }
      Place(begin + run, begin + next, split.breaker + 1);
      run = next;
    }
  }

  const bool dense_;
  int32_t given_ = 0;  // different places so far
  const std::vector<TieComparison>& breakers_;
  absl::FunctionRef<TieKey(size_t, size_t)> key_of_;
  const std::function<void(const TieSplit&)>& observe_;
  Ranking& ranking_;
};

}  // namespace

Ranking RankSubjects(const Standings& standings, RankMethod method,
                     const std::vector<TieComparison>& breakers,
                     absl::FunctionRef<TieKey(size_t, size_t)> key_of,
                     const std::function<void(const TieSplit&)>& observe) {
  Ranking ranking;
  ranking.places.resize(standings.size());
  ranking.order.resize(standings.size());
  std::iota(ranking.order.begin(), ranking.order.end(), size_t{0});
  std::stable_sort(ranking.order.begin(), ranking.order.end(),
                   [&standings](size_t a, size_t b) { return standings.Before(a, b); });
  Ranker ranker(method, breakers, key_of, observe, ranking);
  for (size_t begin = 0; begin < standings.size();) {
    size_t end = begin + 1;
    while (end < standings.size() && standings.Level(ranking.order[end], ranking.order[begin])) {
      ++end;
    }
    ranker.Place(begin, end, 0);
    begin = end;
  }
  return ranking;
}

}  // namespace pingyi::result
