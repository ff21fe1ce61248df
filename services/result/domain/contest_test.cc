// The rules of a song contest through its eras, written as policies: a sum of points whose ties
// were broken in four different ways. Agreement with all published results is tested in tests/.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using Relation = MarkCountComparison::Relation;
using test::Cell;
using Marks = std::vector<std::pair<int32_t, int64_t>>;

std::string Places(const RoundResults& results) {
  std::string text;
  for (const SubjectResult& result : results) {
    text += (text.empty() ? "" : " ") + result.subject + ":" + std::to_string(result.rank) +
            (result.shared_rank ? "=" : "");
  }
  return text;
}

TieBreaker MarksOf(const char* points, int32_t up_to_rank) {
  return {MarkCountComparison{{}, Relation::kEqual, points}, up_to_rank};
}

// 1989-2007: only the first place was broken, by most 12s, then most 10s.
PolicyRules FirstPlaceOnly() {
  PolicyRules policy = test::SumPolicy();
  policy.tie_breakers = {MarksOf("12", 1), MarksOf("10", 1)};
  return policy;
}

// 2008-2015 over all votes; 2016-2022 over the televote, after the televote's points.
PolicyRules Countback(const MarkScope& scope) {
  PolicyRules policy = test::SumPolicy();
  if (!scope.groups.empty()) {
    policy.tie_breakers.push_back({GroupScoreComparison{scope.groups.front()}, 0});
  }
  policy.tie_breakers.push_back({MarkCountComparison{scope, Relation::kAbove, "0"}, 0});
  policy.tie_breakers.push_back({CountbackComparison{scope}, 0});
  policy.tie_breakers.push_back({PositionComparison{}, 0});
  return policy;
}

// One group of voters; songs a, b, c, ... in running order.
std::string OneGroup(const PolicyRules& policy, const std::vector<Marks>& songs) {
  const RoundFacts facts = test::Facts({{"song", "1"}}, {{"country", "1"}}, test::Numbers("12"));
  Tally tally = test::TallyOf({50}, {});
  for (size_t i = 0; i < songs.size(); ++i) {
    tally.subjects.push_back({std::string(1, static_cast<char>('a' + i)),
                              static_cast<int32_t>(i) + 1,
                              {Cell(0, 0, songs[i])}});
  }
  const auto results = Aggregate(policy, facts, tally);
  return results.ok() ? Places(*results) : results.status().ToString();
}

// Songs with the marks of jury and televote.
std::string TwoGroups(const PolicyRules& policy,
                      const std::vector<std::pair<Marks, Marks>>& songs) {
  const RoundFacts facts =
      test::Facts({{"song", "1"}}, {{"jury", "1"}, {"televote", "1"}}, test::Numbers("12"));
  Tally tally = test::TallyOf({50, 50}, {});
  for (size_t i = 0; i < songs.size(); ++i) {
    tally.subjects.push_back({std::string(1, static_cast<char>('a' + i)),
                              static_cast<int32_t>(i) + 1,
                              {Cell(0, 0, songs[i].first), Cell(1, 0, songs[i].second)}});
  }
  const auto results = Aggregate(policy, facts, tally);
  return results.ok() ? Places(*results) : results.status().ToString();
}

TEST(ContestTest, Until1988TiesAreShared) {
  EXPECT_EQ(OneGroup(test::SumPolicy(), {{{6, 3}}, {{9, 2}}, {{1, 18}}, {{4, 4}}, {{3, 6}}}),
            "a:1= b:1= c:1= e:1= d:5");
}

TEST(ContestTest, From1989OnlyTheFirstPlaceIsBroken) {
  // a and b have 34: as many 12s, then b has more 10s; c and d have 20 and share the third place
  // although d has a 12.
  EXPECT_EQ(
      OneGroup(
          FirstPlaceOnly(),
          {{{12, 1}, {8, 2}, {6, 1}}, {{12, 1}, {10, 1}, {6, 2}}, {{10, 2}}, {{12, 1}, {8, 1}}}),
      "b:1 a:2 c:3= d:3=");
  // Three tied: a wins by its 12s; b and c share the second place.
  EXPECT_EQ(OneGroup(FirstPlaceOnly(), {{{12, 2}}, {{12, 1}, {6, 2}}, {{12, 1}, {10, 1}, {2, 1}}}),
            "a:1 b:2= c:2=");
}

TEST(ContestTest, From2008EveryPlaceIsBroken) {
  // All have 24. Points from more countries: c (3) first; a and b from 2 each: equal 12s, no 10s...
  EXPECT_EQ(OneGroup(Countback({}), {{{12, 2}, {0, 9}}, {{12, 2}, {0, 9}}, {{8, 3}, {0, 8}}}),
            "c:1 a:2 b:3");
  // As many countries: most 12s, else most 10s.
  EXPECT_EQ(OneGroup(Countback({}), {{{10, 1}, {7, 2}}, {{12, 1}, {6, 2}}, {{10, 2}, {4, 1}}}),
            "b:1 c:2 a:3");
}

TEST(ContestTest, From2016TheTelevoteDecides) {
  const PolicyRules policy = Countback({{"televote"}, {}});
  // 22 each: more televote points first.
  EXPECT_EQ(TwoGroups(policy, {{{{12, 1}}, {{10, 1}}}, {{{10, 1}}, {{12, 1}}}}), "b:1 a:2");
  // Televote points equal too: from more countries in the televote, whatever the juries did.
  EXPECT_EQ(TwoGroups(policy, {{{{5, 2}}, {{12, 1}}}, {{{10, 1}}, {{6, 2}}}}), "b:1 a:2");
  // From as many countries: countback in the televote.
  EXPECT_EQ(TwoGroups(policy, {{{{12, 1}}, {{7, 1}, {5, 1}}}, {{{12, 1}}, {{8, 1}, {4, 1}}}}),
            "b:1 a:2");
  // All equal: running order.
  EXPECT_EQ(TwoGroups(policy, {{{{12, 1}}, {{7, 1}}}, {{{10, 1}, {2, 1}}, {{7, 1}}}}), "a:1 b:2");
}

}  // namespace
}  // namespace pingyi::result
