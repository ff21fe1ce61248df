// Texts of data beside figures, however long they are.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::exporting {

// About how wide the text is at 12 pixels: what most fonts stay within.
int RoughWidth(std::string_view text);

// The text, or its beginning and "…" where it is wider.
std::string Fitting(std::string_view text, int width);

}  // namespace pingyi::exporting
