#include "services/appraisal/domain/packed_ballot.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::StatusIs;
using testing::ElementsAre;

// 300 subjects so that some distances take two bytes; scales of 3 and of 100,001 levels.
FormShape Shape() { return {300, {3, 100'001}}; }

Marks RandomMarks(std::mt19937& random, const FormShape& shape) {
  Marks marks;
  for (uint32_t subject = 0; subject < shape.subjects; ++subject) {
    if (random() % 3 == 0) continue;
    marks.subjects.push_back(subject);
    for (const uint32_t levels : shape.levels) {
      marks.codes.push_back(static_cast<uint32_t>(random() % (levels + kFirstLevel)));
    }
  }
  return marks;
}

TEST(PackedBallotTest, TheFormatIsFixed) {
  const Marks marks{{1, 4}, {kFirstLevel, kAbstained, kNotMarked, kFirstLevel + 200}};
  EXPECT_EQ(PackBallot(marks, 2), std::string("\x01"
                                              "\x01\x02\x01"
                                              "\x02\x00\xCA\x01",
                                              8));
  EXPECT_EQ(PackBallot({}, 2), "\x01");
}

TEST(PackedBallotTest, UnpacksWhatWasPacked) {
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  for (int i = 0; i < 200; ++i) {
    const Marks marks = RandomMarks(random, Shape());
    Marks read;
    ASSERT_OK(Unpack(Shape(), PackBallot(marks, 2), read));
    ASSERT_EQ(read, marks);
  }
}

TEST(PackedBallotTest, SlipsAreTheBallotSubjectBySubject) {
  const Marks marks{{1, 4, 7}, {2, 1, 0, 0, 0, 3}};
  const std::vector<std::string> slips = PackSlips(marks, 2);
  ASSERT_EQ(slips.size(), 2U);  // nothing was marked for subject 4
  Marks read;
  ASSERT_OK(Unpack(Shape(), slips[0], read));
  EXPECT_EQ(read, (Marks{{1}, {2, 1}}));
  ASSERT_OK(Unpack(Shape(), slips[1], read));
  EXPECT_EQ(read, (Marks{{7}, {0, 3}}));
}

TEST(PackedBallotTest, RefusesWhatItCannotHaveWritten) {
  const auto bytes = [](std::initializer_list<int> list) {
    std::string out;
    for (const int byte : list) out += static_cast<char>(byte);
    return out;
  };
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"empty", ""},
      {"unknown format", bytes({2})},
      {"ends after the subject", bytes({1, 0})},
      {"ends inside the codes", bytes({1, 0, 2})},
      {"ends inside a number", bytes({1, 0, 2, 0x80})},
      {"subject beyond the form", bytes({1, 0xAC, 0x02, 0, 0})},
      {"subject beyond 32 bits", bytes({1, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0, 0})},
      {"second subject beyond the form", bytes({1, 0, 0, 0, 0xAB, 0x02, 0, 0})},
      {"level beyond the scale", bytes({1, 0, 5, 0})},
      {"number longer than needed", bytes({1, 0, 0x82, 0x00, 0})},
      {"six bytes", bytes({1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0, 0})}};
  for (const auto& [name, packed] : cases) {
    Marks marks;
    EXPECT_THAT(Unpack(Shape(), packed, marks), StatusIs(absl::StatusCode::kDataLoss)) << name;
  }
}

// Whatever bytes come: an error, or marks that pack to the very same bytes.
TEST(PackedBallotTest, CorruptBytesAreRefusedOrMeanExactlyOneThing) {
  std::mt19937 random(2);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in every run
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string packed = PackBallot(RandomMarks(random, {5, {3, 1000}}), 2);
    const size_t changes = 1 + random() % 3;
    for (size_t change = 0; change < changes; ++change) {
      packed[random() % packed.size()] = static_cast<char>(random());
    }
    if (random() % 4 == 0) packed.resize(random() % (packed.size() + 1));
    Marks marks;
    if (!Unpack({5, {3, 1000}}, packed, marks).ok()) {
      ++refused;
    } else {
      ASSERT_EQ(PackBallot(marks, 2), packed);
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(PackedBallotTest, ReadingStopsAtTheFault) {
  std::vector<uint32_t> subjects;
  std::vector<uint32_t> room;
  const std::string packed = PackBallot({{0, 1}, {2, 2, 2, 2}}, 2) + '\x00';
  EXPECT_FALSE(ReadPacked(Shape(), packed, room, [&](uint32_t subject, auto) {
                 subjects.push_back(subject);
               }).ok());
  EXPECT_THAT(subjects, ElementsAre(0, 1));
}

}  // namespace
}  // namespace pingyi::appraisal
