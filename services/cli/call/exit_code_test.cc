#include "services/cli/call/exit_code.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

TEST(ExitCodeTest, EveryStatusCodeHasItsExitCode) {
  const std::map<absl::StatusCode, int> expected = {
      {absl::StatusCode::kOk, 0},
      {absl::StatusCode::kCancelled, 0},
      {absl::StatusCode::kUnknown, 6},
      {absl::StatusCode::kInvalidArgument, 1},
      {absl::StatusCode::kDeadlineExceeded, 5},
      {absl::StatusCode::kNotFound, 2},
      {absl::StatusCode::kAlreadyExists, 2},
      {absl::StatusCode::kPermissionDenied, 2},
      {absl::StatusCode::kResourceExhausted, 5},
      {absl::StatusCode::kFailedPrecondition, 2},
      {absl::StatusCode::kAborted, 2},
      {absl::StatusCode::kOutOfRange, 1},
      {absl::StatusCode::kUnimplemented, 6},
      {absl::StatusCode::kInternal, 6},
      {absl::StatusCode::kUnavailable, 5},
      {absl::StatusCode::kDataLoss, 6},
      {absl::StatusCode::kUnauthenticated, 2},
  };
  for (const auto& [code, exit] : expected) {
    EXPECT_EQ(static_cast<int>(ExitCodeOf(code)), exit) << absl::StatusCodeToString(code);
  }
}

TEST(ExitCodeTest, HelpTellsEveryCode) {
  for (int code = 0; code <= 6; ++code) {
    EXPECT_THAT(ExitCodeHelp(), ::testing::HasSubstr(fmt::format("\n  {}  ", code)));
  }
}

}  // namespace
}  // namespace pingyi::cli
