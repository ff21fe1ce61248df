#include "services/verify/compare.h"

#include <algorithm>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

namespace pingyi::verify {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;

// How many values the field has, at most one if it is not a list. A number that may not be absent
// counts even where it is 0.
int CountOf(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.FieldSize(message, &field);
  return !field.has_presence() || reflection.HasField(message, &field) ? 1 : 0;
}

std::string TextOf(const Message& message, const FieldDescriptor& field, int index) {
  std::string text;
  TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintFieldValueToString(message, &field, index, &text);
  return text;
}

const Message& MessageOf(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetMessage(message, &field)
                   : reflection.GetRepeatedMessage(message, &field, index);
}

void Note(const std::string& path, const std::string& expected, const std::string& found,
          Comparison& comparison) {
  if (comparison.differences.size() >= kMaxFindings) return;
  comparison.differences.push_back({fmt::format("{}：应为 {}，包中为 {}", path, expected, found),
                                    fmt::format("{}: should be {}, is {}", path, expected, found)});
}

void CompareValue(const std::string& path, const Message& expected, const Message& found,
                  const FieldDescriptor& field, int index, Comparison& comparison) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    Compare(path, MessageOf(expected, field, index), MessageOf(found, field, index), comparison);
    return;
  }
  ++comparison.values;
  const std::string right = TextOf(expected, field, index);
  const std::string is = TextOf(found, field, index);
  if (right == is) {
    ++comparison.equal;
  } else {
    Note(path, right, is, comparison);
  }
}

}  // namespace

void Compare(const std::string& path, const Message& expected, const Message& found,
             Comparison& comparison) {
  for (int i = 0; i < expected.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *expected.GetDescriptor()->field(i);
    const std::string place = fmt::format("{}.{}", path, field.name());
    const int right = CountOf(expected, field);
    const int is = CountOf(found, field);
    for (int k = 0; k < std::min(right, is); ++k) {
      const std::string item = field.is_repeated() ? fmt::format("{}[{}]", place, k) : place;
      CompareValue(item, expected, found, field, field.is_repeated() ? k : -1, comparison);
    }
    if (right == is) continue;
    ++comparison.values;
    Note(place, fmt::format("×{}", right), fmt::format("×{}", is), comparison);
  }
}

}  // namespace pingyi::verify
