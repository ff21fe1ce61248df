#include "services/result/wire/disclosure/disclosure_wire.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

void Set(const std::string& exact, const std::string& rounded, common::v1::Number& number) {
  number.set_exact(exact);
  number.set_rounded(rounded);
}

// Groups of as many marks on each of two criteria, second of the places, graded, with components.
v1::SubjectResult Result(const std::vector<std::vector<int64_t>>& marks) {
  v1::SubjectResult result;
  result.set_rank(2);
  result.set_shared_rank(true);
  result.set_grade("good");
  result.set_grade_title("好");
  result.set_undecided_grade("best");
  Set("253/3", "84.33", *result.mutable_total());
  v1::ComponentResult& component = *result.add_components();
  Set("253/3", "84.33", *component.mutable_score());
  Set("253/6", "42.17", *component.mutable_contribution());
  for (const std::vector<int64_t>& counts : marks) {
    v1::GroupResult& group = *result.add_groups();
    Set("250/3", "83.33", *group.mutable_score());
    for (const int64_t count : counts) {
      v1::CriterionResult& criterion = *group.add_criteria();
      Set("250/3", "83.33", *criterion.mutable_score());
      criterion.set_mark_count(count);
      criterion.set_abstention_count(1);
    }
  }
  return result;
}

constexpr DisclosureRule kFive{.min_ballots = 5};

v1::SubjectResult Disclosed(v1::SubjectResult result) {
  const RoundDisclosure round = RoundDisclosureOf(kFive, std::vector{result});
  Disclose(MaskOf(kFive, BallotsOf(result), round), round, result);
  return result;
}

TEST(DisclosureWireTest, LeavesAResultOfEnoughBallotsAsItIs) {
  const v1::SubjectResult result = Result({{5, 5}, {9, 9}});
  EXPECT_EQ(Disclosed(result).SerializeAsString(), result.SerializeAsString());
  EXPECT_FALSE(HasSuppressed(result));
}

TEST(DisclosureWireTest, SuppressesScoresAndCountsAndSaysWhy) {
  const v1::SubjectResult result = Disclosed(Result({{3, 3}, {9, 9}, {20, 20}}));
  EXPECT_TRUE(HasSuppressed(result));
  EXPECT_EQ(result.rank(), 2);
  EXPECT_EQ(result.grade(), "good");
  EXPECT_EQ(result.total().rounded(), "84.33");
  EXPECT_EQ(result.total().exact(), "");
  EXPECT_EQ(result.components(0).score().exact(), "");
  EXPECT_EQ(result.components(0).contribution().exact(), "");
  EXPECT_EQ(result.components(0).contribution().rounded(), "42.17");
  EXPECT_EQ(result.groups(0).suppression(), v1::SUPPRESSION_SMALL);
  EXPECT_EQ(result.groups(1).suppression(), v1::SUPPRESSION_COMPLEMENTARY);
  for (int i : {0, 1}) {
    EXPECT_FALSE(result.groups(i).has_score());
    EXPECT_FALSE(result.groups(i).criteria(1).has_score());
    EXPECT_EQ(result.groups(i).criteria(1).mark_count(), 0);
    EXPECT_EQ(result.groups(i).criteria(1).abstention_count(), 0);
    EXPECT_EQ(result.groups(i).criteria(1).suppression(), result.groups(i).suppression());
  }
  EXPECT_EQ(result.groups(2).score().exact(), "250/3");
  EXPECT_EQ(result.groups(2).criteria(0).mark_count(), 20);
}

TEST(DisclosureWireTest, AGroupWithASuppressedCriterionKeepsItsRoundedScore) {
  const v1::SubjectResult result = Disclosed(Result({{9, 2}, {9, 9}}));
  EXPECT_EQ(result.groups(0).suppression(), v1::SUPPRESSION_UNSPECIFIED);
  EXPECT_EQ(result.groups(0).score().rounded(), "83.33");
  EXPECT_EQ(result.groups(0).score().exact(), "");
  EXPECT_EQ(result.groups(0).criteria(0).suppression(), v1::SUPPRESSION_COMPLEMENTARY);
  EXPECT_EQ(result.groups(0).criteria(1).suppression(), v1::SUPPRESSION_SMALL);
  EXPECT_EQ(result.groups(1).score().exact(), "250/3");
}

TEST(DisclosureWireTest, ASuppressedTotalHasNeitherGradeNorPlace) {
  const v1::SubjectResult result = Disclosed(Result({{2, 2}, {1, 1}}));
  EXPECT_EQ(result.suppression(), v1::SUPPRESSION_SMALL);
  EXPECT_FALSE(result.has_total());
  EXPECT_EQ(result.rank(), 0);
  EXPECT_FALSE(result.shared_rank());
  EXPECT_EQ(result.grade(), "");
  EXPECT_EQ(result.grade_title(), "");
  EXPECT_EQ(result.undecided_grade(), "");
  EXPECT_FALSE(result.components(0).has_score());
  EXPECT_FALSE(result.components(0).has_contribution());
}

TEST(DisclosureWireTest, OneSuppressedTotalTakesThePlacesOfAll) {
  v1::SubjectResult result = Result({{9, 9}});
  Disclose(MaskOf(kFive, BallotsOf(result)), {.any = true, .places = false}, result);
  EXPECT_EQ(result.rank(), 0);
  EXPECT_EQ(result.total().exact(), "253/3");
  EXPECT_FALSE(HasSuppressed(result));
}

TEST(DisclosureWireTest, AllButSignedBallotsAreSecret) {
  appraisal::v1::Round round;
  EXPECT_TRUE(IsSecret(round));
  round.set_anonymity(appraisal::v1::ANONYMITY_ANONYMOUS);
  EXPECT_TRUE(IsSecret(round));
  round.set_anonymity(appraisal::v1::ANONYMITY_NAMED);
  EXPECT_FALSE(IsSecret(round));
}

}  // namespace
}  // namespace pingyi::result
