// Text as a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::telemetry {

// Appends `text` in quotes. Control characters are escaped; bytes that are not UTF-8 become U+FFFD,
// so that a line is valid JSON whatever a client sent.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace pingyi::telemetry
