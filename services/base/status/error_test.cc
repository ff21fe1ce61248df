#include "services/base/status/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi {
namespace {

using ::testing::HasSubstr;

TEST(MakeErrorTest, CarriesCodeMessageAndDetails) {
  const ErrorDetails details{"WRONG_STATE",
                             {{"round.state", "must be OPEN", "WRONG_STATE"}, {"b", "", ""}},
                             {{"round", "rounds/r1"}, {"state", "CLOSED"}}};
  const absl::Status status = MakeError(absl::StatusCode::kFailedPrecondition, "not open", details);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "not open");
  EXPECT_EQ(DetailsOf(status), details);
}

TEST(MakeErrorTest, WithJustAReason) {
  const absl::Status status = MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "stale");
  EXPECT_EQ(status.message(), "stale");
  EXPECT_EQ(DetailsOf(status), (ErrorDetails{"ETAG_MISMATCH", {}, {}}));
}

TEST(MakeErrorTest, DetailsMayHoldAnyBytes) {
  const ErrorDetails details{
      "3:abc",
      {{"f:1", std::string("nul\0byte", 8), "12:"}, {"评议票", "\n\"\\", ""}},
      {{"", "empty key"}, {"7:", ""}}};
  EXPECT_EQ(DetailsOf(MakeError(absl::StatusCode::kNotFound, "m", details)), details);
}

TEST(MakeErrorTest, AnErrorIsNeverOk) {
  const absl::Status status = MakeError(absl::StatusCode::kOk, "R", "m");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(DetailsOf(status).reason, "R");
}

TEST(InvalidFieldsTest, NoViolationIsOk) { EXPECT_TRUE(InvalidFields({}).ok()); }

TEST(InvalidFieldsTest, OneViolationIsTheMessage) {
  const absl::Status status = InvalidFields({{"title", "must not be empty", "REQUIRED_FIELD"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "title: must not be empty");
  EXPECT_EQ(DetailsOf(status).reason, "REQUIRED_FIELD");
}

TEST(InvalidFieldsTest, KeepsEveryViolationInOrder) {
  const std::vector<FieldViolation> violations = {{"b", "wrong", ""},
                                                  {"a", "too long", "TOO_LONG"}};
  const absl::Status status = InvalidFields(violations);
  EXPECT_EQ(DetailsOf(status).violations, violations);
  EXPECT_EQ(DetailsOf(status).reason, "TOO_LONG") << "the first violation that has a reason";
  EXPECT_THAT(std::string(status.message()), HasSubstr("(and 1 more)"));
}

TEST(InvalidFieldsTest, WithoutReasonsItIsInvalidField) {
  EXPECT_EQ(DetailsOf(InvalidFields({{"a", "wrong", ""}})).reason, "INVALID_FIELD");
}

TEST(DetailsOfTest, EmptyForAStatusWithoutThem) {
  EXPECT_EQ(DetailsOf(absl::NotFoundError("x")), ErrorDetails{});
  EXPECT_EQ(DetailsOf(absl::OkStatus()), ErrorDetails{});
}

TEST(DetailsOfTest, EmptyForABrokenPayload) {
  for (const char* broken :
       {"", "x", "3:ab", "1:R", "1:R1:2", "1:R1:11:f", "1:R1:01:k", "99999999999999999999:"}) {
    absl::Status status = absl::NotFoundError("x");
    status.SetPayload("pingyi/error-details", absl::Cord(broken));
    EXPECT_EQ(DetailsOf(status), ErrorDetails{}) << broken;
  }
}

}  // namespace
}  // namespace pingyi
