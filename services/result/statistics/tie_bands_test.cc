#include "services/result/statistics/tie_bands.h"

#include <cmath>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/computation.h"
#include "services/result/domain/testing.h"
#include "services/result/statistics/number.h"

namespace pingyi::result::statistics {
namespace {

using test::Cell;
using ::testing::ElementsAre;
using ::testing::Pair;

// Two groups of equal weight, one criterion with marks 0 to 10.
class TieBandsTest : public ::testing::Test {
 protected:
  std::vector<TieBand> Bands(const std::vector<SubjectTally>& subjects) {
    auto computed = Compute(policy_, facts_, test::TallyOf({20, 20}, subjects));
    EXPECT_THAT(computed, ::pingyi::test::IsOk());
    std::vector<SubjectMask> masks;
    std::vector<Standing> standings;
    for (const SubjectResult& result : computed->subjects) {
      masks.push_back(MaskOf(rule_, BallotsOf(result)));
      standings.push_back({.total = ToDouble(result.total), .rank = result.rank});
    }
    return TieBands(policy_, computed->form, computed->tally, masks, standings);
  }

  // A subject whom both groups gave `low` and `high` five times each.
  static SubjectTally Subject(const std::string& id, int32_t position, int32_t low, int32_t high) {
    return {id, position, {Cell(0, 0, {{low, 5}, {high, 5}}), Cell(1, 0, {{low, 5}, {high, 5}})}};
  }

