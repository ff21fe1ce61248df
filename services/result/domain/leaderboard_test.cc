#include "services/result/domain/leaderboard.h"

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

// Two criteria and two groups of equal weight, marks of 0 to 10. By criterion de: s1 8, s2 10, s3
// 8, s4 nobody. By group a: s1 9, s2 9, s3 7, s4 6.
class LeaderboardTest : public ::testing::Test {
 protected:
  LeaderboardTest() {
    tally_ = test::TallyOf(
        {1, 1}, {{"s1", 1, {Cell(0, 0, {{8, 1}}), Cell(0, 1, {{10, 1}}), Cell(1, 0, {{8, 1}})}},
                 {"s2", 2, {Cell(0, 0, {{10, 1}}), Cell(0, 1, {{8, 1}}), Cell(1, 0, {{10, 1}})}},
                 {"s3", 3, {Cell(0, 0, {{8, 1}}), Cell(0, 1, {{6, 1}}), Cell(1, 0, {{8, 1}})}},
                 {"s4", 4, {Cell(0, 1, {{6, 1}}), Cell(1, 1, {{6, 1}})}}});
    inputs_.subjects = {
        {"s1", "x", "head"}, {"s2", "y", "head"}, {"s3", "x", "staff"}, {"s4", "y", "staff"}};
  }

  // "section: subject rank score, ...; ..." of the boards.
  std::string Boards() {
    const auto aggregation = AggregateWithBoards(policy_, facts_, tally_, inputs_);
    if (!aggregation.ok()) {
      return aggregation.status().ToString();
    }
    std::string text;
    for (const LeaderboardSection& section : aggregation->leaderboards) {
      text += (text.empty() ? "" : "; ") + section.name + ":";
      for (const LeaderboardRow& row : section.rows) {
        text += " " + row.id + " " + std::to_string(row.rank) + (row.shared_rank ? "=" : "") + " " +
                (row.score.has_value() ? row.score->ToString() : "-");
      }
    }
    return text;
  }

  PolicyRules policy_ = test::MeanPolicy();
  RoundFacts facts_ =
      test::Facts({{"de", "1"}, {"ji", "1"}}, {{"a", "1"}, {"b", "1"}}, test::Numbers("10"));
  Tally tally_;
  Inputs inputs_;
};

TEST_F(LeaderboardTest, ByCriterionWithThoseNobodyMarkedLast) {
  policy_.leaderboards = {{"b", "德", BoardScore::kCriterion, "de", BoardPartition::kNone}};
  EXPECT_EQ(Boards(), ": s2 1 10 s1 2= 8 s3 2= 8 s4 0 -");
  // The policy's tie breakers part them: by group a, 9 and 7.
  policy_.tie_breakers = {{GroupScoreComparison{"a"}}};
  EXPECT_EQ(Boards(), ": s2 1 10 s1 2 8 s3 3 8 s4 0 -");
}

TEST_F(LeaderboardTest, ByGroupAndUnit) {
  policy_.leaderboards = {{"b", "A票", BoardScore::kGroup, "a", BoardPartition::kUnit}};
  EXPECT_EQ(Boards(), "x: s1 1 9 s3 2 7; y: s2 1 9 s4 2 6");
  policy_.leaderboards[0].partition = BoardPartition::kSubjectType;
  EXPECT_EQ(Boards(), "head: s1 1= 9 s2 1= 9; staff: s3 1 7 s4 2 6");
  policy_.leaderboards[0].subject_types = {"staff"};
  EXPECT_EQ(Boards(), "staff: s3 1 7 s4 2 6");
}

// Totals: s1 (9 + 8) / 2 = 17/2, s2 (9 + 10) / 2 = 19/2, s3 (7 + 8) / 2 = 15/2, s4 6.
TEST_F(LeaderboardTest, ByTotalWithoutThoseWhoHaveNoPlace) {
  policy_.leaderboards = {{"b", "总分", BoardScore::kTotal, "", BoardPartition::kNone},
                          {"c", "单位", BoardScore::kTotal, "", BoardPartition::kUnit}};
  policy_.exclusion_rules = {{"new", "试用期", ExclusionEffect::kUnranked}};
  inputs_.exclusions = {{"s2", "new"}};
  EXPECT_EQ(Boards(), ": s1 1 17/2 s3 2 15/2 s4 3 6; x: s1 1 17/2 s3 2 15/2; y: s4 1 6");
}

// Group a gave s1 four marks; the places without it have no gap.
TEST_F(LeaderboardTest, WhatRestsOnFewBallotsIsNeitherShownNorRanked) {
  policy_.leaderboards = {{"b", "德", BoardScore::kCriterion, "de", BoardPartition::kNone}};
  tally_ = test::TallyOf({9, 9}, {{"s1", 1, {Cell(0, 0, {{10, 4}}), Cell(1, 0, {{10, 9}})}},
                                  {"s2", 2, {Cell(0, 0, {{8, 9}}), Cell(1, 0, {{8, 9}})}},
                                  {"s3", 3, {Cell(0, 0, {{6, 9}}), Cell(1, 0, {{6, 9}})}}});
  ASSERT_OK_AND_ASSIGN(const Aggregation aggregation,
                       AggregateWithBoards(policy_, facts_, tally_, inputs_, {.min_ballots = 5}));
  const auto& rows = aggregation.leaderboards.at(0).rows;
  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[0].id, "s2");
  EXPECT_EQ(rows[0].rank, 1);
  EXPECT_FALSE(rows[0].rounded_only);
  EXPECT_EQ(rows[1].rank, 2);
  EXPECT_EQ(rows[2].id, "s1");
  EXPECT_EQ(rows[2].rank, 0);
  EXPECT_FALSE(rows[2].score.has_value());
  EXPECT_NE(rows[2].suppression, Suppression::kShown);
}

TEST_F(LeaderboardTest, TheDigestOfResultsHasThem) {
  const auto text = [&] {
    const auto aggregation = AggregateWithBoards(policy_, facts_, tally_, inputs_);
    EXPECT_OK(aggregation.status());
    const ResultExtras extras{.inputs_digest = InputsDigest(inputs_),
                              .leaderboards = aggregation->leaderboards};
    const std::string lines =
        CanonicalResults(facts_, "t", policy_, "p", aggregation->results, extras);
    EXPECT_EQ(ResultDigest(facts_, "t", policy_, "p", aggregation->results, extras),
              ResultDigest(facts_, "t", policy_, "p", aggregation->results, extras));
    return lines;
  };
  const std::string plain = text();
  EXPECT_EQ(plain.find("board"), std::string::npos);
  policy_.leaderboards = {{"b", "德", BoardScore::kCriterion, "de", BoardPartition::kUnit}};
  EXPECT_EQ(text(), plain +
                        "board b x\nrow s1 1 8 8.00\nrow s3 1 8 8.00\n"
                        "board b y\nrow s2 1 10 10.00\nrow s4 - - -\n");
  policy_.exclusion_rules = {{"new", "试用期", ExclusionEffect::kUnranked}};
  inputs_.exclusions = {{"s4", "new"}};
  EXPECT_NE(text().find("\ninputs " + InputsDigest(inputs_) + "\n"), std::string::npos);
  EXPECT_NE(text().find("result s4 - - 6 6.00\nexclusion new\ngroup a"), std::string::npos);
}

}  // namespace
}  // namespace pingyi::result
