#include "services/base/rpc/strict_parse.h"

#include <echo_service.pb.h>

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

using test::HasReason;
using test::HasViolation;
using test::StatusIs;
using test::v1::EchoRequest;
using test::v1::EchoResponse;
using test::v1::Part;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kBad[] = "\xff";

static_assert(RequestMessage<EchoRequest>);
static_assert(!RequestMessage<EchoResponse>);
static_assert(!RequestMessage<std::string>);
static_assert(internal::TypeName<EchoRequest>() == "pingyi::test::v1::EchoRequest");

// What the server's side of gRPC makes of these bytes, and the status of the message.
absl::Status Receive(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  grpc::ByteBuffer buffer(&slice, 1);
  EchoRequest request;
  EXPECT_TRUE(grpc::SerializationTraits<EchoRequest>::Deserialize(&buffer, &request).ok());
  return CheckParsed(request);
}

// Serializes though a string is not UTF-8, as a client in another language may.
absl::Status ReceiveMessage(const EchoRequest& request) {
  return Receive(request.SerializeAsString());
}

auto IsMalformed(std::string_view field) {
  return AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("MALFORMED_UTF8"),
               HasViolation(field, "MALFORMED_UTF8"));
}

TEST(StrictParseTest, WellFormedRequestsPass) {
  EchoRequest request;
  EXPECT_OK(ReceiveMessage(request));
  request.set_text("民主评议");
  request.mutable_part()->set_data(kBad);
  EXPECT_OK(ReceiveMessage(request)) << "bytes need not be UTF-8";
}

TEST(StrictParseTest, MalformedUtf8NamesTheField) {
  EchoRequest request;
  request.set_text(kBad);
  EXPECT_THAT(ReceiveMessage(request), IsMalformed("text"));
}

TEST(StrictParseTest, MalformedUtf8InARepeatedField) {
  EchoRequest request;
  request.add_texts("good");
  request.add_texts(kBad);
  EXPECT_THAT(ReceiveMessage(request), IsMalformed("texts[1]"));
}

TEST(StrictParseTest, MalformedUtf8InNestedMessages) {
  EchoRequest request;
  request.mutable_part()->set_text("good");
  request.mutable_part()->add_parts()->set_text("good");
  Part& inner = *request.mutable_part()->add_parts();
  inner.add_parts()->set_text(kBad);
  EXPECT_THAT(ReceiveMessage(request), IsMalformed("part.parts[1].parts[0].text"));
}

TEST(StrictParseTest, MalformedUtf8InAMapIsRefused) {
  EchoRequest request;
  (*request.mutable_labels())["key"] = kBad;
  EXPECT_THAT(ReceiveMessage(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(StrictParseTest, BytesThatAreNoMessage) {
  EXPECT_THAT(Receive("\x0a\x7f too short"),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("INVALID_FIELD")));
  EXPECT_THAT(std::string(Receive("\xff\xff\xff").message()),
              HasSubstr("pingyi.test.v1.EchoRequest"));
}

TEST(StrictParseTest, AMarkOfTheClientsOwnMakingOnlyRefusesItsCall) {
  EchoRequest request;
  auto* unknown = request.GetReflection()->MutableUnknownFields(&request);
  unknown->AddLengthDelimited(google::protobuf::FieldDescriptor::kMaxNumber, kBad);
  EXPECT_THAT(ReceiveMessage(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(StrictParseTest, UnknownFieldsOfNewerClientsPass) {
  EchoRequest request;
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(1000, 1);
  EXPECT_OK(ReceiveMessage(request));
}

TEST(StrictParseTest, ResponsesStillFailAtTheClient) {
  EchoResponse response;
  response.set_text(kBad);
  const grpc::Slice slice(response.SerializeAsString());
  grpc::ByteBuffer buffer(&slice, 1);
  EXPECT_FALSE(grpc::SerializationTraits<EchoResponse>::Deserialize(&buffer, &response).ok());
}

}  // namespace
}  // namespace pingyi::rpc
