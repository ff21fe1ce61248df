#include "services/appraisal/domain/total_extremes.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/ballot_extremes.h"
#include "services/appraisal/domain/tally_builder.h"
#include "services/base/number/decimal.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::StatusIs;
using testing::ElementsAre;
using testing::IsEmpty;

Criterion Graded(const std::string& weight, const std::vector<std::string>& points) {
  Criterion criterion{.key = "g", .title = "g", .weight = weight, .scale = GradedScale{}};
  for (const std::string& p : points) {
    std::get<GradedScale>(criterion.scale).grades.push_back({"k" + p, p, p});
  }
  return criterion;
}

Criterion Numbers(const std::string& weight, const std::string& min, const std::string& max,
                  const std::string& step) {
  return {.key = "n", .title = "n", .weight = weight, .scale = NumericScale{min, max, step}};
}

RoundSpec SpecOf(std::vector<Criterion> criteria, int32_t count, int64_t least,
                 ExtremesScope scope = ExtremesScope::kGroup) {
  RoundSpec spec;
  spec.criteria = std::move(criteria);
  spec.rules.require_all_criteria = true;
  spec.extremes = BallotExtremes{.drop = count, .min_ballots = least, .scope = scope};
  return spec;
}

struct Slip {
  uint32_t group;
  Marks marks;
};

struct Counted {
  std::vector<TallyCells> cells;  // by subject
  std::vector<std::vector<int64_t>> left_out;

  bool operator==(const Counted&) const = default;
};

// What sealing does. With `split` each subject's marks come as a slip of their own.
Counted Seal(const RoundSpec& spec, const FormShape& shape, uint32_t groups,
             const std::vector<Slip>& slips, bool split = false) {
  TallyBuilder builder(shape, groups);
  std::vector<int64_t> ballots(groups);
  for (const Slip& slip : slips) ++ballots[slip.group];
  TotalExtremes extremes(spec, shape, ballots);
  for (const Slip& slip : slips) {
    const auto packed = split ? PackSlips(slip.marks, shape.criteria())
                              : std::vector<std::string>{PackBallot(slip.marks, shape.criteria())};
    for (const std::string& bytes : packed) {
      EXPECT_OK(builder.Add(slip.group, bytes));
      EXPECT_OK(extremes.Add(slip.group, bytes));
    }
  }
  Counted counted;
  for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
    TallyCells& cells = counted.cells.emplace_back(builder.Cells(subject));
    counted.left_out.push_back(extremes.LeaveOut(subject, cells));
  }
  return counted;
}

Slip Marked(uint32_t group, const std::vector<uint32_t>& levels) {
  Slip slip{group, {{0}, {}}};
  for (const uint32_t level : levels) slip.marks.codes.push_back(level + kFirstLevel);
  return slip;
}

// Nine judges, weights 5, 3 and 2, marks 0 to 10. Their totals are 67, 53, 68, 70, 75, 73, 72, 80
// and 60: the second and the eighth are left out, so that 52, 45 and 45 points remain. By marks it
// would be 51 on each criterion: 62 - 9 - 2, 62 - 9 - 2 and 61 - 8 - 2.
std::vector<Slip> NineJudges() {
  return {Marked(0, {9, 2, 8}), Marked(0, {2, 9, 8}), Marked(0, {8, 8, 2}),
          Marked(0, {7, 7, 7}), Marked(0, {8, 7, 7}), Marked(0, {7, 8, 7}),
          Marked(0, {7, 7, 8}), Marked(0, {8, 8, 8}), Marked(0, {6, 6, 6})};
}
const FormShape kJudged{1, {11, 11, 11}};
std::vector<Criterion> JudgedCriteria() {
  return {Numbers("5", "0", "10", "1"), Numbers("3", "0", "10", "1"), Numbers("2", "0", "10", "1")};
}

