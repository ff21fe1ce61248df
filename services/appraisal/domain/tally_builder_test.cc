#include "services/appraisal/domain/tally_builder.h"

#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::StatusIs;
using testing::IsEmpty;

struct Slip {
  uint32_t group;
  Marks marks;
};

TallyBuilder Count(const FormShape& shape, uint32_t groups, const std::vector<Slip>& slips) {
  TallyBuilder builder(shape, groups);
  for (const Slip& slip : slips) {
    EXPECT_OK(builder.Add(slip.group, PackBallot(slip.marks, shape.criteria())));
  }
  return builder;
}

std::vector<Slip> RandomSlips(const FormShape& shape, uint32_t groups, int count) {
  std::mt19937 random(3);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  std::vector<Slip> slips(static_cast<size_t>(count));
  for (Slip& slip : slips) {
    slip.group = static_cast<uint32_t>(random() % groups);
    for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
      if (random() % 2 == 0) continue;
      slip.marks.subjects.push_back(subject);
      for (const uint32_t levels : shape.levels) {
        slip.marks.codes.push_back(static_cast<uint32_t>(random() % (levels + kFirstLevel)));
      }
    }
  }
  return slips;
}

TEST(TallyBuilderTest, CountsMarksAndAbstentionsByGroupAndCriterion) {
  const FormShape shape{2, {3, 5}};
  const std::vector<Slip> slips = {
      {1, {{0, 1}, {2, 6, kAbstained, kNotMarked}}},
      {0, {{0}, {4, kAbstained}}},
      {1, {{0}, {2, 3}}},
      {1, {}},
  };
  TallyBuilder builder = Count(shape, 2, slips);
  EXPECT_EQ(builder.slips(0), 1);
  EXPECT_EQ(builder.slips(1), 3);
  const TallyCells first = {
      {0, 0, {{2, 1}}, 0}, {0, 1, {}, 1}, {1, 0, {{0, 2}}, 0}, {1, 1, {{1, 1}, {4, 1}}, 0}};
  EXPECT_EQ(builder.Cells(0), first);
  const TallyCells second = {{1, 0, {}, 1}};  // nothing for what was not marked
  EXPECT_EQ(builder.Cells(1), second);
}

TEST(TallyBuilderTest, TheOrderOfSlipsDoesNotMatter) {
  const FormShape shape{4, {3, 10}};
  std::vector<Slip> slips = RandomSlips(shape, 3, 500);
  TallyBuilder before = Count(shape, 3, slips);
  std::shuffle(slips.begin(), slips.end(), std::mt19937(7));  // NOLINT(cert-msc32-c,cert-msc51-cpp)
  TallyBuilder after = Count(shape, 3, slips);
  for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
    EXPECT_EQ(after.Cells(subject), before.Cells(subject));
  }
}

TEST(TallyBuilderTest, ABallotCountsTheSameWholeAndInSlips) {
  const FormShape shape{6, {3, 10}};
  const std::vector<Slip> ballots = RandomSlips(shape, 2, 200);
  TallyBuilder whole = Count(shape, 2, ballots);
  TallyBuilder split(shape, 2);
  for (const Slip& ballot : ballots) {
    for (const std::string& slip : PackSlips(ballot.marks, 2)) {
      EXPECT_OK(split.Add(ballot.group, slip));
    }
  }
  for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
    EXPECT_EQ(split.Cells(subject), whole.Cells(subject));
  }
}

