#include "services/bundle/canonical_json.h"

#include <string_view>
#include <vector>

#include <absl/strings/escaping.h>
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

namespace pingyi::bundle {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

void AppendString(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendMessage(const Message& message, std::string& out);

void AppendEnum(const FieldDescriptor& field, int number, std::string& out) {
  const auto* value = field.enum_type()->FindValueByNumber(number);
  if (value != nullptr) {
    AppendString(value->name(), out);
  } else {
    out += std::to_string(number);
  }
}

// One value: of a field, or the item `index` of a repeated one.
void AppendValue(const Message& message, const FieldDescriptor& field, int index,
                 std::string& out) {
  const Reflection& reflection = *message.GetReflection();
  const bool item = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      AppendMessage(item ? reflection.GetRepeatedMessage(message, &field, index)
                         : reflection.GetMessage(message, &field),
                    out);
      return;
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = item ? reflection.GetRepeatedString(message, &field, index)
                                    : reflection.GetString(message, &field);
      const bool bytes = field.type() == FieldDescriptor::TYPE_BYTES;
      AppendString(bytes ? absl::Base64Escape(text) : text, out);
      return;
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      AppendEnum(field,
                 item ? reflection.GetRepeatedEnumValue(message, &field, index)
                      : reflection.GetEnumValue(message, &field),
                 out);
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      out += std::to_string(item ? reflection.GetRepeatedInt32(message, &field, index)
                                 : reflection.GetInt32(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      AppendString(std::to_string(item ? reflection.GetRepeatedInt64(message, &field, index)
                                       : reflection.GetInt64(message, &field)),
                   out);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      out += (item ? reflection.GetRepeatedBool(message, &field, index)
                   : reflection.GetBool(message, &field))
                 ? "true"
                 : "false";
      return;
    default:
      out += "null";  // no contract has such a field; what holds it is not read back
  }
}

void AppendField(const Message& message, const FieldDescriptor& field, std::string_view gap,
                 std::string& out) {
  if (!field.is_repeated()) {
    AppendValue(message, field, -1, out);
    return;
  }
  const int size = message.GetReflection()->FieldSize(message, &field);
  out += '[';
  for (int i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    out += gap;
    AppendValue(message, field, i, out);
  }
  out += gap;
  out += ']';
}

// The fields in the order of their numbers, each begun by `gap`.
void AppendFields(const Message& message, std::string_view gap, std::string_view colon,
                  std::string& out) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  out += '{';
  bool first = true;
  for (const FieldDescriptor* field : fields) {
    if (!first) out += ',';
    first = false;
    out += gap;
    AppendString(field->name(), out);
    out += colon;
    AppendField(message, *field, gap, out);
  }
  out += gap;
  out += '}';
}

void AppendMessage(const Message& message, std::string& out) {
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    Timestamp time;
    time.CopyFrom(message);
    AppendString(google::protobuf::util::TimeUtil::ToString(time), out);
    return;
  }
  AppendFields(message, "", ":", out);
}

}  // namespace

std::string CanonicalJson(const Message& message) {
  std::string out;
  AppendFields(message, "\n", ": ", out);
  out += '\n';
  return out;
}

}  // namespace pingyi::bundle
