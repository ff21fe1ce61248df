// YAML as the proto JSON of one message type.
#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <google/protobuf/descriptor.h>

namespace pingyi::cli {

// Converts a YAML document to proto JSON. The descriptor decides the types, not YAML's rules for
// plain scalars: `weight: 40` and `key: yes` are texts where the field is a string. An enum may be
// written without its prefix and in either case ("anonymous" for ANONYMITY_ANONYMOUS); a timestamp
// also as local time ("2026-12-31 18:00"); a list of one as its element.
//
// INVALID_ARGUMENT "path:line: field: what is wrong", for a field the message does not have (with
// those it has), one given twice, or a value of the wrong shape.
absl::StatusOr<std::string> YamlToJson(const std::string& yaml, const std::string& path,
                                       const google::protobuf::Descriptor& type);

// The JSON string literal of a text.
std::string JsonString(std::string_view text);

}  // namespace pingyi::cli
