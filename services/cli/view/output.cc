#include "services/cli/view/output.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

namespace pingyi::cli {

absl::Status Output::Write(std::string_view text) {
  errno = 0;
  stream_ << text << std::flush;
  if (stream_.good()) return absl::OkStatus();
  if (errno == EPIPE) return absl::CancelledError("nobody reads the output");
  return absl::InvalidArgumentError(
      fmt::format("cannot write the output: {}", std::strerror(errno)));
}

absl::Status Output::Title(const std::string& text) {
  return format_ == Format::kTable ? Write(text + '\n') : absl::OkStatus();
}

std::string MessageJson(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.add_whitespace = pretty;
  std::string json;
  // A message that came over the wire in proto3 has only well-formed text: this cannot fail, except
  // for an Any of an unknown type, which then shows as far as it got.
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) json = "{}";
  return json;
}

}  // namespace pingyi::cli
