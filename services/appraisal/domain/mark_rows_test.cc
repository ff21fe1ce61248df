#include "services/appraisal/domain/mark_rows.h"

#include <random>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::StatusIs;
using testing::ElementsAre;
using testing::IsEmpty;

// The codes of all rows, one after the other; behind those of each there is nothing but kNotMarked.
std::vector<uint32_t> CodesOf(const MarkRows& rows, uint32_t criteria) {
  std::vector<uint32_t> codes;
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t i = 0; i < rows.columns.size() * 8; ++i) {
      const std::vector<uint64_t>& column = rows.columns[i / 8];
      EXPECT_EQ(column.size(), rows.size());
      const uint8_t code = reinterpret_cast<const uint8_t*>(&column[row])[i % 8];
      if (i < criteria) {
        codes.push_back(code);
      } else {
        EXPECT_EQ(code, kNotMarked);
      }
    }
  }
  return codes;
}

bool IsStraightLined(const FormShape& shape, const Marks& marks) {
  const SlipReader reader(shape, 1);
  MarkRows rows(shape);
  bool straight_lined = false;
  EXPECT_OK(reader.Read(0, PackBallot(marks, shape.criteria()), rows, straight_lined));
  return straight_lined;
}

Marks RandomMarks(const FormShape& shape, std::mt19937& random) {
  Marks marks;
  for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
    if (random() % 2 == 0) continue;
    marks.subjects.push_back(subject);
    for (const uint32_t levels : shape.levels) {
      marks.codes.push_back(static_cast<uint32_t>(random() % (levels + kFirstLevel)));
    }
  }
  return marks;
}

TEST(MarkRowsTest, EachSubjectOfASlipIsARow) {
  const FormShape shape{20'000, {3, 126}};
  const SlipReader reader(shape, 4);
  MarkRows rows(shape);
  bool straight_lined = false;
  // Distances of one byte, of two and of three.
  const Marks marks{{1, 299, 19'999}, {4, 127, kNotMarked, kAbstained, 2, 2}};
  EXPECT_OK(reader.Read(3, PackBallot(marks, 2), rows, straight_lined));
  EXPECT_OK(reader.Read(0, PackBallot({}, 2), rows, straight_lined));
  EXPECT_THAT(rows.cells, ElementsAre(1 * 4 + 3, 299 * 4 + 3, 19'999 * 4 + 3));
  EXPECT_THAT(CodesOf(rows, 2), ElementsAre(4, 127, kNotMarked, kAbstained, 2, 2));
  rows.Clear();
  EXPECT_EQ(rows.size(), 0U);
  EXPECT_THAT(rows.columns, ElementsAre(IsEmpty()));
}

TEST(MarkRowsTest, FitsFormsOfSingleBytes) {
  EXPECT_TRUE(SlipReader::Fits({1, {3, 126}}));
  EXPECT_FALSE(SlipReader::Fits({1, {3, 127}}));
}

TEST(MarkRowsTest, StraightLinedAreTwoMarksOrMoreAllTheSame) {
  const FormShape shape{2, std::vector<uint32_t>(9, 5)};
  const auto straight_lined = [&shape](std::vector<uint32_t> codes) {
    Marks marks{{0}, std::move(codes)};
    if (marks.codes.size() > 9) marks.subjects.push_back(1);
    return IsStraightLined(shape, marks);
  };
  EXPECT_TRUE(straight_lined({6, 6, 6, 6, 6, 6, 6, 6, 6}));
  EXPECT_TRUE(straight_lined({0, 1, 6, 0, 0, 0, 0, 0, 6}));
  EXPECT_TRUE(straight_lined({0, 1, 0, 2, 2, 0, 0, 0, 1}));
  EXPECT_FALSE(straight_lined({6, 6, 6, 6, 6, 6, 6, 6, 5}));
  EXPECT_FALSE(straight_lined({2, 6, 6, 6, 6, 6, 6, 6, 6}));
  EXPECT_FALSE(straight_lined({0, 0, 0, 0, 3, 1, 0, 0, 0}));
  EXPECT_FALSE(straight_lined({1, 1, 1, 1, 1, 1, 1, 1, 1}));
  // A mark on each of two subjects.
  EXPECT_TRUE(straight_lined({0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0, 0, 0}));
  EXPECT_FALSE(straight_lined({0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4, 0, 0, 0}));
  EXPECT_FALSE(straight_lined({3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}));
}

// Property: the rows are what Unpack reads, and the same bytes are refused; whole slips and slips
// with bytes changed, left out or added.
TEST(MarkRowsTest, ReadsAndRefusesWhatUnpackDoes) {
  std::mt19937 random(9);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  int read = 0;
  int refused = 0;
  for (int times = 0; times < 20'000; ++times) {
    FormShape shape{static_cast<uint32_t>(1 + random() % 200), {}};
    if (random() % 2 == 0) shape.subjects = 2;
    const size_t criteria = 1 + random() % 18;
    while (shape.levels.size() < criteria) shape.levels.push_back(1 + random() % 126);
    std::string packed = PackBallot(RandomMarks(shape, random), shape.criteria());
    if (random() % 3 == 0) packed[random() % packed.size()] = static_cast<char>(random() % 256);
    if (random() % 5 == 0) packed.resize(random() % (packed.size() + 3));
    Marks marks;
    const absl::Status expected = Unpack(shape, packed, marks);
    MarkRows rows(shape);
    bool straight_lined = false;
    const absl::Status status = SlipReader(shape, 1).Read(0, packed, rows, straight_lined);
    ASSERT_EQ(status, expected);
    ++(status.ok() ? read : refused);
    if (!status.ok()) continue;
    ASSERT_EQ(rows.cells, marks.subjects);
    ASSERT_EQ(CodesOf(rows, shape.criteria()), marks.codes);
  }
  EXPECT_GT(read, 1'000);
  EXPECT_GT(refused, 1'000);
}

TEST(MarkRowsTest, NothingIsNoSlip) {
  const FormShape shape{1, {3}};
  MarkRows rows(shape);
  bool straight_lined = false;
  EXPECT_THAT(SlipReader(shape, 1).Read(0, "", rows, straight_lined),
              StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace pingyi::appraisal
