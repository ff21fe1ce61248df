// The text by which people know a part of a policy.
#pragma once

#include <cstddef>
#include <string_view>

namespace pingyi::result {

inline constexpr size_t kMaxTitleCharacters = 200;

// Whether this is a title: 1 to kMaxTitleCharacters characters (not bytes) of UTF-8 that is taken
// to be well-formed, without control characters, so that it stays on its line of a canonical form.
bool IsTitle(std::string_view text);

}  // namespace pingyi::result
