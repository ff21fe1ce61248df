// Well-formed UTF-8.
#pragma once

#include <optional>
#include <string_view>

namespace pingyi::cli {

inline constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

// The byte offset of the first ill-formed sequence; nullopt when the whole text is well-formed.
std::optional<size_t> FindIllFormedUtf8(std::string_view text);

}  // namespace pingyi::cli
