// Messages from files that people write.
#pragma once

#include <string>

#include <absl/status/status.h>
#include <google/protobuf/message.h>

namespace pingyi::cli {

// Fills `message` from a file in YAML or, when its name ends in ".json", proto JSON; "-" reads YAML
// (of which JSON is a part) from standard input. Unknown fields are refused. INVALID_ARGUMENT with
// the file, the field and, for YAML, the line; `message` is then unspecified.
absl::Status ReadMessage(const std::string& path, google::protobuf::Message* message);

// The same from text; `path` is for errors and tells the format.
absl::Status ParseMessage(const std::string& text, const std::string& path,
                          google::protobuf::Message* message);

}  // namespace pingyi::cli
