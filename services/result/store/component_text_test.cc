#include "services/result/store/component_text.h"

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::result {
namespace {

TEST(ComponentTextTest, ReadsWhatItWrites) {
  const std::vector<ComponentScoreText> components = {
      {"appraisal", NumberText{"355/4", "88.75"}, NumberText{"213/4", "53.25"}},
      {"review", std::nullopt, NumberText{"0", "0.00"}},
      {"survey", std::nullopt, std::nullopt}};
  const std::string text = ComponentText(components);
  EXPECT_EQ(text, "appraisal 355/4 88.75 213/4 53.25\nreview - - 0 0.00\nsurvey - - - -\n");
  ASSERT_OK_AND_ASSIGN(const auto read, ParseComponentText(text));
  EXPECT_EQ(read, components);
  ASSERT_OK_AND_ASSIGN(const auto none, ParseComponentText(""));
  EXPECT_TRUE(none.empty());
}

TEST(ComponentTextTest, RefusesWhatIsOfAnotherForm) {
  for (const char* text : {"a 1 1 1 1", "a 1 1 1\n", "a 1 1 1 1 1\n", "a 1 - 1 1\n", "a 1 1 - 1\n",
                           "a  1 1 1\n", "\n"}) {
    EXPECT_FALSE(ParseComponentText(text).ok()) << text;
  }
}

}  // namespace
}  // namespace pingyi::result