TEST(TotalExtremesTest, LeavesOutTheBallotsOfHighestAndLowestTotal) {
  const Counted counted = Seal(SpecOf(JudgedCriteria(), 1, 5), kJudged, 1, NineJudges());
  EXPECT_THAT(counted.left_out, ElementsAre(ElementsAre(2)));
  const TallyCells cells = {{0, 0, {{6, 1}, {7, 3}, {8, 2}, {9, 1}}, 0},
                            {0, 1, {{2, 1}, {6, 1}, {7, 3}, {8, 2}}, 0},
                            {0, 2, {{2, 1}, {6, 1}, {7, 3}, {8, 2}}, 0}};
  EXPECT_EQ(counted.cells[0], cells);
}

TEST(TotalExtremesTest, LeavesNothingOutBelowTheLeastNumber) {
  std::vector<Slip> slips = NineJudges();
  const Counted nine = Seal(SpecOf(JudgedCriteria(), 1, 10), kJudged, 1, slips);
  EXPECT_THAT(nine.left_out, ElementsAre(IsEmpty()));
  TallyBuilder all(kJudged, 1);
  for (const Slip& slip : slips) ASSERT_OK(all.Add(0, PackBallot(slip.marks, 3)));
  EXPECT_EQ(nine.cells[0], all.Cells(0));
}

TEST(TotalExtremesTest, TheFirstCriterionThatDiffersTellsEqualTotalsApart) {
  // Two have 20 points; more on the first criterion is higher. One is the lowest in any case.
  const RoundSpec spec = SpecOf({Numbers("1", "0", "20", "1"), Numbers("1", "0", "20", "1")}, 1, 3);
  const Counted counted =
      Seal(spec, {1, {21, 21}}, 1, {Marked(0, {10, 10}), Marked(0, {12, 8}), Marked(0, {1, 1})});
  EXPECT_EQ(counted.cells[0], (TallyCells{{0, 0, {{10, 1}}, 0}, {0, 1, {{10, 1}}, 0}}));
}

TEST(TotalExtremesTest, BetterGradesAreHigher) {
  // The best grade is level 0: 100, 80 and 0 points.
  const RoundSpec spec = SpecOf({Graded("1", {"100", "80", "0"})}, 1, 3);
  const Counted counted =
      Seal(spec, {1, {3}}, 1, {Marked(0, {2}), Marked(0, {0}), Marked(0, {1}), Marked(0, {1})});
  EXPECT_EQ(counted.cells[0], (TallyCells{{0, 0, {{1, 2}}, 0}}));
}

TEST(TotalExtremesTest, TotalsAreExact) {
  // 1/3 of 3 points and 1/7 of 7 are equal: the first criterion decides, not a rounding.
  const RoundSpec spec =
      SpecOf({Numbers("1/3", "0", "21", "1"), Numbers("1/7", "0", "21", "1")}, 1, 3);
  const Counted counted =
      Seal(spec, {1, {22, 22}}, 1, {Marked(0, {3, 7}), Marked(0, {0, 14}), Marked(0, {6, 0})});
  EXPECT_EQ(counted.cells[0], (TallyCells{{0, 0, {{3, 1}}, 0}, {0, 1, {{7, 1}}, 0}}));
}

TEST(TotalExtremesTest, WeightsOfManyDigitsAreExactToo) {
  const std::string huge = "1000000000000000000000000000000000001";
  const RoundSpec spec = SpecOf({Numbers(huge, "0", "2", "1"),
                                 Numbers("1000000000000000000000000000000000000", "0", "2", "1")},
                                1, 3);
  const Counted counted =
      Seal(spec, {1, {3, 3}}, 1, {Marked(0, {1, 1}), Marked(0, {2, 0}), Marked(0, {0, 2})});
  EXPECT_EQ(counted.cells[0], (TallyCells{{0, 0, {{1, 1}}, 0}, {0, 1, {{1, 1}}, 0}}));
}

