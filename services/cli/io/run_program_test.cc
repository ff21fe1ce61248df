#include "services/cli/io/run_program.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

TEST(RunProgramTest, GivesExitCodeAndBothOutputs) {
  const auto end = RunProgram("sh", {"-c", "echo out; echo err >&2; exit 3"});
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_EQ(end->exit_code, 3);
  EXPECT_EQ(end->output, "out\nerr\n");
}

TEST(RunProgramTest, ArgumentsAreNoShellCode) {
  EXPECT_EQ(RunProgram("printf", {"%s", "$(id); `id`"})->output, "$(id); `id`");
}

TEST(RunProgramTest, ASignalAndMuchOutputAreNoTrouble) {
  EXPECT_EQ(RunProgram("sh", {"-c", "kill -9 $$"})->exit_code, 137);
  const auto end = RunProgram("sh", {"-c", "head -c 1000000 /dev/zero | tr '\\0' x"});
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_EQ(end->output.size(), size_t{64} << 10);
}

TEST(RunProgramTest, AProgramThatIsNotThereIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(RunProgram("pingyi-none-such", {}).status()));
}

}  // namespace
}  // namespace pingyi::cli