  PolicyRules policy_ = test::MeanPolicy();
  RoundFacts facts_ = test::Facts({{"work", "1"}}, {{"a", "1"}, {"b", "1"}}, test::Numbers("10"));
  DisclosureRule rule_{.min_ballots = 5};
};

// By hand: five 4s and five 6s have s² = 10/9, s²/n = 1/9. Two such groups at 1/2: 1/4 × 2/9 =
// 1/18.
TEST_F(TieBandsTest, TheStandardErrorIsThatOfAStratifiedMean) {
  const std::vector<TieBand> bands = Bands({Subject("s1", 1, 4, 6)});
  EXPECT_NEAR(bands[0].standard_error.value(), std::sqrt(1.0 / 18), 1e-12);
  EXPECT_NEAR(bands[0].low.value(), 5 - 1.96 * std::sqrt(1.0 / 18), 1e-12);
  EXPECT_NEAR(bands[0].high.value(), 5 + 1.96 * std::sqrt(1.0 / 18), 1e-12);
  EXPECT_EQ(bands[0].first_rank, 1);
  EXPECT_EQ(bands[0].last_rank, 1);
}

// Two totals of that error are told apart from 1.96 × √(2/18) = 0.6533 on: 5 and 5.5 are not, 5 and
// 6 are, 5.5 and 6 are not.
TEST_F(TieBandsTest, NeighboursThatAreTooNearShareABand) {
  const std::vector<TieBand> bands =
      Bands({Subject("s1", 1, 4, 6),
             {"s2", 2, {Cell(0, 0, {{4, 5}, {6, 5}}), Cell(1, 0, {{5, 5}, {7, 5}})}},
             Subject("s3", 3, 5, 7)});
  EXPECT_EQ(std::pair(bands[0].first_rank, bands[0].last_rank), std::pair(2, 3));
  EXPECT_EQ(std::pair(bands[1].first_rank, bands[1].last_rank), std::pair(1, 3));
  EXPECT_EQ(std::pair(bands[2].first_rank, bands[2].last_rank), std::pair(1, 2));
}

// 9, 9, 5 and 1 lie far apart: each band is the official place, however places are numbered.
TEST_F(TieBandsTest, BandsCountPlacesAsThePolicyNumbersThem) {
  const std::vector<SubjectTally> subjects = {Subject("s1", 1, 8, 10), Subject("s2", 2, 8, 10),
                                              Subject("s3", 3, 4, 6), Subject("s4", 4, 0, 2)};
  const auto ends = [&] {
    std::vector<std::pair<int32_t, int32_t>> pairs;
    for (const TieBand& band : Bands(subjects)) pairs.emplace_back(band.first_rank, band.last_rank);
    return pairs;
  };
  EXPECT_THAT(ends(), ElementsAre(Pair(1, 2), Pair(1, 2), Pair(3, 3), Pair(4, 4)));
  policy_.rank_method = RankMethod::kDense;
  EXPECT_THAT(ends(), ElementsAre(Pair(1, 1), Pair(1, 1), Pair(2, 2), Pair(3, 3)));
}

// Places 1, 1, 2, 3: the last two cannot be told apart, and their band has two places.
TEST_F(TieBandsTest, NeighboursOfDenselyNumberedPlacesShareABand) {
  policy_.rank_method = RankMethod::kDense;
  const std::vector<TieBand> bands =
      Bands({Subject("s1", 1, 8, 10),
             Subject("s2", 2, 8, 10),
             {"s3", 3, {Cell(0, 0, {{4, 5}, {6, 5}}), Cell(1, 0, {{5, 5}, {7, 5}})}},
             Subject("s4", 4, 4, 6)});
  EXPECT_EQ(std::pair(bands[0].first_rank, bands[0].last_rank), std::pair(1, 1));
  EXPECT_EQ(std::pair(bands[2].first_rank, bands[2].last_rank), std::pair(2, 3));
  EXPECT_EQ(std::pair(bands[3].first_rank, bands[3].last_rank), std::pair(2, 3));
}

// Within a group the criteria's errors are added by their weights: (1 × 1/3 + 3 × 1/3) / 4 = 1/3.
TEST_F(TieBandsTest, CriteriaOfOneGroupAreTakenAsMovingTogether) {
  facts_ = test::Facts({{"work", "1"}, {"virtue", "3"}}, {{"a", "1"}}, test::Numbers("10"));
  auto computed =
      Compute(policy_, facts_,
              test::TallyOf(
                  {10}, {{"s1", 1, {Cell(0, 0, {{4, 5}, {6, 5}}), Cell(0, 1, {{4, 5}, {6, 5}})}}}));
  ASSERT_THAT(computed, ::pingyi::test::IsOk());
  EXPECT_NEAR(StandardError(policy_, computed->form, computed->tally.subjects[0]).value(), 1.0 / 3,
              1e-12);
  policy_.criterion_combination = Combination::kSum;
  EXPECT_NEAR(StandardError(policy_, computed->form, computed->tally.subjects[0]).value(), 4.0 / 3,
              1e-12);
}

TEST_F(TieBandsTest, AMissingGroupCountsWithItsWeightWhereItIsAZero) {
  const SubjectTally one{"s1", 1, {Cell(0, 0, {{4, 5}, {6, 5}})}};
  EXPECT_NEAR(Bands({one})[0].standard_error.value(), 1.0 / 3, 1e-12);
  policy_.missing_group = MissingGroupRule::kZero;
  EXPECT_NEAR(Bands({one})[0].standard_error.value(), 1.0 / 6, 1e-12);
}

TEST_F(TieBandsTest, ThereIsNoneForASuppressedCellOrASingleMark) {
  const SubjectTally few{"s1", 1, {Cell(0, 0, {{4, 2}}), Cell(1, 0, {{4, 5}, {6, 5}})}};
  EXPECT_FALSE(Bands({few})[0].standard_error.has_value());
  EXPECT_EQ(Bands({few})[0].first_rank, 0);
  rule_.min_ballots = 0;
  EXPECT_TRUE(Bands({few})[0].standard_error.has_value());
  const SubjectTally single{"s1", 1, {Cell(0, 0, {{4, 1}}), Cell(1, 0, {{4, 5}, {6, 5}})}};
  EXPECT_FALSE(Bands({single})[0].standard_error.has_value());
}

TEST(HasStandardErrorsTest, OnlyWhereTotalsAreMeansOrSumsOfMeanMarks) {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {{"good", "好", ""}};
  policy.min_shown_ballots = 7;
  EXPECT_TRUE(HasStandardErrors(policy));
  policy.criterion_combination = Combination::kSum;
  EXPECT_TRUE(HasStandardErrors(policy));
  PolicyRules other = policy;
  other.mark_combination = Combination::kMedian;
  EXPECT_FALSE(HasStandardErrors(other));
  other = policy;
  other.extremes = Extremes{.drop = 1, .min_marks = 5};
  EXPECT_FALSE(HasStandardErrors(other));
  other = policy;
  other.abstention_points = "60";
  EXPECT_FALSE(HasStandardErrors(other));
  other = policy;
  other.total_cap = "90";
  EXPECT_FALSE(HasStandardErrors(other));
  other = policy;
  other.group_combination = Combination::kPooled;
  EXPECT_FALSE(HasStandardErrors(other));
}

}  // namespace
}  // namespace pingyi::result::statistics
