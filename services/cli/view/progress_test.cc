#include "services/cli/view/progress.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(ProgressTest, LineShowsBarCountAndShare) {
  EXPECT_EQ(ProgressLine("录入", 2, 5, 5), "录入 [██░░░]  2/5  40%");
  EXPECT_EQ(ProgressLine("x", 7, 0, 2), "x  7") << "of nobody knows how many";
  EXPECT_EQ(ProgressLine("x", 9, 3, 2), "x [██]  9/3  100%") << "more than expected fills the bar";
}

TEST(ProgressTest, DrawsTheEndAndWipesTheLine) {
  std::ostringstream terminal;
  {
    Progress progress(terminal, true, "x", 3);
    progress.Add(1);
    progress.Add(2);
  }
  EXPECT_THAT(terminal.str(), HasSubstr("3/3"));
  EXPECT_THAT(terminal.str(), EndsWith("\r\x1b[K"));
}

TEST(ProgressTest, OffATerminalNothingIsWritten) {
  std::ostringstream file;
  {
    Progress progress(file, false, "x", 3);
    progress.Set(3, 3);
  }
  EXPECT_EQ(file.str(), "");
}

}  // namespace
}  // namespace pingyi::cli
