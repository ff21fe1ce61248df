// Makes a request that cannot be parsed an INVALID_ARGUMENT that names the field.
//
// gRPC's callback server answers UNIMPLEMENTED with an empty text to a request that Protocol
// Buffers refuses, which includes every proto3 string that is not valid UTF-8, and gives the
// handler no chance to say more. The template below takes the place of gRPC's own for request
// messages: it lets the call through with a mark on the message, and unary.h and watch.h answer for
// it before the handler is asked.
#pragma once

#include <string_view>
#include <type_traits>

#include <absl/status/status.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

namespace pingyi::rpc {

namespace internal {

// The name of a C++ type, as the compiler spells it.
template <typename T>
constexpr std::string_view TypeName() {
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  const size_t begin = text.find("T = ") + 4;
  const size_t end = text.find_first_of(";]", begin);
  return text.substr(begin, end - begin);
}

// Parses into `request`; when that fails, clears it and marks it with what is wrong.
grpc::Status ParseOrMark(grpc::ByteBuffer* buffer, google::protobuf::Message* request);

}  // namespace internal

// The messages of our contracts that only a server parses: a response must go on to fail at the
// client.
template <typename T>
concept RequestMessage = std::is_base_of_v<google::protobuf::Message, T> && internal::TypeName<T>()
.substr(0, 8) == "pingyi::" && internal::TypeName<T>().ends_with("Request");

// OK for a message that was parsed; otherwise INVALID_ARGUMENT: MALFORMED_UTF8 naming the field, or
// INVALID_FIELD for bytes that are no such message. A client that sends the mark itself is refused
// by it and gains nothing.
absl::Status CheckParsed(const google::protobuf::Message& request);

}  // namespace pingyi::rpc

namespace grpc {

template <typename T>
requires pingyi::rpc::RequestMessage<T>
class SerializationTraits<
    T, typename std::enable_if<std::is_base_of<grpc::protobuf::MessageLite, T>::value>::type> {
 public:
  static Status Serialize(const grpc::protobuf::MessageLite& message, ByteBuffer* buffer,
                          bool* own_buffer) {
    return GenericSerialize<ProtoBufferWriter, T>(message, buffer, own_buffer);
  }
  static Status Deserialize(ByteBuffer* buffer, google::protobuf::Message* request) {
    return pingyi::rpc::internal::ParseOrMark(buffer, request);
  }
};

}  // namespace grpc
