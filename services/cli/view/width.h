// How wide text is on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::cli {

// Columns that UTF-8 text takes: two for a Chinese character, none for a combining mark.
int DisplayWidth(std::string_view text);

// The text on one line that a terminal takes for nothing but text: control characters (line breaks,
// escape sequences hidden in a name) become blanks.
std::string OneLine(std::string_view text);

// The text with blanks to `width` columns, after or before it; unchanged if it is wider.
std::string PadRight(std::string_view text, int width);
std::string PadLeft(std::string_view text, int width);

}  // namespace pingyi::cli
