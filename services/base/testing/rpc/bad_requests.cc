#include "services/base/testing/rpc/bad_requests.h"

#include <algorithm>
#include <latch>
#include <utility>

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include "services/base/rpc/status.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using testing::AllOf;
using Path = std::vector<const FieldDescriptor*>;

// The message at the end of a path that leads through messages; made where it is not there.
Message* Descend(Message* message, const Path& path) {
  for (const FieldDescriptor* field : path) {
    const auto* reflection = message->GetReflection();
    if (!field->is_repeated()) {
      message = reflection->MutableMessage(message, field);
    } else if (reflection->FieldSize(*message, field) > 0) {
      message = reflection->MutableRepeatedMessage(message, field, 0);
    } else {
      message = reflection->AddMessage(message, field);
    }
  }
  return message;
}

std::string NameOf(const Path& path, const FieldDescriptor& last) {
  std::string name;
  for (const FieldDescriptor* field : path) name += field->name() + ".";
  return name + last.name();
}

void Collect(const Message& prototype, const Descriptor& type, const Path& path,
             const std::string& text, std::vector<OneText>& found) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      const std::unique_ptr<Message> request(prototype.New());
      Message* holder = Descend(request.get(), path);
      if (field.is_repeated()) {
        holder->GetReflection()->AddString(holder, &field, text);
      } else {
        holder->GetReflection()->SetString(holder, &field, text);
      }
      found.push_back({NameOf(path, field), request->SerializeAsString()});
    } else if (field.type() == FieldDescriptor::TYPE_MESSAGE && !field.is_map() &&
               std::ranges::find(path, &field) == path.end()) {
      Path below = path;
      below.push_back(&field);
      Collect(prototype, *field.message_type(), below, text, found);
    }
  }
}

}  // namespace

std::vector<const google::protobuf::MethodDescriptor*> UnaryMethods(const std::string& service) {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
  for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i) {
    const auto* method = descriptor->method(i);
    if (!method->client_streaming() && !method->server_streaming()) methods.push_back(method);
  }
  return methods;
}

absl::Status CallWithBytes(const std::shared_ptr<grpc::Channel>& channel,
                           const google::protobuf::MethodDescriptor& method,
                           const std::string& bytes) {
  grpc::GenericStub stub(channel);
  const auto context = TestClientContext();
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::Status result;
  std::latch answered{1};
  stub.UnaryCall(context.get(), "/" + method.service()->full_name() + "/" + method.name(), {},
                 &request, &response, [&](grpc::Status status) {
                   result = std::move(status);
                   answered.count_down();
                 });
  answered.wait();
  return rpc::FromGrpc(result);
}

std::vector<OneText> EachTextField(const google::protobuf::MethodDescriptor& method,
                                   const std::string& text) {
  std::vector<OneText> found;
  const Message* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type());
  Collect(*prototype, *method.input_type(), {}, text, found);
  return found;
}

void ExpectBadMessagesRefused(const std::shared_ptr<grpc::Channel>& channel,
                              const google::protobuf::MethodDescriptor& method) {
  const auto send = [&](const std::string& bytes) { return CallWithBytes(channel, method, bytes); };
  // Field 15 is in no request: nothing but the size is wrong.
  const std::string large =
      "\x7a" + std::string("\x80\x80\xc0\x02", 4) + std::string(size_t{5} << 20, 'x');
  EXPECT_THAT(send(large), StatusIs(absl::StatusCode::kResourceExhausted));
  const std::vector<std::string> no_messages = {"\xff", std::string("\x0a\x05") + "ab", "\x0b",
                                                std::string(20, '\xff')};
  for (const std::string& bytes : no_messages) {
    EXPECT_THAT(send(bytes),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("INVALID_FIELD")));
  }
  // A lone continuation byte, a text cut short, an overlong form, a surrogate.
  for (const char* text : {"\x80", "\xe8\xaf", "\xc0\xaf", "\xed\xa0\x80"}) {
    for (const auto& [field, bytes] : EachTextField(method, text)) {
      EXPECT_THAT(send(bytes),
                  AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("MALFORMED_UTF8")))
          << field;
    }
  }
  // Whatever the text is for, a hundred thousand characters are too many or of no use.
  for (const auto& [field, bytes] : EachTextField(method, std::string(100'000, 'a'))) {
    EXPECT_THAT(send(bytes), StatusIs(absl::StatusCode::kInvalidArgument)) << field;
  }
}

}  // namespace pingyi::test