TEST(TotalExtremesTest, AllGroupsAreComparedTogetherWhereTheRuleSaysSo) {
  const std::vector<Criterion> criteria = {Numbers("1", "0", "9", "1")};
  const std::vector<Slip> slips = {Marked(0, {9}), Marked(0, {8}), Marked(0, {7}),
                                   Marked(1, {3}), Marked(1, {2}), Marked(1, {1})};
  const Counted each = Seal(SpecOf(criteria, 1, 3), {1, {10}}, 2, slips);
  EXPECT_THAT(each.left_out, ElementsAre(ElementsAre(2, 2)));
  EXPECT_EQ(each.cells[0], (TallyCells{{0, 0, {{8, 1}}, 0}, {1, 0, {{2, 1}}, 0}}));
  const Counted all = Seal(SpecOf(criteria, 1, 3, ExtremesScope::kAllGroups), {1, {10}}, 2, slips);
  EXPECT_THAT(all.left_out, ElementsAre(ElementsAre(1, 1)));
  EXPECT_EQ(all.cells[0], (TallyCells{{0, 0, {{7, 1}, {8, 1}}, 0}, {1, 0, {{2, 1}, {3, 1}}, 0}}));
}

TEST(TotalExtremesTest, OfEqualBallotsTheEarlierGroupsIsTheHigher) {
  const RoundSpec spec = SpecOf({Numbers("1", "0", "9", "1")}, 1, 3, ExtremesScope::kAllGroups);
  const Counted counted =
      Seal(spec, {1, {10}}, 3, {Marked(2, {5}), Marked(1, {5}), Marked(0, {1})});
  EXPECT_THAT(counted.left_out, ElementsAre(ElementsAre(1, 1, 0)));
}

