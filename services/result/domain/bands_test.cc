#include "services/result/domain/bands.h"

#include <gtest/gtest.h>

#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

GradeBands Bands(const std::vector<std::string>& shares, BandRounding rounding,
                 QuotaTie tie = QuotaTie::kAllOut) {
  const std::vector<std::string> grades = {"good", "fair", "poor"};
  GradeBands bands{{}, QuotaPool::kAllSubjects, rounding, tie};
  for (size_t i = 0; i < shares.size(); ++i) {
    bands.bands.push_back({grades[i], shares[i]});
  }
  return bands;
}

class BandsTest : public ::testing::Test {
 protected:
  BandsTest() {
    policy_.grade_thresholds = {{"good", "优秀", ""}, {"fair", "良好", ""}, {"poor", "一般", ""}};
  }

  // The grades of subjects with these places, as letters; an upper-case letter where the committee
  // decides. `best` are the best grades that other rules leave them.
  std::string Grades(const GradeBands& bands, const std::vector<int32_t>& ranks,
                     std::vector<size_t> best = {}) {
    policy_.grade_bands = bands;
    std::vector<SubjectResult> subjects(ranks.size());
    std::vector<size_t> order;
    Tally tally;
    tally.subjects.resize(ranks.size());
    for (size_t i = 0; i < ranks.size(); ++i) {
      subjects[i].rank = ranks[i];
      order.push_back(i);
    }
    best.resize(ranks.size());
    GradeState state{best, std::vector<std::optional<size_t>>(ranks.size())};
    outcomes_ = ApplyBands(policy_, Roster(policy_, {}, tally), subjects, order, state);
    std::string text;
    for (size_t i = 0; i < ranks.size(); ++i) {
      text += (state.undecided[i].has_value() ? "GFP" : "gfp")[state.grades[i]];
    }
    return text;
  }

  PolicyRules policy_ = test::MeanPolicy();
  std::vector<BandOutcome> outcomes_;
};

constexpr auto kCumulative = BandRounding::kCumulativeHalfUp;
constexpr auto kRemainder = BandRounding::kLargestRemainder;
const std::vector<int32_t> kTen = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

TEST_F(BandsTest, EndsSumToThePool) {
  const std::vector<std::string> shares = {"0.2", "0.7", "0.1"};
  EXPECT_EQ(BandEnds(Bands(shares, kCumulative), 10), (std::vector<int64_t>{2, 9, 10}));
  // 7: 1.4, 6.3, 7 give 1, 6, 7; and 1.4 + 4.9 + 0.7 give 1 + 4 + 0, the two left to 0.9 and 0.7.
  EXPECT_EQ(BandEnds(Bands(shares, kCumulative), 7), (std::vector<int64_t>{1, 6, 7}));
  EXPECT_EQ(BandEnds(Bands(shares, kRemainder), 7), (std::vector<int64_t>{1, 6, 7}));
  // Thirds of 2: 0.67, 1.33, 2 give 1, 1, 2; and three remainders of 2/3 go to the better bands.
  EXPECT_EQ(BandEnds(Bands({"1/3", "1/3", "1/3"}, kCumulative), 2),
            (std::vector<int64_t>{1, 1, 2}));
  EXPECT_EQ(BandEnds(Bands({"1/3", "1/3", "1/3"}, kRemainder), 2), (std::vector<int64_t>{1, 2, 2}));
  for (int64_t pool = 0; pool < 60; ++pool) {
    EXPECT_EQ(BandEnds(Bands(shares, kCumulative), pool).back(), pool);
    EXPECT_EQ(BandEnds(Bands(shares, kRemainder), pool).back(), pool);
  }
}

TEST_F(BandsTest, PlacesGiveTheGrades) {
  EXPECT_EQ(Grades(Bands({"0.2", "0.7", "0.1"}, kCumulative), kTen), "ggfffffffp");
  EXPECT_EQ(outcomes_[1].before, 2);
  EXPECT_EQ(outcomes_[1].taken, 7);
  EXPECT_EQ(outcomes_[1].end, 9);
  EXPECT_EQ(Grades(Bands({"0.5", "0.5"}, kCumulative), {1}), "g");
}

TEST_F(BandsTest, ATieAtTheEndGoesAsNamed) {
  const std::vector<int32_t> ranks = {1, 2, 2, 4, 5, 6, 7, 8, 9, 9};
  const std::vector<std::string> shares = {"0.2", "0.7", "0.1"};
  EXPECT_EQ(Grades(Bands(shares, kCumulative, QuotaTie::kAllIn), ranks), "gggfffffff");
  // The second band ends behind nine all the same.
  EXPECT_EQ(Grades(Bands(shares, kCumulative, QuotaTie::kAllOut), ranks), "gfffffffpp");
  EXPECT_EQ(Grades(Bands(shares, kCumulative, QuotaTie::kCommittee), ranks), "gFFfffffPP");
}

// Who may not have the grade of a band waits for a later one, and the next by place moves up.
TEST_F(BandsTest, ABetterGradeThanAllowedIsNotGiven) {
  const GradeBands bands = Bands({"0.2", "0.7", "0.1"}, kCumulative);
  EXPECT_EQ(Grades(bands, kTen, {1}), "fggffffffp");
  EXPECT_EQ(Grades(bands, kTen, {2}), "pggfffffff");
  // Nobody reaches the best grade by the total: the second band still ends behind nine.
  EXPECT_EQ(Grades(bands, kTen, std::vector<size_t>(10, 1)), "fffffffffp");
}

}  // namespace
}  // namespace pingyi::result
