#include "services/result/domain/inputs.h"

#include <gtest/gtest.h>

namespace pingyi::result {
namespace {

TEST(InputsTest, NothingRecordedHasNoForm) {
  Inputs inputs;
  EXPECT_EQ(CanonicalInputs(inputs), "");
  EXPECT_EQ(InputsDigest(inputs), "");
  // The round's frozen digest has these already.
  inputs.subjects = {{"s1", "一科", "leader"}};
  EXPECT_TRUE(inputs.empty());
  EXPECT_EQ(InputsDigest(inputs), "");
}

TEST(InputsTest, TheFormIsTheContracts) {
  const Inputs inputs{.subjects = {}, .exclusions = {{"s2", "probation"}, {"s1", "discipline"}}};
  EXPECT_EQ(CanonicalInputs(inputs),
            "pingyi-inputs-v1\nexclusion s1 discipline\nexclusion s2 probation\n");
  // printf 'pingyi-inputs-v1\nexclusion s1 discipline\nexclusion s2 probation\n' | sha256sum
  EXPECT_EQ(InputsDigest(inputs),
            "d3aa2dd36972cd1a59b12ebe26be60611dc21733b1746ffd58e3bdd87279e42f");
}

TEST(InputsTest, TheOrderDoesNotMatter) {
  const Inputs one{.subjects = {}, .exclusions = {{"s2", "probation"}, {"s1", "discipline"}}};
  const Inputs other{.subjects = {}, .exclusions = {{"s1", "discipline"}, {"s2", "probation"}}};
  EXPECT_EQ(InputsDigest(one), InputsDigest(other));
  const Inputs swapped{.subjects = {}, .exclusions = {{"s1", "probation"}, {"s2", "discipline"}}};
  EXPECT_NE(InputsDigest(one), InputsDigest(swapped));
}

TEST(InputsTest, SubjectsAreFound) {
  const Inputs inputs{.subjects = {{"s1", "一科", "leader"}}, .exclusions = {{"s2", "probation"}}};
  ASSERT_NE(FindFacts(inputs, "s1"), nullptr);
  EXPECT_EQ(FindFacts(inputs, "s1")->unit, "一科");
  EXPECT_EQ(FindFacts(inputs, "s2"), nullptr);
  ASSERT_NE(FindExclusion(inputs, "s2"), nullptr);
  EXPECT_EQ(FindExclusion(inputs, "s2")->kind, "probation");
  EXPECT_EQ(FindExclusion(inputs, "s1"), nullptr);
}

}  // namespace
}  // namespace pingyi::result
