// Well-formed UTF-8 as RFC 3629 defines it.
#pragma once

#include <cstddef>
#include <string_view>

namespace pingyi {

// The length of the well-formed sequence that `text` begins with; 0 when there is none or `text` is
// empty.
size_t Utf8SequenceLength(std::string_view text);

// True when all of `text` is well formed.
bool IsUtf8(std::string_view text);

// The number of characters (code points) of well-formed text; a byte out of place counts as one.
size_t CountCharacters(std::string_view text);

// The longest beginning of at most `max_bytes` bytes that does not end inside a character.
std::string_view CutUtf8(std::string_view text, size_t max_bytes);

}  // namespace pingyi
