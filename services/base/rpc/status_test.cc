#include "services/base/rpc/status.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#if __has_include(<google/rpc/error_info.pb.h>)
#include <google/rpc/error_info.pb.h>
#endif

#include "services/base/status/error.h"
#include "services/base/status/utf8.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

google::rpc::Status DetailsIn(const grpc::Status& status) {
  google::rpc::Status proto;
  EXPECT_TRUE(proto.ParseFromString(status.error_details()));
  return proto;
}

// The one detail of this type, if there is one.
template <typename Detail>
std::optional<Detail> FindDetail(const grpc::Status& status) {
  const google::rpc::Status proto = DetailsIn(status);
  for (const auto& any : proto.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

absl::Status Error(absl::StatusCode code, std::string_view reason) {
  return MakeError(code, reason, "message");
}

TEST(ToGrpcTest, OkIsOk) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(ToGrpcTest, EveryCodeIsKept) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status = Error(static_cast<absl::StatusCode>(code), "R");
    EXPECT_EQ(static_cast<int>(ToGrpc(status).error_code()), code);
    EXPECT_EQ(FromGrpc(ToGrpc(status)).code(), status.code());
  }
}

TEST(ToGrpcTest, ErrorInfoHasReasonDomainAndMetadata) {
  const grpc::Status status =
      ToGrpc(MakeError(absl::StatusCode::kNotFound, "no such round",
                       ErrorDetails{"RESOURCE_NOT_FOUND", {}, {{"round", "rounds/r1"}}}));
  EXPECT_EQ(status.error_message(), "no such round");
  EXPECT_EQ(DetailsIn(status).code(), 5);
  EXPECT_EQ(DetailsIn(status).message(), "no such round");
  const auto info = FindDetail<google::rpc::ErrorInfo>(status);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->reason(), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(info->domain(), "pingyi");
  EXPECT_EQ(info->metadata().at("round"), "rounds/r1");
}

TEST(ToGrpcTest, ViolationsAreABadRequest) {
  const grpc::Status status = ToGrpc(InvalidFields({{"a", "wrong", "BAD_A"}, {"b", "odd", ""}}));
  const auto detail = FindDetail<google::rpc::BadRequest>(status);
  ASSERT_TRUE(detail);
  ASSERT_EQ(detail->field_violations_size(), 2);
  EXPECT_EQ(detail->field_violations(0).field(), "a");
  EXPECT_EQ(detail->field_violations(0).description(), "wrong");
  EXPECT_FALSE(FindDetail<google::rpc::PreconditionFailure>(status));
}

TEST(ToGrpcTest, ViolationsOfFailedPreconditionAreAPreconditionFailure) {
  const grpc::Status status = ToGrpc(
      MakeError(absl::StatusCode::kFailedPrecondition, "checks failed",
                ErrorDetails{"REPORT_CHECK_FAILED", {{"section", "too short", "LENGTH"}}, {}}));
  const auto detail = FindDetail<google::rpc::PreconditionFailure>(status);
  ASSERT_TRUE(detail);
  EXPECT_EQ(detail->violations(0).type(), "LENGTH");
  EXPECT_EQ(detail->violations(0).subject(), "section");
  EXPECT_EQ(detail->violations(0).description(), "too short");
  EXPECT_FALSE(FindDetail<google::rpc::BadRequest>(status));
}

