// Numbers as the contract writes them: decimal text, never floating point.
#pragma once

#include <string_view>

namespace pingyi::report {

// Whether the text is a decimal: an optional "-", 1 to 18 digits and optionally a point with 1 to 9
// digits. ASCII only; no exponent, no grouping, no sign "+".
bool IsDecimal(std::string_view text);

// Whether the text is a review score: a decimal from 0 to 100 with at most 4 digits after the
// point.
bool IsScore(std::string_view text);

}  // namespace pingyi::report
