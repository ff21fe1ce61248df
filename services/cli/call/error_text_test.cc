#include "services/cli/call/error_text.h"

#include <gtest/gtest.h>

#include "services/base/status/error.h"

namespace pingyi::cli {
namespace {

TEST(ErrorTextTest, ReasonAndEachViolationOnItsLine) {
  const absl::Status status =
      MakeError(absl::StatusCode::kFailedPrecondition, "the round lacks what opening needs",
                {.reason = "ROUND_INCOMPLETE",
                 .violations = {{"voter_groups", "at least one is required", ""},
                                {"anonymity", "must be chosen", ""}},
                 .metadata = {{"round", "rounds/r1"}}});
  EXPECT_EQ(ErrorText("round open", status),
            "pingyi: round open: the round lacks what opening needs [ROUND_INCOMPLETE]\n"
            "  voter_groups: at least one is required\n"
            "  anonymity: must be chosen\n"
            "  round = rounds/r1\n");
  EXPECT_EQ(ReasonOf(status), "ROUND_INCOMPLETE");
}

TEST(ErrorTextTest, ViolationThatIsTheMessageIsToldOnce) {
  const absl::Status status =
      InvalidFields({{"request_id", "must be a UUID", "INVALID_REQUEST_ID"}});
  EXPECT_EQ(ErrorText("round open", status),
            "pingyi: round open: request_id: must be a UUID [INVALID_REQUEST_ID]\n");
}

TEST(ErrorTextTest, ErrorWithoutReasonIsItsMessage) {
  const absl::Status status = absl::UnavailableError("no\nanswer");
  EXPECT_EQ(ErrorText("round list", status), "pingyi: round list: no answer\n");
  EXPECT_EQ(ReasonOf(status), "UNAVAILABLE");
}

}  // namespace
}  // namespace pingyi::cli