TEST(ToGrpcTest, RetryInfoOnlyWhereTheSameCallMaySucceed) {
  const auto retries = [](absl::StatusCode code, std::string_view reason) {
    return FindDetail<google::rpc::RetryInfo>(ToGrpc(Error(code, reason))).has_value();
  };
  EXPECT_TRUE(retries(absl::StatusCode::kUnavailable, "STORAGE_UNAVAILABLE"));
  EXPECT_TRUE(retries(absl::StatusCode::kResourceExhausted, "SERVER_OVERLOADED"));
  EXPECT_FALSE(retries(absl::StatusCode::kResourceExhausted, "LIMIT"));
  EXPECT_TRUE(retries(absl::StatusCode::kAborted, "STORAGE_CONFLICT"));
  EXPECT_FALSE(retries(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_FALSE(retries(absl::StatusCode::kInvalidArgument, "INVALID_FIELD"));
}

TEST(ToGrpcTest, StorageErrorsGetTheReasonTheirCodeImplies) {
  const auto reason_of = [](const absl::Status& status) {
    return DetailsOf(FromGrpc(ToGrpc(status))).reason;
  };
  EXPECT_EQ(reason_of(absl::AbortedError("busy")), "STORAGE_CONFLICT");
  EXPECT_EQ(reason_of(absl::UnavailableError("disk full")), "STORAGE_UNAVAILABLE");
  EXPECT_EQ(reason_of(absl::DeadlineExceededError("too late")), "DEADLINE_EXCEEDED");
  EXPECT_EQ(reason_of(absl::CancelledError("gone")), "");
}

TEST(ToGrpcTest, RetryDelaysBelowASecondAreWhole) {
  const auto retry = FindDetail<google::rpc::RetryInfo>(
      ToGrpc(Error(absl::StatusCode::kAborted, "STORAGE_CONFLICT")));
  ASSERT_TRUE(retry);
  EXPECT_EQ(google::protobuf::util::TimeUtil::DurationToMilliseconds(retry->retry_delay()), 200);
}

TEST(ToGrpcTest, UnforeseenFaultsHideTheirMessage) {
  for (const auto& status : {absl::InternalError("SELECT secret"), absl::UnknownError("secret")}) {
    EXPECT_TRUE(HidesMessage(status));
    const grpc::Status shown = ToGrpc(status, "i42");
    EXPECT_EQ(shown.error_message(), "internal error, incident i42");
    EXPECT_THAT(shown.error_details(), ::testing::Not(HasSubstr("secret")));
    EXPECT_EQ(DetailsOf(FromGrpc(shown)).reason, "INTERNAL");
  }
}

TEST(ToGrpcTest, ForeseenFaultsKeepTheirMessage) {
  const absl::Status status = Error(absl::StatusCode::kInternal, "KNOWN");
  EXPECT_FALSE(HidesMessage(status));
  EXPECT_EQ(ToGrpc(status).error_message(), "message");
  EXPECT_FALSE(HidesMessage(absl::NotFoundError("x")));
}

TEST(ToGrpcTest, ALongMessageIsCutBetweenCharacters) {
  std::string text;
  while (text.size() < 5000) text += "评";
  const grpc::Status status = ToGrpc(absl::NotFoundError(text));
  EXPECT_LE(status.error_message().size(), kMaxMessageBytes);
  EXPECT_GT(status.error_message().size(), kMaxMessageBytes - 3);
  EXPECT_TRUE(IsUtf8(status.error_message()));
}

TEST(ToGrpcTest, DetailsStayWithinTheirLimitAndDropTheLastViolations) {
  std::vector<FieldViolation> violations;
  violations.reserve(1000);
  for (int i = 0; i < 1000; ++i) {
    violations.push_back({fmt::format("ballot.marks[{}]", i), "必须在量表之内", "MARK_OFF_SCALE"});
  }
  for (const auto code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kFailedPrecondition}) {
    const grpc::Status status = ToGrpc(
        MakeError(code, std::string(1024, 'm'), ErrorDetails{"MARK_OFF_SCALE", violations, {}}));
    EXPECT_LE(status.error_details().size(), kMaxDetailsBytes);
    EXPECT_GT(status.error_details().size(), kMaxDetailsBytes - 400) << "room is used";
    const ErrorDetails back = DetailsOf(FromGrpc(status));
    ASSERT_GT(back.violations.size(), 20u);
    const std::vector<FieldViolation> first(
        violations.begin(), violations.begin() + static_cast<long>(back.violations.size()));
    EXPECT_EQ(back.violations, first);
    EXPECT_EQ(back.reason, "MARK_OFF_SCALE");
  }
}

TEST(ToGrpcTest, OneHugeViolationIsCutNotDropped) {
  const grpc::Status status =
      ToGrpc(InvalidFields({{std::string(9000, 'f'), std::string(9000, 'd'), "R"}}));
  EXPECT_LE(status.error_details().size(), kMaxDetailsBytes);
  EXPECT_THAT(DetailsOf(FromGrpc(status)).violations, SizeIs(1));
}

TEST(ToGrpcTest, HugeMetadataIsLeftOut) {
  const grpc::Status status =
      ToGrpc(MakeError(absl::StatusCode::kNotFound, "m",
                       ErrorDetails{"R", {{"f", "d", "R"}}, {{"k", std::string(9000, 'v')}}}));
  const ErrorDetails back = DetailsOf(FromGrpc(status));
  EXPECT_TRUE(back.metadata.empty());
  EXPECT_EQ(back.reason, "R");
  EXPECT_THAT(back.violations, SizeIs(1));
}

TEST(FromGrpcTest, GivesBackWhatToGrpcTook) {
  const ErrorDetails details{"R", {{"a", "wrong", "BAD_A"}, {"b", "odd", ""}}, {{"k", "v"}}};
  for (const auto code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kFailedPrecondition}) {
    const absl::Status back = FromGrpc(ToGrpc(MakeError(code, "message", details)));
    EXPECT_EQ(back.code(), code);
    EXPECT_EQ(back.message(), "message");
    EXPECT_EQ(DetailsOf(back), details);
  }
}

TEST(FromGrpcTest, StatusesOfOthers) {
  const absl::Status plain = FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "no route"));
  EXPECT_EQ(plain, absl::UnavailableError("no route"));
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "m", "no proto \xff")).code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(FromGrpc(grpc::Status(static_cast<grpc::StatusCode>(20), "m")).code(),
            absl::StatusCode::kUnknown);
}

}  // namespace
}  // namespace pingyi::rpc
