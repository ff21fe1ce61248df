#include "services/appraisal/domain/tally.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::StatusIs;
using testing::IsEmpty;

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

TEST(TallyTest, BallotsLeftOutAreReadBackBesideTheCells) {
  const TallyCells cells = {{0, 1, {{0, 3}}, 0}};
  const std::vector<int64_t> left_out = {2, 0, 1'000'000};
  const std::string packed = PackCells(cells, left_out);
  ASSERT_OK_AND_ASSIGN(const TallyCells read, UnpackCells(packed));
  EXPECT_EQ(read, cells);
  ASSERT_OK_AND_ASSIGN(const std::vector<int64_t> left, UnpackLeftOut(packed));
  EXPECT_EQ(left, left_out);
  ASSERT_OK_AND_ASSIGN(const std::vector<int64_t> none, UnpackLeftOut(PackCells(cells)));
  EXPECT_THAT(none, IsEmpty());
  EXPECT_THAT(UnpackLeftOut(std::string("\x03\x05\x01", 3)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(UnpackCells(std::string("\x03\x05\x01", 3)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(UnpackLeftOut(""), StatusIs(absl::StatusCode::kDataLoss));
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
  const std::vector<int64_t> left_out = {2, 0, 3};
  EXPECT_EQ(TallySubjectText("s1", {{0, 1, {{0, 3}}, 0}}, left_out),
            "subject s1\nleft-out 0 2\nleft-out 2 3\ncell 0 1 0 0:3\n");
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(TallySubjectText("s3", {{49, 49, {{4'294'967'295, kMost}}, kMost}}),
            "subject s3\ncell 49 49 9223372036854775807 4294967295:9223372036854775807\n");
}

}  // namespace
}  // namespace pingyi::appraisal
