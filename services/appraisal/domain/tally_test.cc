#include "services/appraisal/domain/tally.h"

#include <algorithm>
#include <random>

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

TEST(TallyTest, CountsMarksAndAbstentionsByGroupAndCriterion) {
  const FormShape shape{2, {3, 5}};
  const std::vector<Slip> slips = {
      {1, {{0, 1}, {2, 6, kAbstained, kNotMarked}}},
      {0, {{0}, {4, kAbstained}}},
      {1, {{0}, {2, 3}}},
      {1, {}},
  };
  const TallyBuilder builder = Count(shape, 2, slips);
  EXPECT_EQ(builder.slips(0), 1);
  EXPECT_EQ(builder.slips(1), 3);
  const TallyCells first = {
      {0, 0, {{2, 1}}, 0}, {0, 1, {}, 1}, {1, 0, {{0, 2}}, 0}, {1, 1, {{1, 1}, {4, 1}}, 0}};
  EXPECT_EQ(builder.Cells(0), first);
  const TallyCells second = {{1, 0, {}, 1}};  // nothing for what was not marked
  EXPECT_EQ(builder.Cells(1), second);
}

TEST(TallyTest, TheOrderOfSlipsDoesNotMatter) {
  const FormShape shape{4, {3, 10}};
  std::vector<Slip> slips = RandomSlips(shape, 3, 500);
  const TallyBuilder before = Count(shape, 3, slips);
  std::shuffle(slips.begin(), slips.end(), std::mt19937(7));  // NOLINT(cert-msc32-c,cert-msc51-cpp)
  const TallyBuilder after = Count(shape, 3, slips);
  for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
    EXPECT_EQ(after.Cells(subject), before.Cells(subject));
  }
}

TEST(TallyTest, ABallotCountsTheSameWholeAndInSlips) {
  const FormShape shape{6, {3, 10}};
  const std::vector<Slip> ballots = RandomSlips(shape, 2, 200);
  const TallyBuilder whole = Count(shape, 2, ballots);
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
TEST(TallyTest, AWideFormCountsLikeANarrowOne) {
  const FormShape narrow{3, {3, 50}};
  const FormShape wide{300, {3, 100'001}};  // the same marks fit
  const std::vector<Slip> slips = RandomSlips(narrow, 2, 300);
  const TallyBuilder dense = Count(narrow, 2, slips);
  const TallyBuilder sparse = Count(wide, 2, slips);
  for (uint32_t subject = 0; subject < narrow.subjects; ++subject) {
    EXPECT_FALSE(dense.Cells(subject).empty());
    EXPECT_EQ(sparse.Cells(subject), dense.Cells(subject));
  }
  EXPECT_THAT(sparse.Cells(299), IsEmpty());
}

TEST(TallyTest, RefusesWhatDoesNotFit) {
  TallyBuilder builder({2, {3}}, 2);
  EXPECT_THAT(builder.Add(2, PackBallot({{0}, {2}}, 1)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(builder.Add(0, PackBallot({{2}, {2}}, 1)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(builder.Add(0, ""), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(TallyTest, CellsAreReadBackAsTheyWerePacked) {
  const TallyCells cells = {{0, 1, {{0, 3}, {99'999, 1'000'000}}, 0}, {49, 49, {}, 7}};
  ASSERT_OK_AND_ASSIGN(const TallyCells read, UnpackCells(PackCells(cells)));
  EXPECT_EQ(read, cells);
  ASSERT_OK_AND_ASSIGN(const TallyCells none, UnpackCells(PackCells({})));
  EXPECT_THAT(none, IsEmpty());
}

TEST(TallyTest, CorruptCellsAreDataLoss) {
  const std::string packed = PackCells({{0, 1, {{0, 3}}, 0}});
  for (size_t size = 0; size < packed.size(); ++size) {
    if (size == 1) continue;  // no cells at all
    EXPECT_THAT(UnpackCells(packed.substr(0, size)), StatusIs(absl::StatusCode::kDataLoss)) << size;
  }
  // A count of marks that the bytes cannot hold must not be believed.
  EXPECT_THAT(UnpackCells(std::string("\x01\x00\x00\x00\xFF\xFF\xFF\xFF\x0F", 9)),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(TallyTest, CountsBallotsOnWhichAllMarksAreTheSame) {
  const FormShape shape{2, {3, 3}};
  const std::vector<Slip> slips = {
      {0, {{0, 1}, {2, 2, 2, 2}}},                    // all the best
      {0, {{0, 1}, {4, kAbstained, kNotMarked, 4}}},  // two marks, the same
      {0, {{0, 1}, {2, 2, 2, 3}}},                    // one differs
      {0, {{0}, {2, kAbstained}}},                    // a single mark
      {1, {{0}, {kAbstained, kAbstained}}},           // none
      {1, {{0}, {3, 3}}},
  };
  const TallyBuilder builder = Count(shape, 2, slips);
  EXPECT_EQ(builder.straight_lined(0), 2);
  EXPECT_EQ(builder.straight_lined(1), 1);
}

TEST(TallyTest, ASealIsReadAsItWasPacked) {
  const TallySeal seal{.salt = std::string(64, 'a'),
                       .straight_lined = {0, std::nullopt, 1'000'000}};
  const auto read = UnpackSeal(PackSeal(seal));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, seal);
  EXPECT_THAT(UnpackSeal(""), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(UnpackSeal(PackCells({})), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(UnpackSeal(std::string("\x02\x05\x01", 3)), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(TallyTest, TheTextIsThatOfTheContract) {
  const std::vector<GroupBallots> groups = {{"a", 12, 1}, {"b", 0, 0}};
  EXPECT_EQ(TallyHeadText("r1", groups, ""),
            "pingyi-tally-v1\nround rounds/r1\ngroup a 12 1\ngroup b 0 0\n");
  const std::vector<GroupBallots> counted = {{"a", 12, 1, 3}, {"b", 0, 0}};
  EXPECT_EQ(TallyHeadText("r1", counted, "5a17"),
            "pingyi-tally-v1\nround rounds/r1\ngroup a 12 1\ngroup b 0 0\nstraight a 3\n"
            "salt 5a17\n");
  EXPECT_EQ(TallySubjectText("s1", {{0, 1, {{0, 3}, {5, 1}}, 2}, {1, 0, {}, 4}}),
            "subject s1\ncell 0 1 2 0:3 5:1\ncell 1 0 4\n");
  EXPECT_EQ(TallySubjectText("s2", {}), "subject s2\n");
}

}  // namespace
}  // namespace pingyi::appraisal
