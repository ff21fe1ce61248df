#include "services/result/domain/rank_points.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

// The points by subject; "-" for none.
std::vector<std::string> Points(const GroupRankPoints& rule,
                                const std::vector<std::optional<int64_t>>& scores) {
  std::vector<std::optional<Rational>> values;
  for (const auto& score : scores) {
    values.push_back(score.has_value() ? std::optional(Rational(*score)) : std::nullopt);
  }
  std::vector<std::string> points;
  for (const auto& place : RankPointsRule(rule).PlacesOf(values)) {
    points.push_back(place.has_value() ? ShortText(place->points) : "-");
  }
  return points;
}

TEST(RankPointsTest, HandComputed) {
  using Table = std::vector<std::string>;
  using enum RankPointsTie;
  const Table table = {"12", "10", "8.5", "0"};
  struct Case {
    GroupRankPoints rule;
    std::vector<std::optional<int64_t>> scores;
    std::vector<std::string> points;
  };
  const std::optional<int64_t> none;
  const Case cases[] = {
      {{table, kBestPlace}, {50, 90, 70}, {"8.5", "12", "10"}},
      // Two share the first place: both get 12, the next is third.
      {{table, kBestPlace}, {90, 90, 70}, {"12", "12", "8.5"}},
      // Both get the mean of 12 and 10.
      {{table, kMeanOfPlaces}, {90, 90, 70}, {"11", "11", "8.5"}},
      // (10 + 8.5 + 0) / 3
      {{table, kMeanOfPlaces}, {1, 9, 1, 1}, {"37/6", "12", "37/6", "37/6"}},
      // Beyond the table its last entry; who has no score has no place and takes none up.
      {{table, kBestPlace}, {5, none, 4, 3, 2, 1, 0}, {"12", "-", "10", "8.5", "0", "0", "0"}},
      {{GroupRankPoints::Place{}, kBestPlace}, {5, 9, 9, none}, {"3", "1", "1", "-"}},
      {{GroupRankPoints::Place{}, kMeanOfPlaces}, {5, 9, 9, 9}, {"4", "2", "2", "2"}},
      // Where the lower score is better.
      {{table, kBestPlace, TotalOrder::kAscending}, {50, 90, 70}, {"12", "8.5", "10"}},
      {{table, kBestPlace}, {}, {}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Points(c.rule, c.scores), c.points);
  }
}

TEST(RankPointsTest, TellsThePlace) {
  const RankPointsRule rule({std::vector<std::string>{"5", "3"}, RankPointsTie::kBestPlace});
  const auto places = rule.PlacesOf({Rational(2), Rational(9), std::nullopt, Rational(2)});
  EXPECT_EQ(places[0]->place, 2);
  EXPECT_EQ(places[0]->sharing, 2);
  EXPECT_EQ(places[0]->of, 3);
  EXPECT_EQ(places[0]->score, Rational(2));
  EXPECT_FALSE(places[2].has_value());
}

}  // namespace
}  // namespace pingyi::result
