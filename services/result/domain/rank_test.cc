#include "services/result/domain/rank.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::ElementsAre;

// Ranks by totals and, for each breaker, a column of keys and its up_to_rank.
struct Breaker {
  std::vector<int64_t> keys;
  int32_t up_to_rank = 0;
};

std::vector<Rational> Totals(const std::vector<int64_t>& values) {
  std::vector<Rational> totals;
  for (const int64_t value : values) {
    totals.emplace_back(value);
  }
  return totals;
}

Ranking Rank(const std::vector<int64_t>& totals, const std::vector<Breaker>& breakers,
             std::vector<TieSplit>* splits = nullptr,
             RankMethod method = RankMethod::kStandardCompetition) {
  std::vector<FieldViolation> violations;
  const Form form =
      Form::Read(test::Facts({{"x", "1"}}, {{"a", "1"}}, test::Numbers("1")), violations).value();
  std::vector<TieComparison> comparisons;
  for (const Breaker& breaker : breakers) {
    comparisons.emplace_back(TieBreaker{PositionComparison{}, breaker.up_to_rank}, form);
  }
  return RankSubjects(
      Standings(Totals(totals), {}, false), method, comparisons,
      [&](size_t subject, size_t breaker) {
        return TieKey{Rational(breakers[breaker].keys[subject])};
      },
      splits == nullptr ? std::function<void(const TieSplit&)>()
                        : [splits](const TieSplit& split) { splits->push_back(split); });
}

// "1 2= 2= 4" by subject.
std::string Places(const Ranking& ranking) {
  std::string text;
  for (const Place& place : ranking.places) {
    text += (text.empty() ? "" : " ") + std::to_string(place.rank) + (place.shared ? "=" : "");
  }
  return text;
}

TEST(RankTest, EqualTotalsShareAPlaceAndTheNextIsSkipped) {
  EXPECT_EQ(Places(Rank({70, 90, 80, 80}, {})), "4 1 2= 2=");
  EXPECT_EQ(Places(Rank({5}, {})), "1");
  EXPECT_EQ(Places(Rank({}, {})), "");
  EXPECT_EQ(Places(Rank({5, 5, 5}, {})), "1= 1= 1=");
}

// The final of 1969: four songs with 18 points won, the next was fifth.
TEST(RankTest, FourWinners) {
  EXPECT_EQ(Places(Rank({18, 16, 18, 18, 15, 18}, {})), "1= 5 1= 1= 6 1=");
}

TEST(RankTest, OrderIsByRankThenByIndex) {
  EXPECT_THAT(Rank({70, 90, 80, 90}, {}).order, ElementsAre(1, 3, 2, 0));
  EXPECT_THAT(Rank({1, 1, 1, 1}, {{{0, 2, 1, 2}}}).order, ElementsAre(1, 3, 2, 0));
}

TEST(RankTest, BreakersAreTriedInOrder) {
  // The first parts 0 from {1, 2, 3}; the second parts 3 from {1, 2}, and its key of 0 is not
  // asked.
  EXPECT_EQ(Places(Rank({9, 9, 9, 9}, {{{5, 4, 4, 4}}, {{0, 1, 1, 2}}})), "1 3= 3= 2");
  // A breaker that parts nobody is passed over.
  EXPECT_EQ(Places(Rank({9, 9}, {{{7, 7}}, {{1, 2}}})), "2 1");
  // Exhausted: the place is shared.
  EXPECT_EQ(Places(Rank({9, 9}, {{{7, 7}}, {{2, 2}}})), "1= 1=");
}

TEST(RankTest, ABreakerMayBeForTheFirstPlaceAlone) {
  const Breaker first{{3, 2, 9, 8}, 1};
  EXPECT_EQ(Places(Rank({50, 50, 40, 40}, {first})), "1 2 3= 3=");
  // A three-way tie for the first place: the winner is found, and the others, now tied for the
  // second place, share it although the next breaker would part them.
  const Breaker next{{1, 2, 3}, 1};
  EXPECT_EQ(Places(Rank({50, 50, 50}, {{{9, 5, 5}, 1}, next})), "1 2= 2=");
  // With no such limit it does part them.
  EXPECT_EQ(Places(Rank({50, 50, 50}, {{{9, 5, 5}, 1}, {{1, 2, 3}, 0}})), "1 3 2");
}

TEST(RankTest, ALimitCountsTheFirstPlaceOfTheTie) {
  // The tie of three is for place 2: a breaker up to place 3 applies and parts them down to 4.
  EXPECT_EQ(Places(Rank({60, 50, 50, 50}, {{{0, 1, 2, 3}, 3}})), "1 4 3 2");
  EXPECT_EQ(Places(Rank({60, 50, 50, 50}, {{{0, 1, 2, 3}, 1}})), "1 2= 2= 2=");
}

TEST(RankTest, TellsHowTiesWereBroken) {
  std::vector<TieSplit> splits;
  Rank({9, 7, 9, 7}, {{{1, 4, 1, 5}, 0}, {{3, 0, 2, 0}, 0}}, &splits);
  ASSERT_EQ(splits.size(), 3u);
  EXPECT_EQ(splits[0].breaker, 0u);  // parts nobody
  EXPECT_EQ(splits[0].place, 1);
  EXPECT_EQ(splits[1].breaker, 1u);
  EXPECT_EQ(splits[1].members.front().subject, 0u);
  EXPECT_EQ(splits[1].members.front().key, TieKey{Rational(3)});
  EXPECT_EQ(splits[2].place, 3);
  EXPECT_EQ(splits[2].members.front().subject, 3u);
}

TEST(RankTest, DensePlacesAreNotSkipped) {
  EXPECT_EQ(Places(Rank({70, 90, 80, 80, 70}, {}, nullptr, RankMethod::kDense)), "3= 1 2= 2= 3=");
}

// 90, then 80 three times: the breaker puts the third before the other two, who share; then 70.
// 90, then 80 three times: the breaker puts the third before the other two, who share; then 70.
TEST(RankTest, DensePlacesCountWhatTheBreakersPart) {
  std::vector<TieSplit> splits;
  const std::vector<Breaker> breakers = {{{1, 1, 2, 0, 0}, 0}, {{5, 4, 3, 0, 0}, 2}};
  const Ranking ranking = Rank({80, 80, 80, 90, 70}, breakers, &splits, RankMethod::kDense);
  EXPECT_EQ(Places(ranking), "3= 3= 2 1 4");
  ASSERT_EQ(splits.size(), 1u) << "the second breaker is for places up to 2, that tie was for 3";
  EXPECT_EQ(splits[0].place, 2);
}

TEST(RankTest, AsksForEachKeyOnce) {
  std::map<std::pair<size_t, size_t>, int> asked;
  std::vector<FieldViolation> violations;
  const Form form =
      Form::Read(test::Facts({{"x", "1"}}, {{"a", "1"}}, test::Numbers("1")), violations).value();
  const std::vector<TieComparison> breakers(2, TieComparison({PositionComparison{}, 0}, form));
  RankSubjects(Standings(std::vector<Rational>(100, Rational(1)), {}, false),
               RankMethod::kStandardCompetition, breakers,
               [&asked](size_t subject, size_t breaker) {
                 ++asked[{subject, breaker}];
                 return TieKey{Rational(breaker == 0 ? static_cast<int64_t>(subject / 10) : 0)};
               });
  EXPECT_EQ(asked.size(), 200u);
  for (const auto& [key, times] : asked) {
    EXPECT_EQ(times, 1);
  }
}

}  // namespace
}  // namespace pingyi::result
