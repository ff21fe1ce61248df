#include "services/base/testing/status_matchers.h"

#include <gtest/gtest.h>

namespace pingyi::test {
namespace {

using ::testing::Not;

TEST(StatusMatchersTest, IsOkAndStatusIs) {
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(absl::StatusOr<int>(1), IsOk());
  EXPECT_THAT(absl::NotFoundError("x"), Not(IsOk()));
  EXPECT_THAT(absl::StatusOr<int>(absl::NotFoundError("x")), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(absl::NotFoundError("x"), Not(StatusIs(absl::StatusCode::kAborted)));
}

TEST(StatusMatchersTest, ReasonAndViolations) {
  const absl::Status status = InvalidFields({{"a", "wrong", "BAD_A"}, {"b", "wrong", ""}});
  EXPECT_THAT(status, HasReason("BAD_A"));
  EXPECT_THAT(status, Not(HasReason("BAD_B")));
  EXPECT_THAT(status, HasViolation("b"));
  EXPECT_THAT(status, HasViolation("a", "BAD_A"));
  EXPECT_THAT(status, Not(HasViolation("b", "BAD_A")));
  EXPECT_THAT(status, Not(HasViolation("c")));
}

TEST(StatusMatchersTest, AssignTakesTheValue) {
  ASSERT_OK_AND_ASSIGN(const std::string text, absl::StatusOr<std::string>("value"));
  EXPECT_EQ(text, "value");
}

}  // namespace
}  // namespace pingyi::test
