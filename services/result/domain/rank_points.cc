#include "services/result/domain/rank_points.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <variant>

#include "services/base/number/decimal.h"

namespace pingyi::result {

RankPointsRule::RankPointsRule(const GroupRankPoints& rule)
    : mean_(rule.tie == RankPointsTie::kMeanOfPlaces), ascending_(Ascending(rule.score_order)) {
  if (const auto* table = std::get_if<std::vector<std::string>>(&rule.points)) {
    for (const std::string& points : *table) {
      table_.push_back(ParseNumber(points).value());
    }
  }
}

std::vector<std::optional<RankPlace>> RankPointsRule::PlacesOf(
    const std::vector<std::optional<Rational>>& scores) const {
  std::vector<size_t> order;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (scores[i].has_value()) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return ascending_ ? *scores[a] < *scores[b] : *scores[a] > *scores[b];
  });
  std::vector<std::optional<RankPlace>> places(scores.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && *scores[order[end]] == *scores[order[begin]]) {
      ++end;
    }
    const auto place = static_cast<int64_t>(begin + 1);
    const auto sharing = static_cast<int64_t>(end - begin);
    const Rational points = SharedPoints(place, sharing);
    for (; begin < end; ++begin) {
      places[order[begin]] = RankPlace{*scores[order[begin]], place, sharing,
                                       static_cast<int64_t>(order.size()), points};
    }
  }
  return places;
}

Rational RankPointsRule::PointsOf(int64_t place) const {
  if (table_.empty()) {
    return Rational(place);
  }
  return table_[std::min(static_cast<size_t>(place), table_.size()) - 1];
}

Rational RankPointsRule::SharedPoints(int64_t place, int64_t sharing) const {
  if (!mean_) {
    return PointsOf(place);
  }
  Rational sum;
  for (int64_t i = 0; i < sharing; ++i) {
    sum += PointsOf(place + i);
  }
  return sum / Rational(sharing);
}

}  // namespace pingyi::result
