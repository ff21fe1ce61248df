#include "services/appraisal/domain/subjects.h"

#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/testing/sample_round.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::HasViolation;
using test::SampleSubjects;

Subject Named(std::string id, int32_t position = 0) {
  Subject subject;
  subject.id = std::move(id);
  subject.display_name = "x";
  subject.position = position;
  return subject;
}

TEST(SubjectsTest, ThoseWithoutPositionGoBehindAllOthers) {
  const std::vector<Subject> added = {Named("n1"), Named("n2", 35), Named("n3")};
  ASSERT_OK_AND_ASSIGN(const auto fresh,
                       NewSubjects(SampleSubjects(3), added, OnExisting::kMustBeEqual));
  ASSERT_EQ(fresh.size(), 3U);
  EXPECT_EQ(fresh[0].position, 36);
  EXPECT_EQ(fresh[1].position, 35);
  EXPECT_EQ(fresh[2].position, 37);
}

TEST(SubjectsTest, AnEqualSubjectIsLeftAsItIs) {
  std::vector<Subject> again = SampleSubjects(3);
  again[1].position = 0;  // says nothing about the place
  ASSERT_OK_AND_ASSIGN(const auto fresh,
                       NewSubjects(SampleSubjects(3), again, OnExisting::kMustBeEqual));
  EXPECT_TRUE(fresh.empty());
}

TEST(SubjectsTest, ADifferentSubjectOfTheSameNameIsRefusedOrKept) {
  std::vector<Subject> again = SampleSubjects(3);
  again[2].unit = "elsewhere";
  const auto refused = NewSubjects(SampleSubjects(3), again, OnExisting::kMustBeEqual);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(refused, HasReason(reason::kResourceExists));
  EXPECT_THAT(refused, HasViolation("subjects[2].name"));
  ASSERT_OK_AND_ASSIGN(const auto fresh, NewSubjects(SampleSubjects(3), again, OnExisting::kKeep));
  EXPECT_TRUE(fresh.empty());
}

TEST(SubjectsTest, ATakenPositionIsRefused) {
  const std::vector<Subject> added = {Named("n1"), Named("n2", 20)};
  const auto refused = NewSubjects(SampleSubjects(3), added, OnExisting::kMustBeEqual);
  EXPECT_THAT(refused, HasReason(reason::kResourceExists));
  EXPECT_THAT(refused, HasViolation("subjects[1].position"));
}

TEST(SubjectsTest, ARoundHasRoomForTenThousand) {
  std::vector<Subject> many;
  for (int i = 1; i <= 10'000; ++i) many.push_back(Named("m" + std::to_string(i)));
  ASSERT_OK_AND_ASSIGN(const auto all, NewSubjects({}, many, OnExisting::kMustBeEqual));
  EXPECT_EQ(all.back().position, 10'000);
  const std::vector<Subject> one_more = {Named("n")};
  EXPECT_THAT(NewSubjects(all, one_more, OnExisting::kKeep), HasReason(reason::kLimitExceeded));
  const std::vector<Subject> at_the_end = {Named("z", 10'000)};
  EXPECT_THAT(NewSubjects(at_the_end, one_more, OnExisting::kKeep),
              HasViolation("subjects[0].position", reason::kLimitExceeded));
}

}  // namespace
}  // namespace pingyi::appraisal
