#include "services/base/rpc/strict_parse.h"

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/base/status/utf8.h"

namespace pingyi::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// The mark is an unknown field of the highest number there is: its content is the path of the field
// that is not UTF-8, and empty when the bytes are no message at all.
constexpr int kMark = FieldDescriptor::kMaxNumber;

std::optional<std::string> FindMalformed(const Message& message, const std::string& path);

std::string StringAt(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.GetRepeatedString(message, &field, index)
                             : reflection.GetString(message, &field);
}

const Message& MessageAt(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, index)
                             : reflection.GetMessage(message, &field);
}

std::optional<std::string> FindInField(const Message& message, const FieldDescriptor& field,
                                       const std::string& path) {
  const int count = field.is_repeated() ? message.GetReflection()->FieldSize(message, &field) : 1;
  for (int i = 0; i < count; ++i) {
    const std::string here =
        field.is_repeated() ? fmt::format("{}{}[{}]", path, field.name(), i) : path + field.name();
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      if (!IsUtf8(StringAt(message, field, i))) return here;
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (auto found = FindMalformed(MessageAt(message, field, i), here + ".")) return found;
    }
  }
  return std::nullopt;
}

// The path of the first string that is not UTF-8. Parsing stops at it, but keeps it.
std::optional<std::string> FindMalformed(const Message& message, const std::string& path) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (auto found = FindInField(message, *field, path)) return found;
  }
  return std::nullopt;
}

}  // namespace

namespace internal {

grpc::Status ParseOrMark(grpc::ByteBuffer* buffer, Message* request) {
  grpc::Status status = grpc::GenericDeserialize<grpc::ProtoBufferReader, Message>(buffer, request);
  if (status.ok()) return status;
  const std::string path = FindMalformed(*request, "").value_or("");
  request->Clear();
  request->GetReflection()->MutableUnknownFields(request)->AddLengthDelimited(kMark, path);
  return grpc::Status::OK;
}

}  // namespace internal

absl::Status CheckParsed(const Message& request) {
  const UnknownFieldSet& unknown = request.GetReflection()->GetUnknownFields(request);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const UnknownField& field = unknown.field(i);
    if (field.number() != kMark) continue;
    const bool has_path = field.type() == UnknownField::TYPE_LENGTH_DELIMITED &&
                          !field.length_delimited().empty() && IsUtf8(field.length_delimited());
    if (!has_path) {
      return MakeError(absl::StatusCode::kInvalidArgument, reason::kInvalidField,
                       fmt::format("the request is not a well-formed {}", request.GetTypeName()));
    }
    return InvalidFields({{field.length_delimited(), "must be well-formed UTF-8 (RFC 3629)",
                           std::string(reason::kMalformedUtf8)}});
  }
  return absl::OkStatus();
}

}  // namespace pingyi::rpc