// A scale too wide for one array of counts is counted in another way: that must not show.
TEST(TallyBuilderTest, AWideFormCountsLikeANarrowOne) {
  const FormShape narrow{3, {3, 50}};
  const FormShape wide{300, {3, 100'001}};  // the same marks fit
  const std::vector<Slip> slips = RandomSlips(narrow, 2, 300);
  TallyBuilder dense = Count(narrow, 2, slips);
  TallyBuilder sparse = Count(wide, 2, slips);
  for (uint32_t subject = 0; subject < narrow.subjects; ++subject) {
    EXPECT_FALSE(dense.Cells(subject).empty());
    EXPECT_EQ(sparse.Cells(subject), dense.Cells(subject));
  }
  EXPECT_THAT(sparse.Cells(299), IsEmpty());
}

TEST(TallyBuilderTest, RefusesWhatDoesNotFit) {
  TallyBuilder builder({2, {3}}, 2);
  EXPECT_THAT(builder.Add(2, PackBallot({{0}, {2}}, 1)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(builder.Add(0, PackBallot({{2}, {2}}, 1)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(builder.Add(0, ""), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(TallyBuilderTest, CountsBallotsOnWhichAllMarksAreTheSame) {
  const FormShape shape{2, {3, 3}};
  const std::vector<Slip> slips = {
      {0, {{0, 1}, {2, 2, 2, 2}}},                    // all the best
      {0, {{0, 1}, {4, kAbstained, kNotMarked, 4}}},  // two marks, the same
      {0, {{0, 1}, {2, 2, 2, 3}}},                    // one differs
      {0, {{0}, {2, kAbstained}}},                    // a single mark
      {1, {{0}, {kAbstained, kAbstained}}},           // none
      {1, {{0}, {3, 3}}},
  };
  TallyBuilder builder = Count(shape, 2, slips);
  EXPECT_EQ(builder.straight_lined(0), 2);
  EXPECT_EQ(builder.straight_lined(1), 1);
}

// Every mark by itself, in the plainest way there is.
TallyCells PlainCells(uint32_t subject, uint32_t criteria, const std::vector<Slip>& slips) {
  std::map<std::tuple<uint32_t, uint32_t, uint32_t>, int64_t> counts;  // group, criterion, code
  for (const Slip& slip : slips) {
    for (size_t i = 0; i < slip.marks.codes.size(); ++i) {
      if (slip.marks.subjects[i / criteria] != subject) continue;
      ++counts[{slip.group, static_cast<uint32_t>(i % criteria), slip.marks.codes[i]}];
    }
  }
  TallyCells cells;
  for (const auto& [at, count] : counts) {
    const auto [group, criterion, code] = at;
    if (code == kNotMarked) continue;
    if (cells.empty() || cells.back().group != group || cells.back().criterion != criterion) {
      cells.push_back({group, criterion, {}, 0});
    }
    if (code == kAbstained) {
      cells.back().abstentions = count;
    } else {
      cells.back().marks.push_back({code - kFirstLevel, count});
    }
  }
  return cells;
}

bool PlainStraightLined(const Slip& slip) {
  std::vector<uint32_t> marks;
  for (const uint32_t code : slip.marks.codes) {
    if (code >= kFirstLevel) marks.push_back(code);
  }
  return marks.size() >= 2 &&
         std::count(marks.begin(), marks.end(), marks[0]) == static_cast<ptrdiff_t>(marks.size());
}

// Property: whatever the form and however it is counted, the tally is the plain one. The numbers of
// slips reach over what is loaded at once and over what a byte can count.
TEST(TallyBuilderTest, CountsAsCountingEveryMarkByItself) {
  std::mt19937 random(5);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  for (const uint32_t most_levels : {1, 3, 7, 8, 15, 16, 126, 127, 2'000}) {
    for (const uint32_t criteria : {1, 2, 7, 8, 9, 16, 21}) {
      FormShape shape{static_cast<uint32_t>(1 + random() % 4), {most_levels}};
      while (shape.criteria() < criteria) shape.levels.push_back(1 + random() % most_levels);
      std::shuffle(shape.levels.begin(), shape.levels.end(), random);
      const auto groups = static_cast<uint32_t>(1 + random() % 3);
      const std::vector<Slip> slips = RandomSlips(shape, groups, static_cast<int>(random() % 3000));
      TallyBuilder builder = Count(shape, groups, slips);
      for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
        ASSERT_EQ(builder.Cells(subject), PlainCells(subject, criteria, slips))
            << most_levels << " levels, " << criteria << " criteria";
      }
      for (uint32_t group = 0; group < groups; ++group) {
        const auto of_group = [group](const Slip& slip) { return slip.group == group; };
        EXPECT_EQ(builder.slips(group), std::count_if(slips.begin(), slips.end(), of_group));
        EXPECT_EQ(builder.straight_lined(group),
                  std::count_if(slips.begin(), slips.end(), [&](const Slip& slip) {
                    return of_group(slip) && PlainStraightLined(slip);
                  }));
      }
    }
  }
}

// A form of single bytes with more possible counts than are kept in one array.
TEST(TallyBuilderTest, CountsWhatOccursOnAFormOfManyCounts) {
  const FormShape form{10'000, {126, 3}};
  const std::vector<Slip> slips = {{49, {{0, 9'999}, {127, 2, kAbstained, kNotMarked}}},
                                   {49, {{0}, {127, 3}}},
                                   {0, {{0}, {2, 4}}}};
  TallyBuilder builder = Count(form, 50, slips);
  for (const uint32_t subject : {0, 1, 9'999}) {
    EXPECT_EQ(builder.Cells(subject), PlainCells(subject, 2, slips));
  }
}

TEST(TallyBuilderTest, TellsTheCellsSoFarAndGoesOn) {
  TallyBuilder builder({1, {3}}, 1);
  for (int64_t count = 1; count <= 3; ++count) {
    EXPECT_OK(builder.Add(0, PackBallot({{0}, {2}}, 1)));
    EXPECT_EQ(builder.Cells(0), (TallyCells{{0, 0, {{0, count}}, 0}}));
  }
}

}  // namespace
}  // namespace pingyi::appraisal
