// The two kinds of short text in policies and rounds.
#pragma once

#include <cstddef>
#include <string_view>

namespace pingyi::result {

inline constexpr size_t kMaxKeyLength = 63;
inline constexpr size_t kMaxTitleCharacters = 200;

// Whether this is a key: 1 to kMaxKeyLength characters of a-z, 0-9 and "_". A key holds nothing
// that could end a field of a canonical form.
bool IsKey(std::string_view text);

// Whether this is a title: 1 to kMaxTitleCharacters characters (not bytes) of UTF-8 that is taken
// to be well-formed, without control characters, so that it stays on its line of a canonical form.
bool IsTitle(std::string_view text);

}  // namespace pingyi::result
