// Bytes as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pingyi::crypto {

// Lower-case hexadecimal.
std::string Hex(std::string_view bytes);

// The bytes of hexadecimal text of either case; nullopt for anything else.
std::optional<std::string> FromHex(std::string_view text);

// Lower-case Crockford base 32 (no i, l, o, u: nothing that is misread or spells a word), most
// significant bit first, padded with zero bits at the end; 16 bytes give 26 characters.
std::string Base32(std::string_view bytes);

}  // namespace pingyi::crypto
