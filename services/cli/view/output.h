// Where results go, and in which form.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <google/protobuf/message.h>

#include "services/cli/view/cell.h"

namespace pingyi::cli {

enum class Format { kTable, kJson, kCsv };

// Standard output. Not thread-safe.
class Output {
 public:
  Output(std::ostream& stream, Format format, Style style)
      : stream_(stream), format_(format), style_(style) {}

  // CANCELLED when nobody reads any more (the pipe was closed: `pingyi … | head`); the command then
  // ends quietly. INVALID_ARGUMENT when the text cannot be written for another reason, such as a
  // full disk.
  absl::Status Write(std::string_view text);

  Format format() const { return format_; }
  const Style& style() const { return style_; }
  Language language() const { return style_.language; }
  // A title line for people; nothing in the other formats.
  absl::Status Title(const std::string& text);

 private:
  std::ostream& stream_;
  Format format_;
  Style style_;
};

// Proto JSON with every field present, so that a script finds what it looks for; `pretty` breaks it
// into lines.
std::string MessageJson(const google::protobuf::Message& message, bool pretty);

}  // namespace pingyi::cli
