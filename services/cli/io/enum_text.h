// Names of enum values as people write them.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/statusor.h>
#include <google/protobuf/descriptor.h>

namespace pingyi::cli {

// The value that a text names: with or without the enum's prefix, in either case ("anonymous",
// "ANONYMITY_ANONYMOUS"). INVALID_ARGUMENT with the names there are.
absl::StatusOr<const google::protobuf::EnumValueDescriptor*> ParseEnum(
    const google::protobuf::EnumDescriptor& type, std::string_view text);

}  // namespace pingyi::cli
