#include "services/result/domain/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PlacedResult Placed(const std::string& subject, int32_t rank, int64_t position) {
  return {.subject = subject,
          .position = position,
          .computed = {.display_name = "某" + subject,
                       .rank = rank,
                       .grade = "fair",
                       .grade_title = "一般",
                       .total = "90",
                       .total_rounded = "90.00"}};
}

std::vector<std::string> Changed(const DecidedGrades& before, const DecidedGrades& after) {
  std::vector<std::string> changed;
  for (const ResultDifference& one : DecidedDifferences(
           {Placed("a", 2, 9), Placed("b", 1, 1), Placed("c", 2, 3)}, before, after)) {
    changed.push_back(one.subject + ":" + one.before.grade + ">" + one.after.grade);
  }
  return changed;
}

TEST(DifferenceTest, ByPlaceThenByPosition) {
  const DecidedGrade good{"good", "好"};
  EXPECT_THAT(Changed({}, {{"a", good}, {"b", good}, {"c", good}}),
              ElementsAre("b:fair>good", "c:fair>good", "a:fair>good"));
}

TEST(DifferenceTest, OnlyTheGradeThatCountsIsCompared) {
  // A decision that confirms what was computed changes nothing, nor does its withdrawal.
  EXPECT_THAT(Changed({}, {{"a", {"fair", "一般"}}}), IsEmpty());
  EXPECT_THAT(Changed({{"a", {"fair", "一般"}}}, {}), IsEmpty());
  EXPECT_THAT(Changed({{"a", {"good", "好"}}}, {{"a", {"good", "好"}}}), IsEmpty());
  EXPECT_THAT(Changed({{"a", {"good", "好"}}}, {}), ElementsAre("a:good>fair"));
  EXPECT_THAT(Changed({{"a", {"good", "好"}}}, {{"a", {"bad", "差"}}}), ElementsAre("a:good>bad"));
}

}  // namespace
}  // namespace pingyi::result
