// Values of options as the contracts want them.
#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/generated_enum_reflection.h>
#include <google/protobuf/timestamp.pb.h>

#include "services/cli/io/enum_text.h"

namespace pingyi::cli {

// A time as io/time_text.h reads it, local time being that of the process.
absl::StatusOr<google::protobuf::Timestamp> TimestampFrom(const std::string& text);

// "display_name,close_time".
google::protobuf::FieldMask MaskFrom(const std::string& text);

// The value of an enum by its name, its name without prefix, or its Chinese word.
template <typename Enum>
absl::StatusOr<Enum> EnumFrom(const std::string& text);

// The name of the value with this Chinese word, else the text itself.
std::string FromChineseWord(const google::protobuf::EnumDescriptor& type, const std::string& text);

template <typename Enum>
absl::StatusOr<Enum> EnumFrom(const std::string& text) {
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  const auto value = ParseEnum(type, FromChineseWord(type, text));
  if (!value.ok()) return value.status();
  return static_cast<Enum>((*value)->number());
}

}  // namespace pingyi::cli
