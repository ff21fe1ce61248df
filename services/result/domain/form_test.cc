#include "services/result/domain/form.h"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

RoundFacts SmallFacts() {
  RoundFacts facts =
      test::Facts({{"de", "1/3"}, {"ji", "0.5"}}, {{"a", "40"}, {"b", "60"}}, test::FourGrades());
  facts.criteria[1].scale = NumericScale{"0", "10", "0.5"};
  return facts;
}

TEST(FormTest, ReadsTheFacts) {
  std::vector<FieldViolation> violations;
  const auto form = Form::Read(SmallFacts(), violations);
  ASSERT_TRUE(form.has_value());
  EXPECT_THAT(violations, IsEmpty());
  EXPECT_EQ(form->criteria()[0].weight, Rational::Ratio(1, 3));
  EXPECT_EQ(form->groups()[1].key, "b");
  EXPECT_EQ(form->points(0).PointsOf(1), Rational(80));
  EXPECT_EQ(form->points(1).size(), 21);
  EXPECT_EQ(form->MarkKey(0, 1), "competent");
  EXPECT_EQ(form->MarkTitle(0, 1), "称职");
  EXPECT_EQ(form->MarkKey(1, 3), "1.5");
  EXPECT_EQ(form->MarkTitle(1, 3), "1.5");
  EXPECT_EQ(form->CriterionIndex("ji"), 1u);
  EXPECT_EQ(form->GroupIndex("a"), 0u);
  EXPECT_EQ(form->GroupIndex("c"), std::nullopt);
}

GradedScale& Grades(RoundFacts& facts) { return std::get<GradedScale>(facts.criteria[0].scale); }
NumericScale& Numbers(RoundFacts& facts) { return std::get<NumericScale>(facts.criteria[1].scale); }

TEST(FormTest, NamesWhatCannotBeComputedWith) {
  using F = RoundFacts;
  const std::string criterion = "round.ballot_form.criteria[0]";
  const std::string numeric = "round.ballot_form.criteria[1].numeric";
  const std::vector<std::pair<std::function<void(F&)>, std::string>> faults = {
      {[](F& f) { f.criteria.clear(); }, "round.ballot_form.criteria"},
      {[](F& f) { f.groups.clear(); }, "round.voter_groups"},
      {[](F& f) { f.groups.resize(51); }, "round.voter_groups"},
      {[](F& f) { f.criteria[0].weight = "0"; }, criterion + ".weight"},
      {[](F& f) { f.criteria[0].weight = "-1"; }, criterion + ".weight"},
      {[](F& f) { f.criteria[0].weight = ""; }, criterion + ".weight"},
      {[](F& f) { f.criteria[0].weight = std::string(41, '9'); }, criterion + ".weight"},
      {[](F& f) { f.groups[1].weight = "0/5"; }, "round.voter_groups[1].weight"},
      {[](F& f) { f.groups[1].weight = "1/0"; }, "round.voter_groups[1].weight"},
      {[](F& f) { f.groups[1].key = "a"; }, "round.voter_groups[1].key"},
      {[](F& f) { f.groups[1].key = "b c"; }, "round.voter_groups[1].key"},
      {[](F& f) { f.criteria[0].key = ""; }, criterion + ".key"},
      {[](F& f) { Grades(f).grades.resize(1); }, criterion + ".graded.grades"},
      {[](F& f) { Grades(f).grades[1].points = "100"; }, criterion + ".graded.grades[1].points"},
      {[](F& f) { Grades(f).grades[3].points = "-1"; }, criterion + ".graded.grades[3].points"},
      {[](F& f) { Grades(f).grades[2].points = "x"; }, criterion + ".graded.grades[2].points"},
      {[](F& f) { Numbers(f).max = "0"; }, numeric + ".max"},
      {[](F& f) { Numbers(f).step = "0"; }, numeric + ".step"},
      {[](F& f) { Numbers(f).step = "-0.5"; }, numeric + ".step"},
      {[](F& f) { Numbers(f).step = "3"; }, numeric + ".step"},
      {[](F& f) { Numbers(f).step = "0.00001"; }, numeric + ".step"},
      {[](F& f) { Numbers(f).min = "1/2"; }, numeric + ".min"},
  };
  for (const auto& [spoil, field] : faults) {
    RoundFacts facts = SmallFacts();
    spoil(facts);
    std::vector<FieldViolation> violations;
    EXPECT_FALSE(Form::Read(facts, violations).has_value()) << field;
    ASSERT_THAT(violations, SizeIs(1)) << field;
    EXPECT_EQ(violations[0].field, field);
    EXPECT_FALSE(violations[0].description.empty());
  }
}

TEST(FormTest, HugeWeightsAreFine) {
  RoundFacts facts = SmallFacts();
  facts.groups[0].weight = std::string(40, '9');
  facts.groups[1].weight = "0." + std::string(37, '0') + "1";
  std::vector<FieldViolation> violations;
  EXPECT_TRUE(Form::Read(facts, violations).has_value());
}

}  // namespace
}  // namespace pingyi::result
