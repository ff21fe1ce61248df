#include "services/result/store/score_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::StatusIs;

const std::vector<GroupScore>& Example() {
  static const auto& groups = *new std::vector<GroupScore>{
      {.score = NumberText{"1069/12", "89.08"},
       .criteria = {{.score = NumberText{"90", "90.00"}, .mark_count = 4, .abstention_count = 1},
                    {.score = std::nullopt, .mark_count = 0, .abstention_count = 5}}},
      {.score = std::nullopt, .criteria = {{}, {}}}};
  return groups;
}

TEST(ScoreTextTest, IsALineAGroup) {
  EXPECT_EQ(ScoreText(Example()), "1069/12 89.08 90 90.00 4 1 - - 0 5\n- - - - 0 0 - - 0 0\n");
}

TEST(ScoreTextTest, ReadsWhatItWrote) {
  ASSERT_OK_AND_ASSIGN(const auto groups, ParseScoreText(ScoreText(Example())));
  EXPECT_EQ(groups, Example());
  ASSERT_OK_AND_ASSIGN(const auto none, ParseScoreText(""));
  EXPECT_TRUE(none.empty());
}

TEST(ScoreTextTest, BrokenTextIsDataLoss) {
  for (const char* text :
       {"1 1", "1\n", "1 -\n", "- 1\n", "1 1 1 1 2\n", "1 1 1 1 2 x\n", "1 1 1 1 -2 0\n",
        "1 1  1 1 2 0\n", "\n", "1 1 1 1 2 99999999999999999999\n"}) {
    EXPECT_THAT(ParseScoreText(text), StatusIs(absl::StatusCode::kDataLoss)) << text;
  }
}

}  // namespace
}  // namespace pingyi::result
