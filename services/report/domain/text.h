// Chinese text by characters. Positions and lengths are always Unicode code points, never bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pingyi::report {

// The code points of UTF-8 text; a byte that belongs to none becomes U+FFFD.
std::u32string Decode(std::string_view utf8);

std::string Encode(std::u32string_view text);

// White space of Unicode, and the two spaces without width (U+200B, U+FEFF), which fill no page
// either.
bool IsSpace(char32_t c);

// Chinese ideographs, those beyond the basic plane included.
bool IsHan(char32_t c);

// Full-width punctuation of Chinese text, e.g. ，。“”（）《》.
bool IsCjkPunctuation(char32_t c);

bool IsAsciiDigit(char32_t c);
bool IsAsciiLetter(char32_t c);

// How many characters are not white space: the length that templates limit.
size_t CountCharacters(std::u32string_view text);

// At most 40 characters around text[position, position + length), on one line.
std::string Excerpt(std::u32string_view text, size_t position, size_t length);

}  // namespace pingyi::report
