#include "services/cli/io/message_file.h"

#include <google/protobuf/util/json_util.h>

#include "services/cli/io/text_file.h"
#include "services/cli/io/yaml_json.h"

namespace pingyi::cli {

absl::Status ParseMessage(const std::string& text, const std::string& path,
                          google::protobuf::Message* message) {
  absl::StatusOr<std::string> json = text;
  if (!path.ends_with(".json")) json = YamlToJson(text, path, *message->GetDescriptor());
  if (!json.ok()) return json.status();
  const auto parsed = google::protobuf::util::JsonStringToMessage(*json, message);
  if (!parsed.ok()) return FileError(path, std::string(parsed.message()));
  return absl::OkStatus();
}

absl::Status ReadMessage(const std::string& path, google::protobuf::Message* message) {
  const absl::StatusOr<std::string> text = ReadTextFile(path);
  if (!text.ok()) return text.status();
  return ParseMessage(*text, path, message);
}

}  // namespace pingyi::cli
