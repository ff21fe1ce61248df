// The two kinds of short text by which everything is named.
#pragma once

#include <string_view>

namespace pingyi {

// Whether this is a key of a criterion, group, grade, section and the like: 1 to 63 characters of
// a-z, 0-9 and "_". It holds nothing that could end a field of a canonical form or lead out of a
// directory.
bool IsKey(std::string_view text);

// Whether this is an id in a resource name: 1 to 63 characters of a-z, 0-9 and "-" that begin and
// end with a letter or digit (RFC 1034, but for the digit in front).
bool IsResourceId(std::string_view text);

}  // namespace pingyi