TEST(TotalExtremesTest, RefusesWhatTheRulesDoNotAllow) {
  TotalExtremes extremes(SpecOf(JudgedCriteria(), 1, 5), kJudged, std::array<int64_t, 1>{9});
  const Marks partial{{0}, {5, kNotMarked, 5}};
  const Marks abstained{{0}, {5, kAbstained, 5}};
  EXPECT_THAT(extremes.Add(0, PackBallot(partial, 3)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(extremes.Add(0, PackBallot(abstained, 3)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(extremes.Add(1, PackBallot({}, 3)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(extremes.Add(0, "\x07"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_OK(extremes.Add(0, PackBallot({{0}, {kNotMarked, kNotMarked, kNotMarked}}, 3)));
}

// ---------------------------------------------------------------- against a plain way to do it

Rational PointsOf(const Criterion& criterion, uint32_t level) {
  if (const auto* graded = std::get_if<GradedScale>(&criterion.scale)) {
    return *ParseNumber(graded->grades[level].points);
  }
  const auto& scale = std::get<NumericScale>(criterion.scale);
  return *ParseDecimal(scale.min) + *ParseDecimal(scale.step) * Rational(level);
}

struct Plain {
  Rational total;
  std::vector<Rational> points;
  uint32_t group;
  size_t slip;

  bool operator<(const Plain& other) const {
    if (total != other.total) return total < other.total;
    if (points != other.points) return points < other.points;
    return group > other.group;
  }
};

// Sorts the ballots of each field, and counts those in between.
Counted Plainly(const RoundSpec& spec, const FormShape& shape, uint32_t groups,
                const std::vector<Slip>& slips) {
  Counted counted;
  for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
    std::vector<std::vector<Plain>> fields(
        spec.extremes->scope == ExtremesScope::kAllGroups ? 1 : groups);
    for (size_t i = 0; i < slips.size(); ++i) {
      const auto& rated = slips[i].marks.subjects;
      const auto row = std::find(rated.begin(), rated.end(), subject);
      if (row == rated.end()) continue;
      Plain plain{Rational(), {}, slips[i].group, i};
      for (size_t c = 0; c < spec.criteria.size(); ++c) {
        const auto at = static_cast<size_t>(row - rated.begin()) * spec.criteria.size() + c;
        plain.points.push_back(PointsOf(spec.criteria[c], slips[i].marks.codes[at] - kFirstLevel));
        plain.total += *ParseNumber(spec.criteria[c].weight) * plain.points.back();
      }
      fields[fields.size() == 1 ? 0 : slips[i].group].push_back(std::move(plain));
    }
    std::vector<int64_t> left_out(groups);
    std::vector<bool> out(slips.size());
    for (std::vector<Plain>& field : fields) {
      std::sort(field.begin(), field.end());
      const auto n = static_cast<int64_t>(field.size());
      const int64_t k = LeftOutAtEitherEnd(*spec.extremes, n);
      for (int64_t i = 0; i < n; ++i) {
        if (i >= k && i < n - k) continue;
        out[field[static_cast<size_t>(i)].slip] = true;
        ++left_out[field[static_cast<size_t>(i)].group];
      }
    }
    TallyBuilder builder(shape, groups);
    for (size_t i = 0; i < slips.size(); ++i) {
      if (!out[i]) {
        EXPECT_OK(builder.Add(slips[i].group, PackBallot(slips[i].marks, shape.criteria())));
      }
    }
    counted.cells.push_back(builder.Cells(subject));
    const bool any = std::any_of(left_out.begin(), left_out.end(), [](int64_t n) { return n > 0; });
    counted.left_out.push_back(any ? left_out : std::vector<int64_t>());
  }
  return counted;
}

class RandomPanel {
 public:
  explicit RandomPanel(uint32_t seed) : random_(seed) {
    shape = {1 + Below(3), {}};
    groups = 1 + Below(3);
    constexpr std::array kWeights = {"1", "1/3", "0.25", "2", "10"};
    for (uint32_t c = 1 + Below(3); c > 0; --c) {
      const char* weight = kWeights[Below(kWeights.size())];
      if (Below(2) == 0) {
        spec.criteria.push_back(Graded(weight, {"100", "80", "61.5", "0"}));
        shape.levels.push_back(4);
      } else {
        spec.criteria.push_back(Numbers(weight, "-1", "2", "0.5"));
        shape.levels.push_back(7);
      }
    }
    BallotExtremes& rule = spec.extremes.emplace();
    rule.scope = Below(2) == 0 ? ExtremesScope::kGroup : ExtremesScope::kAllGroups;
    if (Below(2) == 0) {
      const auto count = static_cast<int32_t>(1 + Below(3));
      rule.drop = count;
      rule.min_ballots = 2 * count + 1 + Below(3);
    } else {
      constexpr std::array kShares = {"0.1", "1/3", "0.49", "1/4"};
      rule.drop = DroppedShare{kShares[Below(4)], static_cast<ShareRounding>(1 + Below(4))};
      rule.min_ballots = 1 + Below(6);
    }
    for (uint32_t i = Below(40); i > 0; --i) AddSlip();
  }

  void Shuffle() { std::shuffle(slips.begin(), slips.end(), random_); }

  RoundSpec spec;
  FormShape shape;
  uint32_t groups = 1;
  std::vector<Slip> slips;

 private:
  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  void AddSlip() {
    Slip& slip = slips.emplace_back(Slip{Below(groups), {}});
    for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
      if (Below(4) == 0) continue;
      slip.marks.subjects.push_back(subject);
      for (const uint32_t levels : shape.levels) {
        slip.marks.codes.push_back(kFirstLevel + Below(levels));
      }
    }
  }

  std::mt19937 random_;
};

TEST(TotalExtremesTest, EqualsSortingAllBallotsInWhateverOrderAndSlipsTheyCome) {
  int left_out = 0;
  for (uint32_t seed = 0; seed < 500; ++seed) {
    RandomPanel panel(seed);
    const Counted plain = Plainly(panel.spec, panel.shape, panel.groups, panel.slips);
    for (const bool split : {false, true}) {
      ASSERT_TRUE(Seal(panel.spec, panel.shape, panel.groups, panel.slips, split) == plain)
          << "seed " << seed << " split " << split;
      panel.Shuffle();
    }
    left_out += plain.left_out[0].empty() ? 0 : 1;
  }
  EXPECT_GT(left_out, 200);
}

}  // namespace
}  // namespace pingyi::appraisal
